"""A figure over time: its line, its gaps and its marks, and the table of the same numbers."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import by_class, corners, drawing, texts, view_box
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from infra.translation import Translator
from services.reports.series import Happened, Moment, Series, series, series_legend
from services.reports.series_table import series_table

NB = Translator("nb")
FIRST = date(2025, 3, 12)

FIGURES = st.none() | st.fractions(0, 10, max_denominator=60)
MOMENTS = st.lists(
    st.builds(
        lambda days, score, weighting, apart: (days, score, weighting, apart),
        st.integers(0, 400),
        FIGURES,
        FIGURES,
        st.sampled_from([None, "andre spørsmål"]),
    ),
    min_size=1,
    max_size=12,
)


def made(found: Sequence[tuple[int, Fraction | None, Fraction | None, str | None]]) -> Series:
    """The first has nothing before it to be kept apart from."""
    ordered = sorted(found, key=lambda one: one[0])
    moments = [
        Moment(FIRST + timedelta(days=days), score, weighting, apart if place else None)
        for place, (days, score, weighting, apart) in enumerate(ordered)
    ]
    return Series(id="s", title="Felles mål over tid", moments=tuple(moments))


def over(*scores: str | None, apart: int | None = None) -> Series:
    """A quarter of a year apart each."""
    return made(
        [
            (
                90 * place,
                None if score is None else Fraction(score),
                Fraction(8),
                "andre spørsmål" if place == apart else None,
            )
            for place, score in enumerate(scores)
        ]
    )


@given(MOMENTS)
def test_a_line_leads_between_neighbours_that_both_have_a_score_and_is_dashed_exactly_where_they_are_apart(
    found: list[tuple[int, Fraction | None, Fraction | None, str | None]],
) -> None:
    figure = made(found)
    root = drawing(series(figure, NB, 304))
    drawn = [
        (one, other) for one, other in pairwise(figure.moments) if one.score is not None and other.score is not None
    ]
    assert len(by_class(root, "series-line")) == sum(other.apart is None for _, other in drawn)
    assert len(by_class(root, "series-apart")) == sum(other.apart is not None for _, other in drawn)
    assert all(line.get("stroke-dasharray") is None for line in by_class(root, "series-line"))
    assert all(line.get("stroke-dasharray") for line in by_class(root, "series-apart"))


@given(MOMENTS)
def test_every_measurement_is_a_point_or_a_hollow_mark_and_no_missing_score_is_a_zero(
    found: list[tuple[int, Fraction | None, Fraction | None, str | None]],
) -> None:
    figure = made(found)
    root = drawing(series(figure, NB, 720))
    missing = by_class(root, "spider-missing")
    assert len(by_class(root, "spider-point")) == sum(one.score is not None for one in figure.moments)
    assert len(missing) == sum(one.score is None for one in figure.moments)
    rings = [float(ring.attrib["y1"]) for ring in by_class(root, "spider-ring")]
    assert all(float(mark.attrib["cy"]) < min(rings) for mark in missing)


@given(MOMENTS)
def test_the_table_has_the_numbers_of_the_figure_and_a_change_only_where_the_line_is_whole(
    found: list[tuple[int, Fraction | None, Fraction | None, str | None]],
) -> None:
    figure = made(found)
    rows = series_table(figure, NB)
    assert [row.score for row in rows] == [NB.score(one.score) for one in figure.moments]
    assert [row.weighting for row in rows] == [NB.score(one.weighting) for one in figure.moments]
    lines = by_class(drawing(series(figure, NB, 304)), "series-line")
    assert sum(row.change != "–" for row in rows) == len(lines)
    written = {box.text for box in texts(drawing(series(figure, NB, 304)), "spider-figure")}
    assert written <= {row.score for row in rows}


def test_as_many_days_are_as_long_everywhere() -> None:
    figure = made([(0, Fraction(1), None, None), (100, Fraction(5), None, None), (400, Fraction(9), None, None)])
    xs = sorted(float(point.attrib["cx"]) for point in by_class(drawing(series(figure, NB, 720)), "spider-point"))
    assert (xs[1] - xs[0]) * 3 == pytest.approx(xs[2] - xs[1], abs=0.1)


def test_measurements_of_one_day_stand_beside_each_other() -> None:
    figure = made([(0, Fraction(1), None, None), (0, Fraction(5), None, None)])
    xs = {point.attrib["cx"] for point in by_class(drawing(series(figure, NB, 304)), "spider-point")}
    assert len(xs) == 2


def test_higher_is_higher_and_the_line_is_three_pixels_at_least() -> None:
    root = drawing(series(over("2", "8"), NB, 304))
    (line,) = by_class(root, "series-line")
    (_, low), (_, high) = corners(line)
    assert high < low
    assert float(line.attrib["stroke-width"]) >= 3


@pytest.mark.parametrize("width", [304.0, 720.0])
def test_nothing_that_is_written_is_cut(width: float) -> None:
    figure = over("10", "9", "10", None, "4", "10")
    root = drawing(series(figure, NB, width))
    whole = view_box(root)
    for box in texts(root):
        assert box.left >= -0.5, box.text
        assert box.right <= whole.right + 0.5, box.text
        assert box.top >= 0, box.text
        assert box.bottom <= whole.bottom + 0.5, box.text


def test_what_happened_close_together_is_one_mark_with_all_its_numbers() -> None:
    happened = tuple(Happened(FIRST + timedelta(days=days), number) for number, days in enumerate((1, 2, 60), start=1))
    figure = Series(id="s", title="t", moments=over("3", "5").moments, happened=happened)
    root = drawing(series(figure, NB, 304))
    assert len(by_class(root, "series-happened")) == 2
    assert {"1–2", "3"} <= {box.text for box in texts(root, "spider-none")}


def test_the_legend_explains_only_what_is_drawn() -> None:
    plain = series_legend([over("3", "5")], NB, 304)
    everything = series_legend([over("3", "5"), over("3", None, "5", "6", apart=3)], NB, 304)
    assert "Stiplet" not in plain
    assert "For få svar" not in plain
    assert "Stiplet: kan ikke sammenlignes" in everything
    assert "For få svar" in everything


def test_thickness_runs_from_thin_to_thick_without_a_weighting() -> None:
    moments = tuple(Moment(FIRST + timedelta(days=90 * place), Fraction(score)) for place, score in enumerate((40, 60)))
    figure = Series(id="s", title="t", moments=moments, most=100, ends=("tynn", "tykk"))
    root = drawing(series(figure, NB, 304))
    assert {"tynn", "tykk"} <= {box.text for box in texts(root)}
    assert by_class(root, "continuum-bar")
    assert not by_class(root, "spider-weighting")


def test_a_series_in_another_order_than_that_of_time_is_refused() -> None:
    with pytest.raises(ValueError, match="order of time"):
        Series(id="s", title="t", moments=tuple(reversed(over("3", "5").moments)))


def between(figure: Series, *days: int) -> Series:
    return replace(figure, unfinished=tuple(FIRST + timedelta(days=day) for day in days))


def test_a_measurement_that_was_not_completed_is_a_dashed_gap_with_a_word_and_no_point() -> None:
    drawn = drawing(series(between(over("5", "6", "7"), 45), NB, 700))
    assert len(by_class(drawn, "series-apart")) == 1
    assert len(by_class(drawn, "series-line")) == 1
    assert len(by_class(drawn, "spider-missing")) == 1
    assert len(by_class(drawn, "spider-point")) == 3
    assert "ikke fullført" in [one.text for one in texts(drawn)]


def test_the_word_is_written_once_where_several_have_no_room_for_it() -> None:
    drawn = drawing(series(between(over("5", "6", "7"), 45, 46, 47), NB, 320))
    assert [one.text for one in texts(drawn)].count("ikke fullført") == 1
    assert len(by_class(drawn, "spider-missing")) == 3


def test_the_table_has_a_row_without_figures_for_it() -> None:
    rows = series_table(between(over("5", "6"), 45), NB)
    assert [row.apart for row in rows] == [None, "ikke fullført", None]
    assert (rows[1].score, rows[1].change, rows[2].change) == ("–", "–", "+1,0")
