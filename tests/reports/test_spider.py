"""The spider diagram, read back from its SVG."""

import math
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from drawings import EARLIER, FIELDS, SCORES, SVG, by_class, contrast, corners, drawing, profile, texts, view_box
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from infra.translation import LANGUAGES, Language, Translator
from services.reports import ink
from services.reports.spider import NARROW, WIDE, Axis, Spider, spider
from services.reports.spider_axes import axis_name
from services.reports.spider_table import spider_table

NB = Translator("nb")
FIGURES = st.one_of(st.none(), st.fractions(min_value=0, max_value=10, max_denominator=10))
LABELS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøå   ABMWÅ", min_size=1, max_size=40).filter(str.strip)


@st.composite
def any_spider(draw: st.DrawFn) -> Spider:
    names = draw(st.lists(st.just("12. mars 2026"), max_size=2))
    axes = draw(
        st.lists(
            st.builds(
                Axis,
                label=LABELS,
                score=FIGURES,
                weighting=FIGURES,
                earlier=st.tuples(*[FIGURES for _ in names]),
                incomparable=st.tuples(*[st.sampled_from([None, "andre spørsmål"]) for _ in names]),
                href=st.one_of(st.none(), st.just("/profil/3")),
            ),
            min_size=3,
            max_size=12,
        )
    )
    return Spider(id="any", title="Profil", axes=tuple(axes), earlier=tuple(names))


def radius_of(root: ET.Element) -> float:
    return max(float(ring.attrib["r"]) for ring in by_class(root, "spider-ring") if "r" in ring.attrib)


@settings(max_examples=60, deadline=None)
@given(any_spider(), st.sampled_from([288.0, NARROW, 374.0, 640.0, WIDE, 1100.0]), st.sampled_from(LANGUAGES))
def test_no_text_leaves_the_drawing_and_no_label_another(figure: Spider, width: float, language: Language) -> None:
    root = drawing(spider(figure, Translator(language), width))
    whole = view_box(root)
    for box in texts(root):
        assert whole.left <= box.left
        assert box.right <= whole.right
        assert whole.top <= box.top
        assert box.bottom <= whole.bottom
    words = [box for box in texts(root) if box not in set(texts(root, "spider-ring-name"))]
    for one, other in combinations(words, 2):
        assert one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top


@settings(max_examples=60, deadline=None)
@given(any_spider(), st.sampled_from([288.0, 374.0, 640.0, WIDE]))
def test_every_label_stands_outside_the_circle_and_is_whole(figure: Spider, width: float) -> None:
    root = drawing(spider(figure, NB, width))
    for box in texts(root, "spider-label"):
        nearest = min(max(0, box.left), box.right), min(max(0, box.top), box.bottom)
        assert math.hypot(*nearest) >= radius_of(root)
    letters = "".join(box.text for box in texts(root, "spider-label"))
    wanted = "".join(axis.name for axis in figure.axes)
    assert [c for c in letters if c.isalpha()] == [c for c in wanted if c.isalpha()]


@pytest.mark.parametrize("width", [288.0, NARROW, WIDE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seven_fields_stand_at_their_axes_even_on_the_narrowest_phone(width: float, language: Language) -> None:
    root = drawing(spider(profile(), Translator(language), width))
    radius = radius_of(root)
    assert radius >= 0.23 * width
    for index, box in enumerate(texts(root, "spider-figure")):
        along = 2 * math.pi * index / len(FIELDS)
        end = radius * math.sin(along), -radius * math.cos(along)
        assert math.dist(end, (min(max(end[0], box.left), box.right), (box.top + box.bottom) / 2)) < 0.25 * width


def test_axes_run_from_twelve_o_clock_clockwise_in_the_order_given() -> None:
    root = drawing(spider(profile(scores=["10"] * 7), NB))
    ends = corners(by_class(root, "spider-score")[0])
    assert ends[0] == pytest.approx((0, -radius_of(root)), abs=0.01)
    angles = [math.atan2(x, -y) % (2 * math.pi) for x, y in ends]
    assert angles == pytest.approx([2 * math.pi * index / 7 for index in range(7)], abs=0.001)


def test_rings_stand_at_0_2_4_6_8_and_10_evenly() -> None:
    root = drawing(spider(profile(), NB))
    rings = sorted(float(ring.attrib["r"]) for ring in by_class(root, "spider-ring") if "r" in ring.attrib)
    steps = [after - before for before, after in pairwise(rings)]
    assert len(rings) == 6
    assert steps == pytest.approx([steps[0]] * 5, abs=0.02)
    assert [box.text for box in texts(root, "spider-ring-name")] == ["2", "4", "6", "8", "10"]


def test_a_score_of_zero_lies_on_the_innermost_ring_and_not_in_one_point_with_others() -> None:
    ends = corners(by_class(drawing(spider(profile(scores=["0"] * 7), NB)), "spider-score")[0])
    assert len(set(ends)) == 7


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_score_is_a_line_of_at_least_three_pixels_with_a_point_at_each_axis(width: float) -> None:
    root = drawing(spider(profile(), NB, width))
    (line,) = by_class(root, "spider-score")[:1]
    assert line.tag == f"{SVG}polygon"
    assert line.attrib["fill"] == "none"
    assert float(line.attrib["stroke-width"]) >= 3
    assert len(by_class(root, "spider-point")) == 7 + 1  # the legend's


def test_a_missing_score_leaves_a_gap_and_a_hollow_mark_outside_the_scale() -> None:
    root = drawing(spider(profile(scores=["7", "6", None, "4", "6", "7", "5"]), NB))
    line = by_class(root, "spider-score")[0]
    (mark,) = by_class(root, "spider-missing")
    assert line.tag == f"{SVG}polyline"
    assert len(corners(line)) == 6
    assert math.hypot(float(mark.attrib["cx"]), float(mark.attrib["cy"])) > radius_of(root)
    assert [box.text for box in texts(root, "spider-none")] == ["For få svar"]


def test_missing_scores_apart_from_each_other_leave_lines_between_them() -> None:
    root = drawing(spider(profile(scores=["7", None, "6", "5", None, "4", None]), NB))
    lines = [found for found in by_class(root, "spider-score") if found.tag == f"{SVG}polyline"]
    assert [len(corners(line)) for line in lines] == [2]
    assert len(by_class(root, "spider-point")) == 4 + 1


def test_a_missing_weighting_leaves_a_gap_in_the_grey_area() -> None:
    root = drawing(spider(profile(weightings=["8", "8", None, "7", "7", "8", "8"]), NB))
    area = by_class(root, "spider-weighting")[0]
    assert (0.0, 0.0) in corners(area)
    assert by_class(root, "spider-weighting-edge")[0].tag == f"{SVG}polyline"


def test_the_weighting_lies_behind_the_score_with_an_edge_of_its_own() -> None:
    classes = [found.get("class") for found in drawing(spider(profile(), NB)).iter()]
    assert classes.index("spider-weighting") < classes.index("spider-weighting-edge") < classes.index("spider-score")


def test_earlier_measurements_are_dashed_each_in_its_own_way_and_behind() -> None:
    root = drawing(spider(profile(earlier=[EARLIER, SCORES]), NB))
    lines = [line for line in by_class(root, "spider-earlier") if line.tag == f"{SVG}polygon"]
    assert len({line.attrib["stroke-dasharray"] for line in lines}) == 2
    assert all(float(line.attrib["stroke-width"]) < 2 for line in lines)


def test_more_than_three_measurements_are_refused() -> None:
    axis = Axis(label="Felles mål", score=None, weighting=None, earlier=(None, None, None))
    with pytest.raises(ValueError, match="small multiples"):
        Spider(id="s", title="Profil", axes=(axis,) * 3, earlier=("a", "b", "c"))


@pytest.mark.parametrize("count", [2, 13])
def test_a_spider_has_three_to_twelve_axes(count: int) -> None:
    with pytest.raises(ValueError, match="3 to 12"):
        Spider(id="s", title="Profil", axes=(Axis(label="Mål", score=None, weighting=None),) * count)


def test_an_axis_is_a_link_whose_name_says_label_score_weighting_and_change() -> None:
    root = drawing(spider(profile(earlier=[EARLIER], href="/profil/"), NB))
    links = list(root.iter(f"{SVG}a"))
    assert root.attrib["role"] == "group"
    assert [link.attrib["href"] for link in links] == [f"/profil/{index}" for index in range(7)]
    assert links[0].findtext(f"{SVG}title") == (
        "Likeverdighet: skår 7,2 av 10. Vekting 8,6. Endring +1,1 siden 12. mars 2026."
    )


def test_the_name_of_an_axis_without_a_score_says_so() -> None:
    root = drawing(spider(profile(scores=[None, *SCORES[1:]], earlier=[EARLIER], href="/"), NB))
    name = next(root.iter(f"{SVG}a")).findtext(f"{SVG}title")
    assert name == "Likeverdighet: For få svar. Vekting 8,6."


def test_a_spider_that_leads_nowhere_is_one_picture_with_a_title() -> None:
    root = drawing(spider(profile(), NB))
    title = root.find(f"{SVG}title")
    assert root.attrib["role"] == "img"
    assert title is not None
    assert (title.text, title.attrib["id"]) == ("Samlet profil", root.attrib["aria-labelledby"])


def test_two_spiders_on_a_page_share_no_id() -> None:
    ids = [
        found.attrib["id"]
        for name in ("one", "two")
        for found in drawing(spider(profile(id=name), NB)).iter()
        if "id" in found.attrib
    ]
    assert len(ids) == len(set(ids)) == 4


@settings(max_examples=30, deadline=None)
@given(any_spider())
def test_a_content_security_policy_has_nothing_to_stop(figure: Spider) -> None:
    for found in drawing(spider(figure, NB)).iter():
        assert found.tag not in {f"{SVG}style", f"{SVG}script"}
        assert "style" not in found.attrib
        assert not any(name.startswith("on") for name in found.attrib)


def test_a_label_with_markup_in_it_is_shown_as_text() -> None:
    axes = (Axis(label="<b>&", score=None, weighting=None),) * 3
    assert "&lt;b&gt;&amp;" in spider(Spider(id="s", title="<i>", axes=axes), NB)


def test_the_table_has_the_order_and_the_figures_of_the_spider() -> None:
    figure = profile(scores=["7.25", None, *SCORES[2:]], earlier=[EARLIER])
    table = spider_table(figure, NB)
    assert [row.name for row in table.rows] == list(FIELDS)
    first, second = table.rows[:2]
    assert (first.score, first.weighting, first.earlier, first.change) == ("7,3", "8,6", ("6,1",), "+1,2")
    assert (second.score, second.change) == ("For få svar", "–")
    drawn = {box.text for box in texts(drawing(spider(figure, NB)))}
    assert {row.score for row in table.rows} <= drawn


@pytest.mark.parametrize("ground", [ink.PAPER, ink.WEIGHTING])
def test_lines_and_words_stand_out_from_paper_and_from_the_grey_area(ground: str) -> None:
    assert contrast(ink.SCORE, ground) >= 4.5
    assert contrast(ink.SUBTLE, ground) >= 4.5
    assert contrast(ink.EARLIER, ground) >= 3
    assert contrast(ink.WEIGHTING_EDGE, ground) >= 2.8


def test_the_edge_of_the_grey_area_stands_out_from_paper() -> None:
    assert contrast(ink.WEIGHTING_EDGE, ink.PAPER) >= 3


def test_score_earlier_and_edge_are_told_apart_in_grey() -> None:
    assert contrast(ink.SCORE, ink.EARLIER) >= 1.9
    assert contrast(ink.SCORE, ink.WEIGHTING_EDGE) >= 2


def with_marks(*incomparable: str | None) -> Spider:
    """The seven fields over an earlier measurement, some of which can't be compared with it."""
    figure = profile(earlier=[EARLIER])
    whys = [*incomparable, *(None for _ in FIELDS[len(incomparable) :])]
    axes = tuple(replace(axis, incomparable=(why,)) for axis, why in zip(figure.axes, whys, strict=True))
    return replace(figure, axes=axes)


def test_an_earlier_score_that_cannot_be_compared_is_hollow_and_the_legend_says_what_that_means() -> None:
    root = drawing(spider(with_marks("andre spørsmål"), NB))
    assert len(list(by_class(root, "spider-earlier-hollow"))) == 1 + 1
    assert len(list(by_class(root, "spider-earlier-point"))) == len(FIELDS) - 1
    assert any("kan ikke sammenlignes" in box.text for box in texts(root))


def test_where_everything_can_be_compared_nothing_is_hollow() -> None:
    root = drawing(spider(with_marks(), NB))
    assert not list(by_class(root, "spider-earlier-hollow"))


def test_an_axis_that_cannot_be_compared_says_so_and_tells_no_change() -> None:
    figure = with_marks("andre spørsmål")
    name = axis_name(figure.axes[0], figure.earlier, NB)
    assert name.endswith("Kan ikke sammenlignes med 12. mars 2026: andre spørsmål.")
    assert "Endring" not in name
    row, other, *_ = spider_table(figure, NB).rows
    assert (row.change, row.incomparable) == ("–", "Ikke sammenlignbart: andre spørsmål")
    assert (other.change, other.incomparable) == ("+0,4", None)


def test_without_an_earlier_score_there_is_nothing_to_mark() -> None:
    figure = profile(earlier=[(None, *EARLIER[1:])])
    first = replace(figure.axes[0], incomparable=("andre spørsmål",))
    assert first.why_no_change is None
    assert not list(
        by_class(drawing(spider(replace(figure, axes=(first, *figure.axes[1:])), NB)), "spider-earlier-hollow")
    )


def test_an_axis_says_of_every_earlier_measurement_what_keeps_them_apart_or_of_none() -> None:
    figure = profile(earlier=[EARLIER])
    with pytest.raises(ValueError, match="of all earlier measurements"):
        replace(figure, axes=tuple(replace(axis, incomparable=(None, None)) for axis in figure.axes))
