from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.translation import Translator
from infra.translation.catalogue import CatalogueIsBroken, Language, read_catalogue
from infra.translation.translator import MessageIsMissing, ValuesDoNotFit
from infra.translation.writing import tenths

HEADER = 'msgid ""\nmsgstr ""\n"Language: nb\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
GREETING = 'msgid "page.greeting"\nmsgstr "Hei, {name}!"\n\n'
ANSWERS = (
    'msgid "page.answers"\nmsgid_plural "page.answers"\nmsgstr[0] "Ett svar"\nmsgstr[1] "{count} svar, sa {name}"\n\n'
)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str, area: str = "pages", language: Language = "nb") -> Path:
        (tmp_path / area).mkdir(exist_ok=True)
        (tmp_path / area / f"{language}.po").write_text(HEADER + text)
        return tmp_path

    return write


def test_a_text_is_found_by_its_id_and_filled_with_its_values(write: Write) -> None:
    t = Translator("nb", read_catalogue(write(GREETING), "nb"))
    assert t("page.greeting", name="Åse & {co}") == "Hei, Åse & {co}!"


def test_count_chooses_the_form(write: Write) -> None:
    t = Translator("nb", read_catalogue(write(ANSWERS), "nb"))
    assert t("page.answers", count=1, name="Åse") == "Ett svar"
    assert t("page.answers", count=0, name="Åse") == "0 svar, sa Åse"
    assert t("page.answers", count=12_000, name="Åse") == "12\N{NO-BREAK SPACE}000 svar, sa Åse"


def test_an_id_without_a_text_is_an_error(write: Write) -> None:
    t = Translator("nb", read_catalogue(write(GREETING), "nb"))
    with pytest.raises(MessageIsMissing, match=r"page\.other has no text in nb"):
        t("page.other")


@pytest.mark.parametrize("values", [{}, {"name": "Åse", "extra": "x"}, {"nam": "Åse"}])
def test_values_are_exactly_the_placeholders(write: Write, values: dict[str, str]) -> None:
    t = Translator("nb", read_catalogue(write(GREETING), "nb"))
    with pytest.raises(ValuesDoNotFit, match=r"page\.greeting takes \['name'\]"):
        t("page.greeting", **values)


def test_of_many_values_the_fitting_ones_are_picked(write: Write) -> None:
    t = Translator("nb", read_catalogue(write(GREETING), "nb"))
    assert t.fitting("page.greeting", {"name": "Åse", "extra": 3}) == {"name": "Åse"}
    assert t.fitting("page.other", {"name": "Åse"}) == {}


def test_several_areas_become_one_catalogue(write: Write) -> None:
    write(GREETING, area="first")
    folder = write(ANSWERS, area="second")
    assert read_catalogue(folder, "nb").keys() == {"page.greeting", "page.answers"}
    assert not read_catalogue(folder, "nn")


def test_an_id_in_two_areas_is_refused(write: Write) -> None:
    write(GREETING, area="first")
    with pytest.raises(CatalogueIsBroken, match=r"second/nb\.po: page\.greeting stands in another area's file too"):
        read_catalogue(write(GREETING, area="second"), "nb")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GREETING + GREETING, "stands there twice"),
        ('msgid "page.greeting"\nmsgstr ""\n', "none of them empty"),
        ('msgid "Page greeting"\nmsgstr "Hei"\n', "an id is lower-case words"),
        ('msgid "page.greeting"\nmsgstr "Hei {name.first}"\n', "no plain placeholder"),
        ('msgid "page.greeting"\nmsgstr "Hei {name!r}"\n', "no plain placeholder"),
        ('msgid "page.a"\nmsgid_plural "page.a"\nmsgstr[0] "ett"\nmsgstr[1] "flere"\n', "names the {count}"),
        ('msgid "page.greeting\nmsgstr "Hei"\n', "an id stands whole"),
        ('msgid page.greeting\nmsgstr "Hei"\n', "Got unexpected|not a string|Invalid|uotes"),
    ],
)
def test_a_broken_file_is_refused_by_name(write: Write, text: str, complaint: str) -> None:
    with pytest.raises(CatalogueIsBroken, match=rf"pages/nb\.po: .*(?:{complaint})"):
        read_catalogue(write(text), "nb")


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (Fraction(20, 3), "6,7", "6.7"),
        (Fraction(13, 20), "0,7", "0.7"),
        (Fraction(-13, 20), "−0,7", "−0.7"),
        (Fraction(-1, 100), "0,0", "0.0"),
        (Fraction(10), "10,0", "10.0"),
        (None, "–", "–"),
    ],
)
def test_a_score_has_one_decimal_rounded_half_away_from_zero(value: Fraction | None, nb: str, en: str) -> None:
    assert (Translator("nb").score(value), Translator("en").score(value)) == (nb, en)


def test_a_change_shows_its_sign() -> None:
    t = Translator("nn")
    assert [t.change(Fraction(n, 20)) for n in (8, -8, 0)] == ["+0,4", "−0,4", "0,0"]
    assert t.change(None) == "–"


@given(st.fractions(min_value=-1000, max_value=1000))
def test_tenths_are_never_more_than_half_a_tenth_away(value: Fraction) -> None:
    assert abs(Fraction(tenths(value), 10) - value) <= Fraction(1, 20)
    assert tenths(-value) == -tenths(value)


def test_numbers_are_grouped_from_ten_thousand_so_that_years_stay_whole() -> None:
    assert [Translator("nb").number(n) for n in (2026, 10_000)] == ["2026", "10\N{NO-BREAK SPACE}000"]
    assert Translator("en").number(10_000) == "10,000"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nb", ("31. desember 2026", "00.14", "1. januar 2027 kl. 00.14")),
        ("nn", ("31. desember 2026", "00.14", "1. januar 2027 kl. 00.14")),
        ("en", ("31 December 2026", "00:14", "1 January 2027 at 00:14")),
    ],
)
def test_days_and_times_are_those_of_norway(language: Language, written: tuple[str, str, str]) -> None:
    t, at = Translator(language), datetime(2026, 12, 31, 23, 14, tzinfo=UTC)
    assert (t.day(date(2026, 12, 31)), t.time(at), t.moment(at)) == written
    assert t.day(at) == t.moment(at).partition(" kl. ")[0].partition(" at ")[0]


def test_summer_time_is_two_hours_ahead() -> None:
    assert Translator("nb").time(datetime(2026, 7, 1, 12, 0, tzinfo=UTC)) == "14.00"
