"""Which cells of a variable may be published, by who stands in them and by nothing else.

Source: R1, R2, R4, R5, R7, A1, A3.

Cells are taken in order of their groups, each is accepted only if all is still well with it, and is then never taken
back. Changes follow when all means have been taken.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from domain.national.differences import Members, municipalities_of, nested_too_closely
from domain.national.groups import COUNTRY, GroupId, GroupKind, kind_of
from domain.national.issued import Issue, before, counted_now, is_same_set, panel_of
from domain.national.membership import Presence, cells_of, corrected_by, part_of
from domain.national.quarter import Quarter
from domain.national.report import Reason
from domain.national.ruleset import RuleSet
from domain.national.steadiness import is_steady
from domain.national.thresholds import mean_has_enough
from domain.national.variables import Variable
from services.disclosure.belief import Matrix, belief_after, told_already
from services.disclosure.rank import keeps_all_open
from services.disclosure.unknowns import Cell, Unknowns


class Question(msgspec.Struct, frozen=True):
    """What is chosen from. `variable` stands for all of which it is the same: who stands where now and before.

    `issues` are all earlier releases, in the order of publishing.
    """

    quarter: Quarter
    version: int
    presence: Presence
    variable: Variable
    issues: tuple[Issue, ...]


class Choice(msgspec.Struct, frozen=True):
    """`panels` are of changes that are no mere differences of two means; `held` has every other cell's reason."""

    sets: Mapping[GroupId, Members]
    panels: Mapping[GroupId, Members]
    held: Mapping[GroupId, Reason]


def choose(question: Question, rules: RuleSet) -> Choice:
    """As if A1 were asked before each cell: whoever can tell nothing from all of them can tell nothing from fewer.

    So it is asked once, at the end, and only where it fails are they chosen anew, one by one.
    """
    chooser = _Chooser(question, rules)
    chooser.choose()
    if not chooser.is_open():
        chooser = _OneByOne(question, rules)
        chooser.choose()
    return Choice(chooser.sets, chooser.panels, chooser.held)


class Reserve(NamedTuple):
    """What is left above the limit of A3 of numbers of this quarter, and of those before.

    The next quarters will tell a little more of both: who pauses is seen in what the country's figure loses. If nothing
    were left for that, the first quarter would have every cell, and the second not even the country's.
    """

    now: float
    past: float


_NO_RESERVE = Reserve(0.0, 0.0)
"""For the country's mean. Its change waits with all other cells."""


class _Chooser:
    def __init__(self, question: Question, rules: RuleSet) -> None:
        self._question, self._rules = question, rules
        self._reserve = Reserve(rules.reserve, rules.past_reserve)
        self._cells = cells_of(question.presence)
        self._then = before(question.quarter, question.issues)
        self._told = told_already(question.quarter, question.issues)
        self._present = frozenset(one.name for one in question.presence)
        self._past = [
            frozenset(one.name for one in issue.presence) for issue in reversed(question.issues[-rules.memory :])
        ]
        self._recent = question.issues[-rules.memory :]
        self.sets: dict[GroupId, Members] = {}
        self.panels: dict[GroupId, Members] = {}
        self.held: dict[GroupId, Reason] = {}
        everybody = municipalities_of(self._present).union(
            *(municipalities_of(frozenset(each.name for each in one.presence)) for one in question.issues)
        )
        self._belief = belief_after(question.issues, everybody, rules, rules.correlation)
        self._belief.remember(question.quarter, corrected_by(question.presence, question.version))

    def choose(self) -> None:
        for group in in_order(self._cells):
            members = counted_now(self._cells[group], group, self._question.quarter, self._question.issues, self._rules)
            reason = self._against(group, members)
            if reason is None and members is not None:
                self.sets[group] = members
            elif reason is not None:
                self.held[group] = reason
        for group in in_order(self.sets):
            self._choose_change(group)

    def is_open(self) -> bool:
        """A1, of this quarter and, where there are changes, of the one that they are counted from."""
        return all(keeps_all_open(unknowns, cells, self._rules) for unknowns, cells in self.blocks())

    def blocks(self) -> Sequence[tuple[Unknowns, list[Cell]]]:
        now = [*_cells(self.sets), *_cells(self.panels), *cells_in(self._question.quarter, self._question.issues)]
        versions = [one.presence for one in self._question.issues if one.quarter == self._question.quarter]
        groups = {
            *self.sets,
            *(group for one in self._question.issues for group in one.sets if one.quarter == self._question.quarter),
        }
        found = [(Unknowns([*versions, self._question.presence], groups), list(dict.fromkeys(now)))]
        if self.panels and self._then is not None:
            found.append(block_of(self._then.quarter, self._question.issues, self._panels_then()))
        return found

    def _against(self, group: GroupId, members: Members | None) -> Reason | None:
        enough = mean_has_enough(len(members or self._cells[group]), group, self._question.variable, self._rules)
        if not enough:
            return Reason.TOO_FEW
        if members is None:
            return Reason.WAITS
        if self._is_told_apart(members) or is_told_apart_over_time(
            group, members, self._question.quarter, self._recent, self._rules
        ):
            return Reason.DIFFERENCE
        if members in self.sets.values() or members in self._told:
            return None
        reserve = _NO_RESERVE if group == COUNTRY else self._reserve
        return None if self._learns_little(self._belief.row(members), group, members, reserve) else Reason.AUDIT

    def _is_told_apart(self, members: Members) -> bool:
        return any(
            nested_too_closely(members, other, self._rules)
            for other in (*self.sets.values(), *self.panels.values(), *self._told)
        )

    def _learns_little(self, row: Matrix, group: GroupId, members: Members, reserve: Reserve) -> bool:
        """A3 with the row as well; it is learnt if so."""
        loss = self._belief.would_learn(row)
        rules, belief = self._rules, self._belief
        if (
            not self._leaves_enough(belief.outsider_keeps(self._present, loss), self._untold(), reserve.now)
            or not self._leaves_enough(belief.past_keeps(self._past, loss), belief.past_keeps(self._past), reserve.past)
            or belief.insider_keeps(self._present, loss).min() < rules.insider_keeps
            or not self._stays_open(group, members)
        ):
            return False
        belief.accept(loss)
        return True

    def _untold(self) -> Matrix:
        return self._belief.outsider_keeps(self._present)

    def _leaves_enough(self, after: Matrix, before: Matrix, reserve: float) -> bool:
        """Above the limit for everybody; and by the reserve for all of whom the figure tells anything to speak of.

        Otherwise one number of which much is known would stop figures of all others.
        """
        told = before**2 - after**2 >= self._rules.noticeable
        return bool((after >= self._rules.outsider_keeps + reserve * told).all())

    def _stays_open(self, group: GroupId, members: Members) -> bool:
        """A1 is asked at the end. Takes the cell that is about to be accepted."""
        return bool(group and members)

    def _choose_change(self, group: GroupId) -> None:
        members, quarter, issues = self.sets[group], self._question.quarter, self._question.issues
        panel = panel_of(members, group, quarter, issues)
        if panel is None or self._then is None or is_same_set(members, group, quarter, issues):
            return
        bare = municipalities_of(panel)
        row = self._belief.change_row(panel, quarter) if panel else None
        if (
            row is not None
            and mean_has_enough(len(panel), group, self._question.variable, self._rules)
            and not self._is_told_apart(panel)
            and not any(
                nested_too_closely(bare, municipalities_of(one), self._rules) for one in self._then.sets.values()
            )
            and self._learns_little(row, group, panel, self._reserve)
        ):
            self.panels[group] = panel

    def _panels_then(self) -> list[Cell]:
        return panels_then(self.panels, self._then)


class _OneByOne(_Chooser):
    def _stays_open(self, group: GroupId, members: Members) -> bool:
        if group in self.sets:
            self.panels[group] = members
            stays = self.is_open()
            del self.panels[group]
            return stays
        self.sets[group] = members
        stays = self.is_open()
        del self.sets[group]
        return stays


def is_told_apart_over_time(
    group: GroupId, members: Members, quarter: Quarter, recent: Sequence[Issue], rules: RuleSet
) -> bool:
    """A4, as far back as is remembered: of the same cell by R5, of any other by R4."""
    bare = municipalities_of(members)
    if len(bare) >= rules.steady_below:
        return False
    for issue in recent:
        if issue.quarter == quarter:
            continue
        for other, earlier in issue.sets.items():
            then = municipalities_of(earlier)
            if (other == group and not is_steady(bare, then, rules)) or nested_too_closely(bare, then, rules):
                return True
    return False


def in_order(groups: Mapping[GroupId, Members]) -> Sequence[GroupId]:
    """Source: R7."""
    kinds = list(GroupKind)
    return sorted(groups, key=lambda one: (kinds.index(kind_of(one)), one))


def cells_in(quarter: Quarter, issues: Sequence[Issue]) -> list[Cell]:
    """All that was published of a quarter, by any of its versions; a change counts as the mean of its panel."""
    return [cell for one in issues if one.quarter == quarter for cell in (*_cells(one.sets), *_cells(one.panels))]


def block_of(quarter: Quarter, issues: Sequence[Issue], more: Sequence[Cell]) -> tuple[Unknowns, list[Cell]]:
    """A quarter that was published before, and what is now told of it besides."""
    presences = [one.presence for one in issues if one.quarter == quarter]
    groups = {group for one in issues if one.quarter == quarter for group in one.sets}
    return Unknowns(presences, groups), list(dict.fromkeys([*cells_in(quarter, issues), *more]))


def panels_then(panels: Mapping[GroupId, Members], then: Issue | None) -> list[Cell]:
    """As their members were called in the release that changes are counted from."""
    if then is None:
        return []
    return [
        (
            part_of(group),
            frozenset(
                one for one in then.sets[group] if municipalities_of(frozenset([one])) <= municipalities_of(panel)
            ),
        )
        for group, panel in panels.items()
    ]


def _cells(sets: Mapping[GroupId, Members]) -> list[Cell]:
    return [(part_of(group), members) for group, members in sets.items()]
