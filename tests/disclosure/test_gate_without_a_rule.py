"""The gate with one of its rules taken out: what gets through then, and does not when the rule is in place.

A rule that others imply is said to be so: without it the others still refuse.
"""

import random
from decimal import Decimal
from fractions import Fraction

import msgspec
import numpy as np
import pytest
from attacks import (
    by_change_back,
    by_changes_of_shares,
    by_coalition,
    by_difference,
    by_difference_of,
    by_half,
    by_inference,
    by_mean_of_a_version,
    by_other_theme,
    by_shares_of_versions,
    by_sum,
    by_two_changes_back,
    by_withheld_mean,
    members_of,
)
from country import (
    CELLS,
    RULES,
    SCORE,
    STATUSES,
    a_county_leaves,
    a_county_leaves_by_a_correction,
    a_share_that_others_tell_of_a_larger_group,
    all_acting,
    half_near_nothing,
    nothing_of_two_shares_once,
    over,
    published,
    quarter,
    shares_that_say_more_in_the_first_version,
    town,
    towns,
)

from domain.national import groups as grouping
from domain.national.distribution import mean
from domain.national.groups import COUNTRY, GroupId
from domain.national.history import Published
from domain.national.report import Check, CheckName
from domain.national.rounding import rounded
from services.disclosure import (
    choice,
    earlier,
    examining,
    figures,
    planted,
    programs,
    protecting,
    reading,
    sides,
    together,
)
from services.disclosure.checks import bounds, differences
from services.disclosure.gate import audit

ROGALAND, BERGEN = GroupId("county:11"), GroupId("county:46")
ENOUGH = 4.0


@pytest.fixture
def without(monkeypatch):
    """Replaces a policy wherever it is asked."""

    def replace(name, answer, *modules):
        for module in modules:
            monkeypatch.setattr(module, name, answer)

    return replace


@pytest.fixture(autouse=True)
def _no_planted_attacks(request, monkeypatch):
    """A gate without a rule lets planted attacks through; that A6 then says so is a test of its own."""
    if "a6" not in request.node.name:
        passed = Check(name=CheckName.PLANTED_ATTACKS, passed=True, judged=0)
        monkeypatch.setattr(examining, "planted_attacks", lambda *_: passed)


def always(*_, **__):
    return True


def never(*_, **__):
    return False


def lets_out(snapshot, rules=RULES):
    """What is published, where the audit passes."""
    found, report = published(snapshot, rules=rules)
    assert report.passed
    return found


def test_r1_is_implied_oslo_by_itself_is_withheld_and_not_left_over(without):
    snapshot = quarter([*towns(12), *towns(12, county="46"), town("0301", 10, "03"), *towns(3, county="32")])
    without("_COUNTY_TOGETHER", {}, grouping)
    found = lets_out(snapshot)
    assert found.release.figure(GroupId("county:03"), SCORE.id).mean is None
    assert by_difference(found) >= ENOUGH


def test_r2_three_of_four_get_the_fourth(without):
    snapshot = quarter(towns(4, lambda _: 5))
    assert by_coalition(lets_out(snapshot), (5, 5, 5)) >= ENOUGH
    without("mean_has_enough", always, choice, differences)
    assert by_coalition(lets_out(snapshot), (5, 5, 5)) < ENOUGH


def test_r3_quartiles_say_what_half_have_in_common(without):
    snapshot = quarter(towns(50, lambda place: 8 if place < 40 else place % 8))
    assert by_half(lets_out(snapshot)) >= 0.5
    without("has_room", always, figures, bounds)
    assert by_half(lets_out(snapshot)) == 0


SHARES = [
    (STATUSES, (25, 25, 25, 25, 0)),
    (STATUSES, (34, 33, 33, 0, 0)),
    (CELLS, ("7.5", "32.5", "32.5", "27.5")),
]


@pytest.mark.parametrize(("shares", "hundredths"), SHARES)
def test_r3_a_share_is_what_the_others_leave_of_the_whole(without, shares, hundredths):
    snapshot = quarter(all_acting(12, shares, hundredths))
    assert by_sum(lets_out(snapshot), shares) >= ENOUGH
    without("shares_to_withhold", lambda *_: (), together)
    without("derive", lambda *_: set(), together, reading)
    assert by_sum(lets_out(snapshot), shares) < ENOUGH


@pytest.mark.parametrize(("shares", "hundredths"), SHARES)
def test_r3_the_audit_sees_by_itself_what_shares_say_of_each_other(without, shares, hundredths):
    snapshot, asked = quarter(all_acting(12, shares, hundredths)), together.shares_to_withhold
    noted = together.derive
    without("shares_to_withhold", lambda *_: (), together)
    without("derive", lambda *_: set(), together, reading)
    release = lets_out(snapshot).release
    without("shares_to_withhold", asked, together)
    without("derive", noted, together, reading)
    assert "A2" in [check.name for check in audit(release, snapshot, [], RULES).checks if not check.passed]


def test_r3_changes_of_shares_are_told_together_or_not_at_all(without):
    """What is missing of changes that sum to nothing is what the others leave."""
    asked = protecting.panel_change
    without("panel_change", lambda now, *more: None if now.variable == STATUSES[3] else asked(now, *more), protecting)
    quarters = [
        quarter(all_acting(60, STATUSES, (30, 25, 20, 15, 10))),
        quarter(all_acting(66, STATUSES, (10, 25, 20, 25, 20)), 1),
    ]
    history, reports = over(quarters)
    assert reports[1].passed
    assert changes(history[1]) == [None] * 5
    kept = together.changes_to_withhold
    without("changes_to_withhold", lambda *_: (), together, bounds)
    history, _ = over(quarters)
    assert [one is None for one in changes(history[1])] == [False, False, False, True, False]
    without("changes_to_withhold", kept, together, bounds)
    refused = audit(history[1].release, history[1].snapshot, history[:1], RULES)
    assert "A2" in [check.name for check in refused.checks if not check.passed]


def changes(one):
    return [one.release.figure(COUNTRY, share.id).change for share in STATUSES]


def test_r4_three_of_a_difference_of_four_get_the_fourth(without):
    """As long as A3 keeps no reserve: with it, four are too few to be left over for any cell but the country's."""
    unreserved = msgspec.structs.replace(RULES, reserve=0.0, past_reserve=0.0)
    snapshot = quarter([*towns(10), *towns(2, lambda _: 5, county="46"), *towns(2, lambda _: 5, county="50")])
    assert by_difference(lets_out(snapshot, unreserved), coalition=5, knows=3) >= ENOUGH
    without("nested_too_closely", never, choice, differences)
    assert by_difference(lets_out(snapshot, unreserved), coalition=5, knows=3) < ENOUGH


def four_join():
    return quarter(towns(10)), quarter([*towns(10), *towns(4, lambda _: 8, start=50)], 1)


def test_r5_three_of_four_joiners_get_the_fourth(without):
    """R5 is asked when cells are chosen and again by A4: both have to be out."""
    history, reports = over(four_join())
    assert all(report.passed for report in reports)
    assert by_difference_of(history[0], history[1], coalition=8, knows=3) >= ENOUGH or waits(history)
    without("counted_now", lambda members, *_: members, choice, issued_module())
    without("is_told_apart_over_time", never, choice, differences)
    without("is_steady", always, protecting, differences)
    history, reports = over(four_join())
    assert all(report.passed for report in reports)
    assert not waits(history)
    assert by_difference_of(history[0], history[1], coalition=8, knows=3) < ENOUGH


def issued_module():
    from domain.national import issued  # noqa: PLC0415 -- named like the attribute that is replaced in it

    return issued


def waits(history):
    """The figure is still that of the old set."""
    ten = [one for one in history[1].snapshot.members(ROGALAND) if one.number < "11050"]
    return history[1].release.figure(ROGALAND, SCORE.id).mean == rounded(
        mean([one.values[SCORE.id] for one in ten]), SCORE.step
    )


def test_r6_exact_means_give_a_joiner_to_a_large_group_away(without):
    before, after = quarter(towns(60)), quarter([*towns(60), town("11999", 9)], 1)
    history, reports = over([before, after])
    assert all(report.passed for report in reports)
    assert not tells_joiner(history, 9)
    without("rounded", lambda value, _: Decimal(value.numerator) / Decimal(value.denominator), figures)
    history, reports = over([before, after])
    assert all(report.passed for report in reports)
    assert tells_joiner(history, 9)


def tells_joiner(history, number):
    before, after = (each.release.figure(COUNTRY, SCORE.id).mean for each in history)
    return abs(61 * after - 60 * before - number) < Decimal("0.01")


def test_r7_is_implied_what_is_published_without_asking_is_refused_as_a_whole(without):
    without("_learns_little", always, choice._Chooser)
    without("is_open", always, choice._Chooser)
    _, report = published(quarter(in_two_small_cells()))
    assert [check.name for check in report.checks if check.gating and not check.passed] == ["A3"]


def in_two_small_cells():
    return [
        town("11000", 9, kostra="01"),
        *towns(4, start=1, kostra="02"),
        *towns(4, county="46", kostra="01"),
        *towns(8, county="46", start=4, kostra="02"),
    ]


def test_a1_a_number_that_rounding_alone_hides_comes_out_in_the_long_run(without):
    """Every size and the country leave one municipality over, whose population nobody knows."""
    contributors = [
        *towns(60, population=1_000),
        *towns(60, start=60, population=5_000),
        town("11999", 9),
    ]
    snapshot = quarter(contributors)
    assert left_over(lets_out(snapshot)) is None
    without("keeps_all_open", always, choice)
    without("rank", lambda *_: Check(name=CheckName.RANK, passed=True, judged=0), examining)
    found = lets_out(snapshot)
    assert left_over(found) is not None
    assert abs(np.mean([left_over_by_others_moving(found, seed) for seed in range(200)]) - 9) < 1


def left_over(found):
    cells = [GroupId("country:NO"), GroupId("size:under-2k"), GroupId("size:2k-10k")]
    means = [found.release.figure(one, SCORE.id).mean for one in cells]
    return None if None in means else means


def left_over_by_others_moving(found, seed):
    """The same cells in a quarter in which all others have moved."""
    draw = random.Random(seed)
    values = {one.number: Fraction(draw.randrange(101), 10) for one in found.snapshot.contributors}
    values["11999"] = Fraction(9)
    sums = []
    for group in ("country:NO", "size:under-2k", "size:2k-10k"):
        members = members_of(found, GroupId(group))
        sums.append(len(members) * rounded(mean([values[one] for one in members]), SCORE.step))
    return float(sums[0] - sums[1] - sums[2])


def test_a2_a_withheld_mean_is_what_the_published_ones_leave(without):
    snapshot = quarter([*towns(7, lambda place: 4 + place % 3), *towns(5, lambda _: Fraction(27, 10), county="46")])
    assert by_withheld_mean(lets_out(snapshot), BERGEN) >= 1
    nothing = programs.Widths(0, [], 10.0, 0)
    without("judge_outsider", lambda *_: nothing, protecting)
    assert by_withheld_mean(lets_out(snapshot), BERGEN) < 1


def test_a2_a_withheld_share_is_what_a_difference_and_the_other_shares_leave_together(without):
    """Neither says enough by itself: one gives its lower end, and the other its upper end."""
    snapshot = quarter(
        [
            *all_acting(12, CELLS, ("14.5", "54.5", "20.5", "10.5")),
            *all_acting(10, CELLS, ("2.5", "6", "37", "54.5"), "46"),
        ]
    )
    assert lets_out(snapshot).release.figure(ROGALAND, CELLS[0].id).mean is None
    noted = together.derive
    without("derive", lambda *_: set(), together, reading)
    found = lets_out(snapshot)
    assert found.release.figure(ROGALAND, CELLS[0].id).mean is not None
    without("derive", noted, together, reading)
    assert [check.name for check in audit(found.release, snapshot, [], RULES).checks if not check.passed] == ["A2"]


def test_a2_the_withheld_mean_of_a_theme_is_what_the_other_theme_leaves_of_the_whole(without):
    culture, housing = GroupId("theme:culture"), GroupId("theme:housing")
    snapshot = quarter(half_near_nothing())
    assert by_other_theme(lets_out(snapshot), culture, housing) >= 1
    asked = sides.withheld_cells
    without("withheld_cells", lambda *of: {cell: group for cell, group in asked(*of).items() if not cell[0]}, sides)
    assert by_other_theme(lets_out(snapshot), culture, housing) < 1


def refused_by(one, history):
    return [check.name for check in audit(one.release, one.snapshot, history, RULES).checks if not check.passed]


def test_a2_a_withheld_mean_of_the_quarter_before_is_what_a_change_leaves_of_its_figures(without):
    quarters, known = a_county_leaves(later=1), sides._known_then
    assert by_change_back(*over(quarters)[0], BERGEN) >= 1
    without("_known_then", lambda *of: msgspec.structs.replace(known(*of), withheld={}), sides)
    history, reports = over(quarters)
    assert reports[1].passed
    assert by_change_back(*history, BERGEN) < 1
    without("_known_then", known, sides)
    assert refused_by(history[1], history[:1]) == ["A2"]


def has_it_in_it(side, narrow):
    return [one for one in side.orders[0] if (one.weights * narrow).any()]


def test_a2_a_change_that_tells_of_others_than_its_own_is_found_all_the_same(without):
    """Those who are gone are in no change: it is the one whose mean had them that has to go."""
    without(
        "telling", lambda side, narrow: side.orders[0] if (narrow @ side.orders[0][0].weights) else [], programs.Side
    )
    _, reports = over(a_county_leaves(later=1))
    assert [check.name for check in reports[1].checks if not check.passed] == ["A2"]


def test_a2_a_withheld_mean_of_a_first_version_is_what_the_second_leaves_of_it(without):
    quarters, asked = a_county_leaves(later=0), sides.withheld_cells
    assert by_mean_of_a_version(*over(quarters)[0], BERGEN) >= 1
    without("withheld_cells", lambda presences, sets: asked(presences[:1], sets[:1]), sides)
    history, reports = over(quarters)
    assert reports[1].passed
    assert by_mean_of_a_version(*history, BERGEN) < 1
    without("withheld_cells", asked, sides)
    assert refused_by(history[1], history[:1]) == ["A2"]


def test_a2_changes_of_two_versions_tell_a_withheld_mean_of_the_quarter_that_they_are_counted_from(without):
    quarters, counted_from = a_county_leaves_by_a_correction(), earlier.place_before
    assert by_two_changes_back(*over(quarters)[0], BERGEN) >= 1
    without("place_before", lambda *_: None, earlier)
    history, reports = over(quarters)
    assert reports[2].passed
    assert by_two_changes_back(*history, BERGEN) < 1
    without("place_before", counted_from, earlier)
    assert refused_by(history[2], history[:2]) == ["A2"]


def test_a2_what_a_first_version_tells_is_not_held_against_the_second(without):
    """Asked about all the same, nothing would be left of the second version."""
    first = quarter([*towns(30), *towns(12, county="46")])
    moved = towns(5, lambda _: 6, county="46")
    second = quarter([town("11000", 8), *towns(29, start=1), *moved, *towns(7, county="46", start=5)])
    without(
        "_of_withheld",
        lambda side, least: programs.Judge(side.block, side.withheld, least).outsider(),
        protecting,
    )
    _, reports = over([first, second])
    assert [check.name for check in reports[1].checks if not check.passed] == ["A2"]


def test_a2_a_share_is_what_the_sums_of_two_versions_leave_of_it(without):
    quarters, said = shares_that_say_more_in_the_first_version(), earlier._by_the_sum
    assert by_shares_of_versions(*over(quarters)[0], BERGEN, STATUSES) >= 1
    without("_by_the_sum", lambda *_: (), earlier)
    history, reports = over(quarters)
    assert reports[1].passed
    assert by_shares_of_versions(*history, BERGEN, STATUSES) < 1
    without("_by_the_sum", said, earlier)
    assert "A2" in refused_by(history[1], history[:1])


def test_a2_shares_that_were_told_neither_time_are_what_the_changes_of_the_others_leave(without):
    quarters, said = nothing_of_two_shares_once(), together.changes_by_the_sum
    assert by_changes_of_shares(over(quarters)[0][1], CELLS) >= ENOUGH
    without("changes_by_the_sum", lambda *_: {}, together)
    history, reports = over(quarters)
    assert reports[1].passed
    assert by_changes_of_shares(history[1], CELLS) < ENOUGH
    without("changes_by_the_sum", said, together)
    assert "A2" in refused_by(history[1], history[:1])


def test_a2_where_nothing_of_a_share_is_left_to_withhold_the_others_tell_less(without):
    """Without it the share stays known too well, and nothing is released at all."""
    quarters = a_share_that_others_tell_of_a_larger_group()
    assert over(quarters)[1][1].passed
    without("_tell_less_of_others", lambda *_: set(), together)
    _, reports = over(quarters)
    assert [check.name for check in reports[1].checks if not check.passed] == ["A2"]


def test_a3_a_municipality_in_two_small_cells_is_estimated_too_well(without):
    snapshot = quarter(in_two_small_cells())
    assert by_inference(lets_out(snapshot)) >= RULES.outsider_keeps - 1e-3
    without("_learns_little", always, choice._Chooser)
    passed = Check(name=CheckName.INFERENCE, passed=True, judged=0)
    without("inference", lambda *_: passed, examining)
    assert by_inference(lets_out(snapshot)) < RULES.outsider_keeps - 1e-3


def test_a4_a_set_that_comes_back_with_four_more_gives_the_fourth_to_three_of_them(without):
    """Against the last release alone, which is what R5 asks, nothing is wrong."""
    quarters = [
        quarter(towns(10)),
        quarter(towns(10, start=100), 1),
        quarter([*towns(10), *towns(4, lambda _: 5, start=50)], 2),
    ]
    history, _ = over(quarters)
    assert by_difference_of(history[0], history[2], coalition=5, knows=3) >= ENOUGH
    without("is_told_apart_over_time", never, choice, differences)
    history, reports = over(quarters)
    assert all(report.passed for report in reports)
    assert by_difference_of(history[0], history[2], coalition=5, knows=3) < ENOUGH


def test_a5_is_implied_an_insider_of_the_worst_number_has_been_asked_of_every_cell(without):
    """R3 asks it of each cell by itself and A3 keeps cells from overlapping much; no country that we tried needs A5."""
    nothing = programs.Widths(0, [], 10.0, 0)
    without("judge_insiders", lambda *_: nothing, protecting)
    found = lets_out(quarter(towns(6, lambda _: 10)))
    assert found.release.published() == []


def test_a6_says_that_a_gate_lets_everything_through(without):
    without("judge", lambda *_: [], examining)
    _, report = published(quarter(towns(9)))
    assert [check.name for check in report.checks if not check.passed] == ["A6"]


@pytest.mark.parametrize(
    "plant", [planted.oslo_complement, planted.joiner_to_five, planted.all_tens, planted.second_version_of_one]
)
def test_a6_each_planted_attack_is_refused(plant):
    snapshot, history, release = plant(RULES)
    assert not audit(release, snapshot, history, RULES).passed


def test_a7_a_figure_of_others_than_it_should_be_of_is_let_through(without):
    """The joiner to a group of five is in the figure; who reads it by the rules takes it for that of the five."""
    snapshot, history, release = planted.joiner_to_five(RULES)
    assert not audit(release, snapshot, history, RULES).passed
    without("one_changed", lambda *_: Check(name=CheckName.ONE_CHANGED, passed=True, judged=0), examining)
    assert audit(release, snapshot, history, RULES).passed
    assert by_difference_of(history[0], Published(snapshot, release)) < ENOUGH


def test_a7_changing_one_number_changes_only_the_cells_that_it_is_in():
    before = [*towns(9), *towns(9, county="46"), *towns(9, county="50")]
    after = [town("11000", 4), *before[1:]]
    one, other = (lets_out(quarter(each)).release for each in (before, after))
    both = set(one.published()) & set(other.published())
    changed = {cell for cell in both if one.figure(*cell) != other.figure(*cell)}
    assert {group for group, _ in changed} <= {COUNTRY, ROGALAND}


def test_an_audit_from_scratch_says_what_the_proposal_said():
    snapshot = quarter([*towns(12), *towns(9, county="46")])
    found, report = published(snapshot)
    again = audit(found.release, snapshot, [], RULES)
    assert (again.checks, again.held, again.release_sha256) == (report.checks, report.held, report.release_sha256)
