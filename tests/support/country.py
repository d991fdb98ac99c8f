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
