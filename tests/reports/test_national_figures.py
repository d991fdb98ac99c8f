"""National figures one at a time: over quarters, spread by group, on the map, and two releases side by side."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from drawings import by_class, contrast, drawing, texts, view_box
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import SAMSON
from msgspec.structs import replace

from domain.national.groups import COUNTRY, GroupId, GroupKind, Place, groups_of, kind_of
from domain.national.quarter import Quarter
from domain.national.release import Figure
from domain.national.variables import BY_ID, VARIABLES, Variable
from infra.municipalities import municipalities
from infra.translation import LANGUAGES, Translator
from services.reports.national_figures import compared
from services.reports.national_figures.compared import Pair, Relation
from services.reports.national_figures.figure import county_lines, county_map, kinds, over_time, quarter_lines
from services.reports.national_figures.over_quarters import OverQuarters, Told, over_quarters
from services.reports.national_figures.scale import step_of, steps
from services.reports.national_figures.spread_rows import Row, SpreadRows, spread_rows
from services.reports.national_figures.tile_map import (
    PLACES,
    SHADES,
    Tile,
    TileMap,
    on_shade,
    tile_map,
    tile_name,
)
from services.reports.national_figures.writing import said, said_change, said_range
from services.reports.national_tables.issue import Issue, newest_versions
from services.reports.national_tables.words import Words
from tests.support.national_files import figure, issue, releases
from tests.support.nations import country_over

NB = Translator("nb")
SCORE = BY_ID[VARIABLES[0].id]
FIRST = Quarter(2024, 4)

VARIABLE = st.sampled_from(VARIABLES)
WIDTHS = st.sampled_from([304, 560, 720])

unhurried = settings(max_examples=60, deadline=None)
"""The first drawing in a language reads its catalogue."""


def words(t: Translator = NB) -> Words:
    return Words(t, SAMSON)


def figures_of(variable: Variable, seed: int, count: int) -> list[Figure]:
    chance = Random(seed)
    return [figure(chance, variable) for _ in range(count)]


@st.composite
def series(draw: st.DrawFn) -> OverQuarters:
    """Some quarters have no release, and numbers of others are withheld."""
    variable = draw(VARIABLE)
    places = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=24)))
    found = figures_of(variable, draw(st.integers(0, 2**32)), len(places))
    told = tuple(Told(FIRST.later(place), 1, one) for place, one in zip(places, found, strict=True))
    return OverQuarters(id="s", title="Likeverdighet over tid", variable=variable, told=told)


@unhurried
@given(series(), WIDTHS)
def test_a_line_leads_only_from_one_quarter_to_the_next_and_only_where_both_are_published(
    one: OverQuarters, width: int
) -> None:
    root = drawing(over_quarters(one, NB, width))
    joined = [
        (before, after)
        for before, after in pairwise(one.told)
        if after.quarter == before.quarter.later(1) and None not in {before.figure.mean, after.figure.mean}
    ]
    assert len(by_class(root, "series-line")) == len(joined)


@unhurried
@given(series(), WIDTHS)
def test_every_release_is_a_point_or_a_hollow_mark_and_what_is_withheld_is_on_no_place_of_the_scale(
    one: OverQuarters, width: int
) -> None:
    root = drawing(over_quarters(one, NB, width))
    there = [told for told in one.told if told.figure.mean is not None]
    # The last of each kind of mark is the legend's.
    assert len(by_class(root, "spider-point")[:-1]) == len(there)
    marks = by_class(root, "spider-missing")[: -1 if one.has_gap else None]
    top = min(float(line.attrib["y1"]) for line in by_class(root, "spider-ring"))
    above = [mark for mark in marks if float(mark.attrib["cy"]) < top]
    assert len(above) == len(marks) == len(one.told) - len(there)


@unhurried
@given(series(), WIDTHS)
def test_a_series_writes_stored_means_and_no_other_number(one: OverQuarters, width: int) -> None:
    """The last one at least: where not all have room, none in between has."""
    there = [said(told.figure.mean, one.variable, NB) for told in one.told if told.figure.mean is not None]
    written = [box.text for box in texts(drawing(over_quarters(one, NB, width)), "spider-figure")]
    assert written in (there, [*there[:1], *there[-1:]], there[-1:])


@unhurried
@given(series(), WIDTHS, st.sampled_from(LANGUAGES))
def test_all_words_of_a_series_are_inside_it_and_its_numbers_apart(
    one: OverQuarters, width: int, language: str
) -> None:
    root = drawing(over_quarters(one, Translator(language), width))  # type: ignore[arg-type]
    sheet = view_box(root)
    for box in texts(root, "spider-none"):
        assert sheet.left - 1 <= box.left
        assert box.right <= sheet.right + 1
        assert box.bottom <= sheet.bottom
    numbers = sorted(texts(root, "spider-figure"), key=lambda box: box.left)
    assert all(one.right <= other.left for one, other in pairwise(numbers))


@unhurried
@given(series())
def test_a_quarter_is_as_wide_as_any_other_released_or_not(one: OverQuarters) -> None:
    root = drawing(over_quarters(one, NB, 720))
    at = [float(point.attrib["cx"]) for point in by_class(root, "spider-point")[:-1]]
    ordinals = [told.quarter.ordinal for told in one.told if told.figure.mean is not None]
    steps_wide = [
        (x - at[0]) / (ordinal - ordinals[0])
        for x, ordinal in zip(at, ordinals, strict=False)
        if ordinal != ordinals[0]
    ]
    assert all(wide == pytest.approx(steps_wide[0], abs=0.05) for wide in steps_wide)


@unhurried
@given(VARIABLE)
def test_the_steps_of_a_map_are_equal_parts_of_the_scale_and_hold_every_number_once(variable: Variable) -> None:
    found = steps(variable)
    most = int(variable.upper / Fraction(variable.step))
    numbers = [count * variable.step for count in range(most + 1)]
    for number in numbers:
        (step,) = [one for one in found if one.least <= number <= one.most]
        assert step_of(number, variable) == step
    assert (found[0].least, found[-1].most) == (Decimal(0), Decimal(int(variable.upper)))
    assert len({Fraction(after.least - before.least) for before, after in pairwise(found)}) == 1


def test_words_on_every_shade_are_read_in_colour_and_in_grey_and_darker_is_more() -> None:
    for step in steps(SCORE):
        assert contrast(on_shade(step), SHADES[step.shade - 1]) >= 4.5
    assert all(contrast(lighter, darker) >= 1.3 for lighter, darker in pairwise(SHADES))
    assert contrast(SHADES[0], "#000000") > contrast(SHADES[-1], "#000000")


def test_each_county_has_one_tile_and_no_two_are_in_one_place() -> None:
    counties = {
        group
        for one in municipalities()
        for group in groups_of(Place(county=one.county_number))
        if kind_of(group) is GroupKind.COUNTY
    }
    assert set(PLACES) == counties
    assert len(set(PLACES.values())) == len(PLACES)


def test_the_tiles_hang_together_and_lie_as_the_counties_do() -> None:
    """Every tile touches another one, if only by a corner."""
    reached, waiting = set[tuple[int, int]](), [next(iter(PLACES.values()))]
    while waiting:
        column, row = waiting.pop()
        reached.add((column, row))
        near = [(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        waiting += [place for place in near if place in PLACES.values() and place not in reached]
    assert reached == set(PLACES.values())
    finnmark, agder, vestland, innlandet = (PLACES[GroupId(f"county:{key}")] for key in ("56", "42", "46", "34"))
    assert finnmark[1] < innlandet[1] < agder[1]
    assert vestland[0] < innlandet[0] < finnmark[0]


def a_map(variable: Variable, figures: Sequence[Figure]) -> TileMap:
    named = words()
    tiles = (
        Tile(group, named.group(group), one, f"/there/{group}")
        for group, one in zip(sorted(PLACES), figures, strict=True)
    )
    return TileMap(id="m", title="Fylkene", variable=variable, tiles=tuple(tiles))


@unhurried
@given(VARIABLE, st.integers(0, 2**32), WIDTHS)
def test_a_tile_has_the_stored_number_or_the_sign_and_nothing_else_of_its_county(
    variable: Variable, seed: int, width: int
) -> None:
    """A mean that is withheld is not in its shade, its words or its name, even where other numbers are published."""
    found = a_map(variable, figures_of(variable, seed, len(PLACES)))
    root = drawing(tile_map(found, NB, width))
    for tile, drawn in zip(found.tiles, by_class(root, "tile"), strict=True):
        shown = [text.text or "" for text in drawn.iter() if text.tag.endswith("}text")]
        title = next(one.text for one in drawn if one.tag.endswith("}title"))
        grounds = [one.get("class") for one in drawn.iter() if "tile-ground" in (one.get("class") or "")]
        assert shown[-1] == said(tile.figure.mean, variable, NB)
        assert title == tile_name(tile, variable, NB)
        if tile.figure.mean is None:
            assert grounds == ["tile-ground tile-withheld"]
            assert not any(character.isdigit() for character in "".join((*shown, title or "")))
        else:
            assert grounds == [f"tile-ground tile-shade-{step_of(tile.figure.mean, variable).shade}"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [304, 560])
def test_the_words_of_a_tile_stay_within_it(language: str, width: int) -> None:
    t = Translator(language)  # type: ignore[arg-type]
    named = words(t)
    tiles = tuple(Tile(group, named.group(group), Figure(mean=Decimal("10.0")), "/x") for group in sorted(PLACES))
    root = drawing(tile_map(TileMap("m", "Fylkene", SCORE, tiles), t, width))
    for drawn in by_class(root, "tile"):
        ground = next(one for one in drawn.iter() if "tile-ground" in (one.get("class") or ""))
        left, top, side = (float(ground.attrib[name]) for name in ("x", "y", "width"))
        boxes = [box for box in texts(root) if any(box.text == text.text for text in drawn.iter())]
        own = [box for box in boxes if left <= box.left <= left + side and top <= box.top <= top + side]
        assert own
        assert all(box.right <= left + side for box in own)
        assert all(upper.bottom <= lower.top + 3 for upper, lower in pairwise(sorted(own, key=lambda box: box.top)))


@unhurried
@given(VARIABLE, st.integers(0, 2**32), WIDTHS)
def test_rows_of_spreads_keep_the_order_that_they_are_given_whatever_the_numbers(
    variable: Variable, seed: int, width: int
) -> None:
    names = [words().group(group) for group in sorted(PLACES)]
    found = figures_of(variable, seed, len(names))
    rows = tuple(Row(name, one) for name, one in zip(names, found, strict=True))
    root = drawing(spread_rows(SpreadRows("r", "Fylker", variable, rows), NB, width))
    heights = {box.text: box.top for box in texts(root, "spider-label")}
    assert sorted(heights, key=lambda name: heights[name]) == names
    points = by_class(root, "spider-point")
    assert len(points) == sum(one.mean is not None for one in found) + 1
    sheet = view_box(root)
    assert all(sheet.left <= box.left and box.right <= sheet.right + 1 for box in texts(root, "spider-label"))


@unhurried
@given(st.permutations(range(14)))
def test_no_list_of_groups_is_in_the_order_of_its_figures(order: Sequence[int]) -> None:
    counties = sorted(PLACES)
    means = {group: Figure(mean=Decimal(place) / 2) for group, place in zip(counties, order, strict=True)}
    made = replace(
        country_over(quarters=1)[0], figures={group: {SCORE.id: one} for group, one in means.items()}, coverage={}
    )
    found = issue(made)
    (of_counties,) = [one for one in kinds(found, SCORE, words()) if one.kind is GroupKind.COUNTY]
    assert [line.group for line in of_counties.lines] == counties
    assert [row.name for row in of_counties.drawn.rows] == [words().group(one) for one in counties]
    assert [tile.group for tile in county_map(found, SCORE, words(), str).tiles] == counties
    assert [line.group for line in county_lines(found, SCORE, words())] == [COUNTRY, *counties]


def test_groups_stand_by_kind_and_each_kind_by_number_size_or_list() -> None:
    found = kinds(issue(country_over()[0]), SCORE, words())
    assert [one.kind for one in found] == [GroupKind.COUNTY, GroupKind.SIZE, GroupKind.KOSTRA, GroupKind.THEME]
    assert found[1].lines[0].name == "Under 2000 innbyggere"
    assert [line.group for line in found[2].lines][:2] == ["kostra:01", "kostra:07"]


def newest() -> Sequence[Issue]:
    return newest_versions([issue(one) for one in country_over()])


def test_a_series_has_the_last_version_of_each_quarter_and_its_table_the_stored_changes() -> None:
    issues = newest()
    over = over_time(issues, SCORE, COUNTRY, words())
    assert [(str(one.quarter), one.version) for one in over.told if one.version > 1] == [("2025K4", 2)]
    lines = quarter_lines(issues, SCORE, COUNTRY, words())
    assert [line.issue for line in lines] == list(reversed(issues))
    assert [line.figure.change for line in lines] == [
        one.release.figure(COUNTRY, SCORE.id).change for one in reversed(issues)
    ]


def test_a_change_is_told_where_the_later_release_counts_it_from_the_earlier_one_and_nowhere_else() -> None:
    first, second = newest()[-2:]
    by_relation: Mapping[Relation, list[Decimal | None]] = {
        relation: [
            line.change
            for table in compared.tables(Pair(first, second, relation), COUNTRY, words())
            for line in table.lines
        ]
        for relation in Relation
    }
    stored = [second.release.figure(COUNTRY, one.id).change for one in VARIABLES]
    assert by_relation[Relation.FOLLOWS] == stored
    assert set(by_relation[Relation.APART]) == set(by_relation[Relation.CORRECTS]) == {None}


@unhurried
@given(releases(FIRST), releases(FIRST, version=2), st.sampled_from(Relation))
def test_no_axis_of_two_releases_tells_the_difference_of_its_points(
    first: object, second: object, relation: Relation
) -> None:
    pair = Pair(issue(first), issue(second), relation)  # type: ignore[arg-type]
    found = compared.spider_of(pair, COUNTRY, words(), "Før", str)
    assert all(axis.change is None for axis in found.axes)
    assert [axis.score for axis in found.axes] == [
        None if mean is None else Fraction(mean)
        for mean in (pair.second.release.figure(COUNTRY, one.id).mean for one in VARIABLES if one.topic == "score")
    ]


@unhurried
@given(releases(FIRST), releases(FIRST, version=2))
def test_what_is_told_as_corrected_is_exactly_what_differs(first: object, second: object) -> None:
    pair = Pair(issue(first), issue(second), Relation.CORRECTS)  # type: ignore[arg-type]
    told = sum(one.count for one in compared.corrected_groups(pair, words()))
    before, after = pair.first.release, pair.second.release
    every = {*before.figures, *after.figures, *before.coverage, *after.coverage}
    parts = ("mean", "median", "lower_quartile", "upper_quartile", "change")
    differing = sum(
        getattr(before.figure(group, one.id), part) != getattr(after.figure(group, one.id), part)
        for group in every
        for one in VARIABLES
        for part in parts
    )
    bands = sum(
        getattr(before.coverage.get(group), part, None) != getattr(after.coverage.get(group), part, None)
        for group in every
        for part in ("municipalities", "collaborations")
    )
    assert told == differing + bands
    for one in compared.corrected_groups(pair, words()):
        lines = compared.corrected(pair, one.group, words())
        assert len(lines) == one.count
        assert all(line.before != line.after for line in lines)
    assert not compared.corrected_groups(Pair(pair.first, pair.first, Relation.CORRECTS), words())


@unhurried
@given(VARIABLE, st.integers(0, 2**32))
def test_a_number_is_written_with_the_digits_that_are_stored(variable: Variable, seed: int) -> None:
    (one,) = figures_of(variable, seed, 1)
    for number in (one.mean, one.median, one.change):
        written = said(number, variable, Translator("en"))
        digits = "".join(character for character in written if character.isdigit())
        if number is None:
            assert written == said_change(number, variable, NB) == ":"
        elif variable.share:
            assert Decimal(digits) / 100 == abs(number)
            assert written.endswith("%")
        else:
            assert digits == "".join(map(str, number.as_tuple().digits)).zfill(len(digits))
    assert (":" in said_range(one.lower_quartile, one.upper_quartile, variable, NB)) == (
        None in {one.lower_quartile, one.upper_quartile}
    )


def test_a_change_has_its_sign_and_of_a_share_it_is_in_points() -> None:
    assert said_change(Decimal("0.3"), SCORE, NB) == "+0,3"
    assert said_change(Decimal("-0.1"), SCORE, NB) == "\N{MINUS SIGN}0,1"
    assert said_change(Decimal("0.0"), SCORE, NB) == "0,0"
    assert said_change(Decimal("0.05"), VARIABLES[-1], NB) == "+5"
