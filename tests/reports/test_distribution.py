"""Private answers, counted: as a drawing, in words and as a table."""

import re
from itertools import combinations

import pytest
from drawings import SVG, answered, by_class, drawing, texts, view_box
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.scoring.answer import NOT_RELEVANT, Answer
from domain.scoring.spread import spread
from domain.scoring.tally import POINTS
from domain.sectors import Side
from infra.translation import LANGUAGES, Language, Translator
from services.reports.distribution import Distribution, distribution, distribution_strip
from services.reports.distribution_table import FAR, NEAR, distribution_table, distribution_words

NB = Translator("nb")
WIDTHS = [304.0, 374.0, 720.0]


APART = answered([7, 8, 8, 9, NOT_RELEVANT], [3, 4, 4, 6], agreed=6)
MANY = answered([5] * 20 + [6] * 9, [5] * 13 + [10, 0, 0])
TOO_FEW = answered([7, NOT_RELEVANT], [3, NOT_RELEVANT, NOT_RELEVANT])
ONE_SIDE = answered([7, 8, 8, 9], [3, 4])

answers = st.lists(st.one_of(st.integers(0, 10), st.just(NOT_RELEVANT)), max_size=40)
distributions = (
    st.tuples(answers, answers, st.one_of(st.none(), st.integers(0, 10)))
    .filter(lambda given: len(given[0]) + len(given[1]) >= 3)
    .map(lambda given: answered(*given))
)


def dots_by_place(figure: Distribution, width: float) -> dict[float, dict[float, int]]:
    """How many marks stand over each place of the scale, row by row."""
    rows: dict[float, dict[float, int]] = {}
    bases = sorted({float(line.attrib["y1"]) for line in horizontal(figure, width)})
    for dot in by_class(drawing(distribution(figure, NB, width)), "distribution-answer"):
        base = next(base for base in bases if float(dot.attrib["cy"]) < base)
        row = rows.setdefault(base, {})
        row[float(dot.attrib["cx"])] = row.get(float(dot.attrib["cx"]), 0) + 1
    return rows


def horizontal(figure: Distribution, width: float):
    lines = by_class(drawing(distribution(figure, NB, width)), "spider-ring")
    return [line for line in lines if line.attrib["y1"] == line.attrib["y2"]]


@settings(deadline=None)
@given(distributions, st.sampled_from(WIDTHS), st.sampled_from(LANGUAGES))
def test_nothing_is_cut_and_no_words_lie_over_each_other(
    figure: Distribution, width: float, language: Language
) -> None:
    drawn = distribution(figure, Translator(language), width)
    if figure.whole is None:
        assert drawn == ""
        return
    root = drawing(drawn)
    whole, boxes = view_box(root), list(texts(root))
    assert all(whole.left <= box.left and box.right <= whole.right for box in boxes)
    assert all(whole.top <= box.top and box.bottom <= whole.bottom for box in boxes)
    assert not [
        (one.text, other.text)
        for one, other in combinations(boxes, 2)
        if one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_marks_stay_off_the_words(width: float) -> None:
    root = drawing(distribution(APART, NB, width))
    dots = [
        (float(dot.attrib["cx"]), float(dot.attrib["cy"]), float(dot.attrib["r"]))
        for dot in by_class(root, "distribution-answer")
    ]
    for box in texts(root):
        assert not [
            (box.text, x, y)
            for x, y, r in dots
            if box.left < x + r and x - r < box.right and box.top < y + r and y - r < box.bottom
        ]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_answer_is_a_mark_in_all_and_on_its_side(width: float) -> None:
    whole, public, partner = dots_by_place(APART, width).values()
    assert sorted(whole.values()) == [1, 1, 1, 1, 2, 2]
    assert list(public.values()) == [1, 2, 1]
    assert list(partner.values()) == [1, 2, 1]
    assert {place: public.get(place, 0) + partner.get(place, 0) for place in whole} == whole


def test_no_two_marks_lie_over_each_other() -> None:
    for figure in (APART, answered([5] * 4, [5] * 4)):
        root = drawing(distribution(figure, NB, 304))
        dots = [
            tuple(float(dot.attrib[name]) for name in ("cx", "cy", "r"))
            for dot in by_class(root, "distribution-answer")
        ]
        assert all(abs(x - u) >= r + s or abs(y - v) >= r + s for (x, y, r), (u, v, s) in combinations(dots, 2))


def test_many_answers_are_bars_with_their_number_above() -> None:
    root = drawing(distribution(MANY, NB, 304))
    bars = by_class(root, "distribution-answer")
    assert {bar.tag for bar in bars} == {f"{SVG}rect"}
    assert [box.text for box in texts(root, "distribution-count")] == ["2", "33", "9", "1", "20", "9", "2", "13", "1"]
    heights = [float(bar.attrib["height"]) for bar in bars]
    assert heights[1] / heights[2] == pytest.approx(33 / 9, rel=0.01)
    assert heights[4] / heights[1] == pytest.approx(20 / 33, rel=0.01)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_mean_stands_at_its_place_on_the_scale_in_each_row(width: float) -> None:
    root = drawing(distribution(APART, NB, width))
    names = [box for box in texts(root) if box.text.isdigit()]
    places = [(box.left + box.right) / 2 for box in names[:11]]
    means = [float(line.attrib["x1"]) for line in by_class(root, "distribution-mean")[:3]]
    scale = [places[0] + (places[10] - places[0]) * mean / 10 for mean in (49 / 8, 8, 17 / 4)]
    assert means == pytest.approx(scale, abs=0.05)


def test_the_agreed_answer_is_marked_on_the_scale_and_named_below_only_when_there_is_one() -> None:
    root = drawing(distribution(APART, NB, 720))
    (number,) = texts(root, "distribution-agreed-number")
    on_the_scale, in_the_legend = by_class(root, "distribution-agreed")
    assert number.text == "6"
    assert (number.left + number.right) / 2 == pytest.approx(float(on_the_scale.attrib["cx"]))
    assert float(in_the_legend.attrib["cy"]) > float(on_the_scale.attrib["cy"])
    none_yet = drawing(distribution(replace(APART, agreed=None), NB, 720))
    assert not by_class(none_yet, "distribution-agreed")
    assert "enig" not in " ".join(box.text for box in texts(none_yet))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sides_are_named_in_words_and_the_drawing_has_a_title_for_who_does_not_see_it(language: Language) -> None:
    t = Translator(language)
    root = drawing(distribution(APART, t, 304))
    labels = [box.text for box in texts(root, "distribution-label")]
    assert labels == [t("spread.all"), t("spread.side.public"), t("spread.side.partner")]
    assert root.attrib["role"] == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == "Svarene hver for seg"
    assert description.text == t("spread.description")


def test_the_marks_of_both_sides_look_the_same_so_that_colour_tells_nothing() -> None:
    dots = by_class(drawing(distribution(APART, NB, 720)), "distribution-answer")
    assert len({(dot.attrib["fill"], dot.attrib["stroke"], dot.attrib["r"]) for dot in dots}) == 1


@given(distributions)
def test_the_table_has_the_numbers_of_the_answers_themselves(figure: Distribution) -> None:
    table = distribution_table(figure, NB)
    if figure.whole is None:
        assert table is None
        return
    assert table is not None
    columns = [figure.whole, *(figure.sides[side] for side in Side if side in figure.sides)]
    for index, column in enumerate(columns):
        counts = tuple(int(row.figures[index]) for row in table.answers)
        assert counts == column.counts
        assert spread([point for point in POINTS for _ in range(counts[point])]) == column.spread
        number, mean, extent, agreement = (row.figures[index] for row in table.figures[:4])
        assert int(number) == sum(counts)
        assert mean == NB.score(column.spread.mean)
        lowest, highest = map(int, extent.split("–"))
        assert counts[lowest]
        assert counts[highest]
        assert sum(counts[lowest : highest + 1]) == sum(counts)
        assert agreement == NB.consensus(column.spread.consensus)
    assert all(len(row.figures) == len(table.columns) for row in (*table.answers, *table.figures))


def test_the_words_say_number_extent_mean_and_consensus() -> None:
    assert distribution_words(APART, NB) == (
        "8 svar, fra 3 til 9. Gjennomsnittet er 6,1. Én svarte «Ikke relevant» og er ikke regnet med.",
        "Svarene ligger et stykke fra hverandre. Enighet 0,69 av 1.",
    )
    assert distribution_words(answered([6] * 3, [6] * 3), NB)[0] == "6 svar. Alle svarte 6."


@pytest.mark.parametrize(
    ("public", "partner", "words"),
    [
        ([5, 5], [7, 7], "nær hverandre"),
        ([5, 5, 5], [7, 7, 8], "et stykke"),
        ([4, 4], [8, 8], "et stykke"),
        ([4, 4], [8, 9], "langt"),
        ([0, 0], [10, 10], "langt"),
    ],
)
def test_how_far_apart_is_said_in_three_steps(public: list[Answer], partner: list[Answer], words: str) -> None:
    assert words in distribution_words(answered(public, partner), NB)[1]


def test_the_steps_are_the_consensus_of_everyone_one_and_two_from_the_mean() -> None:
    one, two = spread([5, 5, 7, 7]), spread([4, 4, 8, 8])
    assert one is not None
    assert two is not None
    assert (one.consensus, two.consensus) == (NEAR, FAR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_too_few_to_be_told_are_neither_drawn_nor_listed_and_it_says_why(language: Language) -> None:
    t = Translator(language)
    assert distribution(TOO_FEW, t, 304) == ""
    assert distribution_table(TOO_FEW, t) is None
    counted, why = distribution_words(TOO_FEW, t)
    assert re.findall(r"\d", counted) == ["2", "3"]
    assert why == t("spread.withheld")


def test_sides_that_are_not_told_are_explained_and_stand_in_no_column() -> None:
    table = distribution_table(ONE_SIDE, NB)
    assert table is not None
    assert table.columns == ("Alle",)
    assert distribution_words(ONE_SIDE, NB)[-1] == NB("spread.sides.withheld")
    assert [box.text for box in texts(drawing(distribution(ONE_SIDE, NB, 720)), "distribution-label")] == ["Alle"]


def test_consensus_is_written_with_two_decimals_half_away_from_zero() -> None:
    assert [NB.consensus(value) for value in (NEAR, FAR)] == ["0,85", "0,68"]
    assert Translator("en").consensus(FAR) == "0.68"


@settings(deadline=None)
@given(distributions)
def test_a_strip_has_all_answers_in_one_low_row_and_nothing_of_the_sides(figure: Distribution) -> None:
    drawn = distribution_strip(figure, NB, 480)
    if figure.whole is None:
        assert drawn == ""
        return
    root = drawing(drawn)
    whole, marks = view_box(root), by_class(root, "distribution-answer")
    assert whole.bottom <= 110
    assert all(whole.top <= box.top and box.bottom <= whole.bottom for box in texts(root))
    assert not list(texts(root, "distribution-label"))
    assert len(by_class(root, "distribution-mean")) == 1
    assert len(marks) == (
        figure.answered if marks[0].tag == f"{SVG}circle" else sum(count > 0 for count in figure.whole.counts)
    )
