"""A small country with one variable, for those who attack its figures and those who protect them."""

from fractions import Fraction

from domain.national.groups import Place
from domain.national.history import Published
from domain.national.quarter import Quarter
from domain.national.ruleset import rule_set
from domain.national.snapshot import Contributor, Part, Snapshot
from domain.national.variables import VARIABLES, Topic
from services.disclosure.gate import propose

SCORE = VARIABLES[0]
STATUSES = [one for one in VARIABLES if one.topic is Topic.ACTIONS_BY_STATUS]
CELLS = [one for one in VARIABLES if one.topic is Topic.ACTIONS_BY_CELL]
RULES = rule_set(1)
FIRST = Quarter(2026, 1)
SECRET = b"nobody knows"


def town(number, value, county="11", population=None, kostra=None, themes=()):
    """`themes` are names with values, one collaboration each."""
    parts = {theme: Part(1, {SCORE.id: Fraction(of_theme)}) for theme, of_theme in themes}
    return Contributor(
        number=number,
        place=Place(county, population, kostra),
        collaborations=max(1, len(parts)),
        values={SCORE.id: Fraction(value)},
        themes=parts,
    )


def towns(count, value=lambda one: 3 + one % 5, county="11", start=0, **place):
    return [town(f"{county}{one:03}", value(one), county, **place) for one in range(start, start + count)]


def acting(number, shares, hundredths, county="11"):
    """One that has nothing but actions: so many hundredths of them for each of the topic's shares."""
    values = {share.id: Fraction(part) / 100 for share, part in zip(shares, hundredths, strict=True)}
    return Contributor(number=number, place=Place(county), collaborations=1, values=values)


def all_acting(count, shares, hundredths, county="11"):
    return [acting(f"{county}{one:03}", shares, hundredths, county) for one in range(count)]


def half_near_nothing():
    """Everybody has one collaboration of each of two themes, and in housing hardly anything."""
    numbers = [(Fraction(4 + one % 5), Fraction(1 + one % 2, 10)) for one in range(20)]
    return [
        town(f"11{place:03}", (culture + housing) / 2, themes=[("culture", culture), ("housing", housing)])
        for place, (culture, housing) in enumerate(numbers)
    ]


SMALL = ("15", "18", "30", "31", "39", "40")
"""Counties with four each, too few for a figure."""


def in_small_counties(count):
    return [town(f"{SMALL[one // 4]}{one:03}", 4 + one % 3, SMALL[one // 4]) for one in range(count)]


def a_county_near_nothing():
    """Five whose mean has no room by itself."""
    return towns(5, lambda _: Fraction(27, 10), county="46")


def a_county_leaves(later):
    """It is in the country's figure and has none of its own; in the release after that it is gone."""
    return (
        quarter([*in_small_counties(12), *a_county_near_nothing()]),
        quarter(in_small_counties(12), later),
    )


def a_county_leaves_by_a_correction():
    """Others leave first. The change is counted with the county, which has room by now, and then without it."""
    stay, gone = in_small_counties(8), [*towns(3, county="50"), *towns(2, county="54")]
    return (
        quarter([*stay, *a_county_near_nothing(), *gone]),
        quarter([*stay, *towns(5, county="46")], 1),
        quarter([*stay, *towns(5, county="33")], 1),
    )


def spread(county, first, totals, shares):
    """The municipalities have so much of the first share; of the others each has what is left, in equal parts."""
    return [
        acting(f"{county}{place:03}", shares, [one, *((100 - one) * total / sum(totals) for total in totals)], county)
        for place, one in enumerate(first)
    ]


def shares_that_say_more_in_the_first_version():
    """Ten told 0.20 of the first share, and the sum says that it is no less; in the second version one of them is gone.

    Nine others have joined, with hardly any of it. The eighteen are told 0.10, and the sum says that it is no more.
    """
    ten = [Fraction(each) for each in ("205", "223.75", "223.75", "173.75", "173.75")]
    gone = [Fraction(each) for each in ("50", "12.5", "12.5", "12.5", "12.5")]
    eighteen = [Fraction(each) for each in ("175.5", *["406.125"] * 4)]
    nine = [one - other for one, other in zip(ten, gone, strict=True)]
    joined = [one - other for one, other in zip(eighteen, nine, strict=True)]
    stay = spread("11", [nine[0] / 3] * 3 + [Fraction(0)] * 6, nine[1:], STATUSES)
    return (
        quarter([*stay, acting("11099", STATUSES, gone)]),
        quarter([*stay, *spread("46", [joined[0]] + [Fraction(0)] * 8, joined[1:], STATUSES)]),
    )


def a_share_that_others_tell_of_a_larger_group():
    """Eighteen have nothing of the last two shares, and are seen by what the country's first two leave for the third.

    Four joiners wait, so that the country's own mean, with them, is not known too well.
    """
    some = [*[(5, 5, 90, 0)] * 5, *[("31.25", "31.25", 0, "37.5")] * 4, *[(50, 50, 0, 0)] * 3]
    eighteen = all_acting(18, CELLS, (Fraction(275, 6), Fraction(325, 6), 0, 0), "46")
    joiners = all_acting(4, CELLS, (25, 25, 25, 25), "50")
    return (
        quarter([*all_acting(12, CELLS, [25] * 4), *all_acting(18, CELLS, [25] * 4, "46")]),
        quarter([*(acting(f"11{one:03}", CELLS, parts) for one, parts in enumerate(some)), *eighteen, *joiners], 1),
    )


def nothing_of_two_shares_once():
    """Twelve had none of the last two shares, which the changes of the first two say: they are rounded just so.

    Twelve who had some have left, so that the country's figures of then do not say it.
    """
    then = [(90, 10, 0, 0), (30, 70, 0, 0), (60, 40, 0, 0)]
    now = [("77.5", "2.5", 20, 0), ("17.5", "52.5", 30, 0), ("47.5", "27.5", 25, 0)]
    return (
        quarter([*fours_acting(SMALL[:3], then), *fours_acting(SMALL[3:], [(35, 30, 35, 0)] * 3)]),
        quarter(fours_acting(SMALL[:3], now), 1),
    )


def fours_acting(counties, kinds):
    return [one for county, parts in zip(counties, kinds, strict=True) for one in all_acting(4, CELLS, parts, county)]


def quarter(contributors, later=0):
    return Snapshot(FIRST.later(later), tuple(sorted(contributors, key=lambda one: one.number)), simulated=True)


def published(snapshot, history=(), rules=RULES):
    """As it goes into the history, with its report."""
    proposal = propose(snapshot, list(history), rules, SECRET)
    return Published(snapshot, proposal.release), proposal.report


def over(snapshots, rules=RULES):
    """Every quarter after those before it."""
    history: list[Published] = []
    reports = []
    for one in snapshots:
        done, report = published(one, history, rules)
        history.append(done)
        reports.append(report)
    return history, reports
