"""A name is found however somebody types it."""

import pytest

from services.web.presenting.searching import finds


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("åpen", "Åpen hage"),
        ("AAPEN", "Åpen hage"),
        ("apen", "Åpen hage"),
        ("østgå", "Østgården"),
        ("oestgaa", "Østgården"),
        ("ostga", "Østgården"),
        ("ærlig", "Ærlig talt"),
        ("aerlig", "Ærlig talt"),
        ("haakon", "Håkons hus"),
        ("håkon", "Haakons hus"),
        ("kafe", "Kafé Gnist"),
        ("gnist kafé", "Kafé Gnist"),
        ("  ", "Kafé Gnist"),
        ("davvi", "Dávvi"),
    ],
)
def test_a_name_is_found_by_a_part_of_it_however_it_is_typed(asked: str, name: str) -> None:
    assert finds(asked, name)


@pytest.mark.parametrize(("asked", "name"), [("hagen", "Åpen hage"), ("gnist hage", "Kafé Gnist"), ("ly", "Lø")])
def test_what_is_not_part_of_it_is_not_found(asked: str, name: str) -> None:
    assert not finds(asked, name)


def test_each_word_may_stand_in_another_text() -> None:
    assert finds("gnist unge", "Kafé Gnist", "Unge")
