import pytest

from services.cli.errors import CommandFailed
from services.cli.workspace import founding


def test_a_known_municipality_gets_its_number_and_its_address():
    command = founding("arendal", None, None, "NO")
    assert (command.slug, command.name, command.number) == ("arendal", "Arendal", "4203")


def test_a_name_that_two_municipalities_have_asks_for_the_number():
    with pytest.raises(CommandFailed, match="--number"):
        founding("Herøy", None, None, "NO")
    assert founding("Herøy", None, "1515", "NO").number == "1515"


def test_a_guest_from_abroad_has_no_norwegian_number():
    command = founding("Roskilde", None, "265", "DK")
    assert (command.slug, command.country, command.number) == ("roskilde", "DK", "265")


def test_an_address_can_be_chosen():
    assert founding("Arendal", "arendal-prov", None, "NO").slug == "arendal-prov"
