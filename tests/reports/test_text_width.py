"""Lines and widths that labels are laid out by."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from services.reports.text_width import SOFT_HYPHEN, balanced, text_width, wrap

FONTS = Path(__file__).parents[2] / "services/web/frontend/node_modules/@fontsource/inter/files"
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøåABCMW /-" + SOFT_HYPHEN, min_size=1, max_size=40)


def widths_in_font(weight: int, size: float) -> dict[str, float]:
    widths = {}
    for part in ("latin-ext", "latin"):
        font = TTFont(FONTS / f"inter-{part}-{weight}-normal.woff2")
        em = font["head"].unitsPerEm
        for code, glyph in font.getBestCmap().items():
            widths[chr(code)] = font["hmtx"][glyph][0] / em * size
    return widths


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_no_letter_is_wider_in_the_font_than_in_the_table(weight: int) -> None:
    font = widths_in_font(weight, 1)
    letters = {chr(code) for code in range(32, 127)} | set("æøåÆØÅáčđŋšŧžŽéöü–−’«»…·×½")
    assert [letter for letter in sorted(letters) if font[letter] > text_width(letter, 1)] == []


def test_the_table_is_within_a_twentieth_of_ordinary_norwegian_in_the_font() -> None:
    text = "Ivaretakelse av likeverdighet, felles mål og tilrettelegging over tid"
    font = widths_in_font(600, 1)
    really = sum(font[letter] for letter in text)
    assert really <= text_width(text, 1) <= 1.05 * really


def test_a_letter_that_the_table_lacks_counts_as_the_widest() -> None:
    assert text_width("漢", 10) == text_width("W", 10)


@given(WORDS, st.integers(min_value=30, max_value=300))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(text_width(line, 13) <= width for line in balanced(text, 13, width))


@given(WORDS, st.integers(min_value=30, max_value=300))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    def letters(line: str) -> str:
        return "".join(letter for letter in line if letter.isalpha())

    assert letters("".join(wrap(text, 13, width))) == letters(text)
    assert letters("".join(balanced(text, 13, width))) == letters(text)


def test_a_word_that_fits_on_a_line_of_its_own_is_never_broken() -> None:
    assert wrap(f"Flere kompe{SOFT_HYPHEN}tanser", 10, 70) == ("Flere", "kompetanser")


def test_a_word_too_wide_for_a_line_breaks_at_its_soft_hyphen() -> None:
    assert wrap(f"kommuni{SOFT_HYPHEN}kasjon", 10, 60) == ("kommuni-", "kasjon")


def test_a_word_with_a_slash_breaks_after_it_without_another_hyphen() -> None:
    assert wrap("barnehage/skole", 10, 70) == ("barnehage/", "skole")


def test_balanced_lines_are_even() -> None:
    assert wrap("et felles bilde av mål", 10, 100) == ("et felles bilde av", "mål")
    assert balanced("et felles bilde av mål", 10, 100) == ("et felles", "bilde av mål")


def test_single_letters_on_lines_of_their_own_are_as_even_as_they_get() -> None:
    assert balanced("W W", 13, 26) == ("W", "W")
