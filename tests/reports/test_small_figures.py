"""Small multiples, the continuum from thin to thick, and where words are broken."""

import math
from fractions import Fraction

import pytest
from drawings import FIELDS, SCORES, SVG, WEIGHTINGS, by_class, drawing, figures, texts, view_box
from hypothesis import given
from hypothesis import strategies as st

from infra.translation import LANGUAGES, Language, Translator
from services.reports.continuum import Continuum, continuum
from services.reports.hyphens import with_soft_hyphens
from services.reports.small_multiples import Multiple, Multiples, small_multiples
from services.reports.text_width import SOFT_HYPHEN

NB = Translator("nb")


def measurements(number: int, scores: tuple[str | None, ...] = SCORES) -> Multiples:
    one = Multiple(name="23. november 2026", scores=figures(*scores), weightings=figures(*WEIGHTINGS))
    return Multiples(id="over-time", title="Profilen over tid", axes=FIELDS, multiples=(one,) * number)


@pytest.mark.parametrize("width", [288.0, 374.0, 720.0])
@pytest.mark.parametrize("number", [1, 4, 9])
def test_many_measurements_stand_beside_each_other_within_the_width(number: int, width: float) -> None:
    root = drawing(small_multiples(measurements(number), NB, width))
    whole = view_box(root)
    spiders = [group for group in root if group.tag == f"{SVG}g"]
    lefts = {group.attrib["transform"].split("(")[1].split()[0] for group in spiders}
    assert len(spiders) == number
    assert all(0 < float(left) < whole.right for left in lefts)
    assert len(lefts) == min(number, int((width + 20) // 152))


def test_axes_of_small_multiples_are_numbered_and_named_once_below() -> None:
    root = drawing(small_multiples(measurements(3), NB, 720))
    written = [box.text for box in texts(root, "spider-none")]
    assert [text for text in written if text.isdigit()] == ["1", "2", "3", "4", "5", "6", "7"] * 3
    key = " ".join(text for text in written if not text.isdigit())
    assert all(f"{number}\u00a0{name}" in key for number, name in enumerate(FIELDS, start=1))


def test_the_key_of_small_multiples_is_not_cut() -> None:
    root = drawing(small_multiples(measurements(2), NB, 288))
    whole = view_box(root)
    key = [box for box in texts(root, "spider-none") if not box.text.isdigit()]
    assert all(box.right <= whole.right and box.bottom <= whole.bottom for box in key)


def test_a_missing_score_leaves_a_gap_in_a_small_multiple_too() -> None:
    root = drawing(small_multiples(measurements(1, scores=("7", None, *SCORES[2:])), NB, 300))
    assert by_class(root, "spider-score")[0].tag == f"{SVG}polyline"
    assert len(by_class(root, "spider-missing")) == 1


@given(st.fractions(min_value=0, max_value=100), st.sampled_from([288.0, 560.0]))
def test_the_thickness_is_a_point_on_the_bar_with_its_figure_within_the_drawing(
    thickness: Fraction, width: float
) -> None:
    root = drawing(continuum(Continuum(id="c", title="Tynn eller tykk", thickness=thickness), NB, width))
    (point,), (figure,) = by_class(root, "spider-point"), texts(root, "spider-figure")
    assert float(point.attrib["cx"]) == pytest.approx(9 + (width - 18) * float(thickness) / 100, abs=0.01)
    assert figure.text == NB.score(thickness)
    assert figure.left + 0.01 >= 0
    assert figure.right <= width + 0.01


def test_a_bar_without_enough_answers_has_no_point_and_says_why() -> None:
    root = drawing(continuum(Continuum(id="c", title="Tynn eller tykk", thickness=None), NB, 300))
    description = root.find(f"{SVG}desc")
    assert not by_class(root, "spider-point")
    assert description is not None
    assert description.text is not None
    assert description.text.startswith("For få svar")


def test_earlier_measurements_are_hollow_on_the_bar() -> None:
    figure = Continuum(id="c", title="Tynn", thickness=Fraction(60), earlier=(Fraction(40), None, Fraction(30)))
    assert len(by_class(drawing(continuum(figure, NB, 300)), "spider-missing")) == 2


def test_the_bar_grows_from_thin_to_thick() -> None:
    (bar,) = by_class(drawing(continuum(Continuum(id="c", title="T", thickness=None), NB, 300)), "continuum-bar")
    numbers = [float(number) for number in bar.attrib["points"].replace(",", " ").split()]
    left, right = abs(numbers[1] - numbers[7]), abs(numbers[3] - numbers[5])
    assert math.isclose(left, 2)
    assert right > 10 * left


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("nb", "kommunikasjon", ["kom", "mu", "ni", "ka", "sjon"]),
        ("nn", "tilrettelegging", ["til", "rette", "leg", "ging"]),
        ("en", "competences", ["com", "pet", "ences"]),
    ],
)
def test_words_are_broken_by_the_rules_of_their_language(language: Language, word: str, parts: list[str]) -> None:
    assert with_soft_hyphens(word, language).split(SOFT_HYPHEN) == parts


def test_a_word_that_says_itself_where_it_breaks_is_left_alone() -> None:
    assert with_soft_hyphens(f"sam{SOFT_HYPHEN}skaping", "nb") == f"sam{SOFT_HYPHEN}skaping"


@pytest.mark.parametrize("language", LANGUAGES)
def test_soft_hyphens_change_no_letter(language: Language) -> None:
    text = "Innbyggere som likeverdige parter"
    assert with_soft_hyphens(text, language).replace(SOFT_HYPHEN, "") == text
