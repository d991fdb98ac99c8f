"""From an earlier figure to a later one, part by part, as a drawing."""

from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import SVG, by_class, drawing, texts, view_box
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.translation import LANGUAGES, Language, Translator
from services.reports.waterfall import Part, WaterfallFigure, waterfall

NB = Translator("nb")
NAMES = (
    "3-1 Faste og strukturerte samtaler",
    "Spørsmål som ikke teller med lenger",
    "Demokrati",
    "3-9 Representasjon, talspersoner og kommunikasjonsansvarlighetsfordeling",
)


def fall(*levels: Fraction) -> WaterfallFigure:
    before, amounts = levels[0], [after - before for before, after in pairwise(levels)]
    return WaterfallFigure(
        id="moved",
        title="Skåren for Kommunikasjon",
        earlier="3. mars 2026",
        later="23. november 2026",
        before=before,
        after=levels[-1],
        parts=tuple(Part(NAMES[index % len(NAMES)], amount) for index, amount in enumerate(amounts)),
    )


ONE = fall(Fraction(5), Fraction(17, 4), Fraction(25, 4), Fraction(25, 4))
falls = st.lists(st.fractions(0, 10, max_denominator=9), min_size=2, max_size=12).map(lambda levels: fall(*levels))


def corner_xs(part):
    return [float(pair.split(",")[0]) for pair in part.attrib["points"].split()]


@settings(deadline=None)
@given(falls, st.sampled_from([304.0, 374.0, 720.0]))
def test_everything_stays_within_the_drawing_at_any_width(figure, width):
    root = drawing(waterfall(figure, NB, width))
    whole = view_box(root)
    boxes = list(texts(root))
    assert all(whole.left - 0.5 <= box.left and box.right <= whole.right + 0.5 for box in boxes)
    assert all(whole.top <= box.top and box.bottom <= whole.bottom for box in boxes)
    assert all(whole.left <= x <= whole.right for part in by_class(root, "waterfall-part") for x in corner_xs(part))


@pytest.mark.parametrize("width", [304.0, 720.0])
def test_an_arrow_points_to_where_the_figure_went(width: float) -> None:
    down, up, still = by_class(drawing(waterfall(ONE, NB, width)), "waterfall-part")
    assert corner_xs(down)[2] < corner_xs(down)[0]
    assert corner_xs(up)[2] > corner_xs(up)[0]
    assert max(corner_xs(still)) - min(corner_xs(still)) == pytest.approx(2)


def test_it_begins_at_the_earlier_figure_and_ends_at_the_later_one() -> None:
    root = drawing(waterfall(ONE, NB, 720))
    (earlier,), (later,) = by_class(root, "waterfall-earlier"), by_class(root, "spider-point")
    down, up, _ = by_class(root, "waterfall-part")
    assert corner_xs(down)[0] == pytest.approx(float(earlier.attrib["cx"]), abs=0.02)
    assert corner_xs(up)[2] == pytest.approx(float(later.attrib["cx"]), abs=0.02)
    notes = [box.text for box in texts(root, "waterfall-note")]
    assert notes == ["5,0", "−0,8", "+2,0", "0,0", "6,3"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_in_words_what_it_shows(language: Language) -> None:
    t = Translator(language)
    root = drawing(waterfall(ONE, t, 720))
    description = root.find(f"{SVG}desc")
    assert description is not None
    assert t.score(ONE.before) in (description.text or "")
    assert t.score(ONE.after) in (description.text or "")
    assert root.attrib["role"] == "img"


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        WaterfallFigure(
            id="x",
            title="",
            earlier="",
            later="",
            before=Fraction(1),
            after=Fraction(3),
            parts=(Part("", Fraction(1)),),
        )
