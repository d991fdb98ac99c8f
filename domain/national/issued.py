"""Of whom the published figures were: derived anew from the releases, which name nobody. Source: R5."""

from collections.abc import Mapping, Sequence

import msgspec

from domain.national.differences import Members, municipalities_of, municipality_of
from domain.national.groups import GroupId
from domain.national.membership import Presence, cells_of
from domain.national.quarter import Quarter
from domain.national.ruleset import RuleSet
from domain.national.steadiness import counted


class Issue(msgspec.Struct, frozen=True):
    """What one release published of one variable, or of several in which the same municipalities stand.

    `sets` are those of the means; `panels`, within them and within those of the release before, of the changes that
    are no mere differences of two published means.
    """

    quarter: Quarter
    version: int
    presence: Presence
    sets: Mapping[GroupId, Members]
    panels: Mapping[GroupId, Members]


class Shown(msgspec.Struct, frozen=True):
    """A release as any reader sees it: who could stand in it, and of which groups it has a mean and a change."""

    quarter: Quarter
    version: int
    presence: Presence
    means: frozenset[GroupId]
    changes: frozenset[GroupId]
    rules: RuleSet


def issues_of(shown: Sequence[Shown], earlier: Sequence[Issue] = ()) -> Sequence[Issue]:
    """In the order of publishing, `earlier` first."""
    found = list(earlier)
    for one in shown:
        cells = cells_of(one.presence)
        sets = {}
        for group in sorted(one.means & cells.keys()):
            sets[group] = counted_now(cells[group], group, one.quarter, found, one.rules) or cells[group]
        panels = {}
        for group in sorted(one.changes & sets.keys()):
            panel = panel_of(sets[group], group, one.quarter, found)
            if panel is not None and not is_same_set(sets[group], group, one.quarter, found):
                panels[group] = panel
        found.append(Issue(one.quarter, one.version, one.presence, sets, panels))
    return found


def counted_now(
    members: Members, group: GroupId, quarter: Quarter, issues: Sequence[Issue], rules: RuleSet
) -> Members | None:
    """Who counts in the cell, given all that was published before. Source: `steadiness.counted`."""
    last = last_set(group, issues)
    if last is None:
        return members
    if last[0] == quarter:
        return counted(members, last[1], rules)
    names = {municipality_of(one): one for one in members}
    found = counted(frozenset(names), municipalities_of(last[1]), rules)
    return None if found is None else frozenset(names[one] for one in found)


def last_set(group: GroupId, issues: Sequence[Issue]) -> tuple[Quarter, Members] | None:
    return next(((one.quarter, one.sets[group]) for one in reversed(issues) if group in one.sets), None)


def before(quarter: Quarter, issues: Sequence[Issue]) -> Issue | None:
    """The newest release of an earlier quarter: that which changes are counted from."""
    return next((one for one in reversed(issues) if one.quarter < quarter), None)


def panel_of(members: Members, group: GroupId, quarter: Quarter, issues: Sequence[Issue]) -> Members | None:
    """Those of the set who were in the figure of the release before as well, as they are called now."""
    then = before(quarter, issues)
    if then is None or group not in then.sets:
        return None
    earlier = municipalities_of(then.sets[group])
    return frozenset(one for one in members if municipality_of(one) in earlier)


def is_same_set(members: Members, group: GroupId, quarter: Quarter, issues: Sequence[Issue]) -> bool:
    """A change is then nothing more than the difference of the two published means."""
    then = before(quarter, issues)
    return then is not None and municipalities_of(then.sets.get(group, frozenset())) == municipalities_of(members)
