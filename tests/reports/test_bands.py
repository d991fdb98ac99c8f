"""Own numbers over the band of the middle half, on their scale and through quarters."""

from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import FIELDS, by_class, drawing, texts, view_box
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.translation import LANGUAGES, Language, Translator
from services.reports.bands import Bands, Row, bands
from services.reports.bands_over_time import BandsOverTime, Turn, bands_over_time

NB = Translator("nb")
WIDTHS = (288.0, 304.0, 374.0, 720.0)
SCALE = ("0", "2", "4", "6", "8", "10")
LONG = "Flere kompetanser i et samarbeid på tvers av alle de sektorene som kommunen har"

parts = st.integers(0, 100).map(lambda number: Fraction(number, 100))


def row(name: str = "Likeverdighet", own: str | None = "0.63", band: tuple[str, str] | None = ("0.5", "0.7")) -> Row:
    return Row(
        name=name,
        own=None if own is None else Fraction(own),
        written="" if own is None else "6,3",
        band=None if band is None else (Fraction(band[0]), Fraction(band[1])),
        median=None if band is None else Fraction("0.6"),
        said=":" if band is None else "innenfor",
    )


def figure(*rows: Row) -> Bands:
    return Bands(id="scores", title="Skår per handlingsfelt", rows=rows, scale=SCALE)


def over_time(*rows: Row) -> BandsOverTime:
    turns = tuple(Turn(f"{number % 4 + 1}. kv. 2026", each) for number, each in enumerate(rows))
    return BandsOverTime(id="over-time", title="Likeverdighet", turns=turns, scale=("0", "10"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_that_is_written_is_cut(width: float, language: Language) -> None:
    whole = figure(*(row(name) for name in FIELDS), row(LONG), row("Ledelse", own="1"), row("Mål", own="0"))
    root = drawing(bands(whole, Translator(language), width))
    frame, written = view_box(root), list(texts(root))
    assert len(written) > len(FIELDS)
    assert [box for box in written if box.right > frame.right + 0.1 or box.bottom > frame.bottom] == []


@settings(max_examples=60, deadline=None)
@given(parts, st.lists(parts, min_size=3, max_size=3).map(sorted))
def test_the_point_lies_over_the_band_exactly_where_its_number_does(own: Fraction, ends: list[Fraction]) -> None:
    lower, median, upper = ends
    one = Row(name="Mål", own=own, written="x", band=(lower, upper), median=median, said="over")
    root = drawing(bands(figure(one), NB, 720))
    (point, *_), (band, *_), (middle, *_) = (
        by_class(root, class_) for class_ in ("spider-point", "national-band", "national-median")
    )
    x, left = float(point.attrib["cx"]), float(band.attrib["x"])
    right = left + float(band.attrib["width"])
    assert left - 0.02 <= float(middle.attrib["x1"]) <= right + 0.02
    if own < lower:
        assert x < left + 0.02
    elif own > upper:
        assert x > right - 3.02, "a band of no width is still seen"
    else:
        assert left - 0.02 <= x <= right + 0.02


def test_what_is_withheld_leaves_the_scale_and_our_own_point() -> None:
    root = drawing(bands(figure(row(band=None)), NB, 720))
    assert by_class(root, "national-band") == by_class(root, "national-median") == []
    assert by_class(root, "spider-point")
    assert ":" in [box.text for box in texts(root)]
    assert "median" not in [box.text for box in texts(root)], "the legend has what is drawn"


def test_without_a_number_of_our_own_there_is_no_point() -> None:
    root = drawing(bands(figure(row(own=None)), NB, 304))
    assert by_class(root, "spider-point") == []
    assert len(by_class(root, "national-band")) == 2, "the row's and the legend's"


def test_the_drawing_is_named_and_says_that_its_table_has_the_same_numbers() -> None:
    root = drawing(bands(figure(row()), NB, 304))
    assert root.attrib["role"] == "img"
    assert [child.text for child in root][:2] == ["Skår per handlingsfelt", NB("bands.description")]


@pytest.mark.parametrize("turns", [1, 2, 8])
@pytest.mark.parametrize("width", [288.0, 304.0])
def test_quarters_stand_beside_each_other_within_the_width(turns: int, width: float) -> None:
    root = drawing(bands_over_time(over_time(*[row()] * turns), NB, width))
    frame = view_box(root)
    assert len(by_class(root, "national-band")) == len(by_class(root, "spider-point")) == turns
    assert len(by_class(root, "series-line")) == turns - 1
    names = sorted((box for box in texts(root, "spider-none")), key=lambda box: box.left)
    assert all(frame.left - 0.1 <= box.left and box.right <= frame.right + 0.1 for box in texts(root))
    assert all(one.right < other.left for one, other in pairwise(names))


def test_a_quarter_without_numbers_breaks_the_line() -> None:
    root = drawing(bands_over_time(over_time(row(), row(own=None), row(), row()), NB, 304))
    assert len(by_class(root, "series-line")) == 1
    assert len(by_class(root, "spider-point")) == 3
