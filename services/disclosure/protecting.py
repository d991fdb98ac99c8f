"""One variable of the chosen cells, as far as its values may be told. Source: R3, R7, A2.

A cell that fails is withheld, and no other is let out, merged or computed otherwise because of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.national.differences import Members, municipalities_of
from domain.national.groups import GroupId
from domain.national.issued import Issue, is_same_set, issues_of
from domain.national.membership import WHOLE, cells_of, part_of
from domain.national.release import Figure
from domain.national.report import Reason
from domain.national.ruleset import RuleSet
from domain.national.steadiness import is_steady
from domain.national.variables import BY_ID, Variable, VariableId
from services.disclosure.case import Case
from services.disclosure.choice import Choice, in_order
from services.disclosure.figures import Source, figure_of, panel_change
from services.disclosure.interior import Block
from services.disclosure.programs import Judge, Side, SideWidths, judge_insiders, judge_outsider
from services.disclosure.questions import Asked, shown
from services.disclosure.spans import (
    Bound,
    block_over,
    bound_of_mean,
    bounds_of_change,
    bounds_published,
    panel_then,
)
from services.disclosure.unknowns import Matrix


class Told(msgspec.Struct):
    """What is published of one variable. `sets` of the means, `panels` of the changes of matched panels.

    `derived` is what others say of a mean. Source: `together`.
    """

    variable: Variable
    sets: dict[GroupId, Members]
    panels: dict[GroupId, Members]
    figures: dict[GroupId, Figure]
    held: dict[GroupId, Reason]
    derived: dict[GroupId, Bound] = {}


def protect(case: Case, asked: Asked, choice: Choice, variable: VariableId, secret: bytes) -> Told:
    """R3, cell by cell. What remains is to be settled."""
    told = Told(BY_ID[variable], {}, {}, {}, dict(choice.held))
    _fill(case, asked, choice, told, secret)
    _fill_changes(case, asked, choice, told, secret)
    return told


def settle(case: Case, asked: Asked, told: Told) -> bool:
    """A2. Whether nothing is too narrow now; if not, there is nothing left that could be withheld."""
    while (narrow := _too_narrow(case, asked, told)) is not None:
        if not _withhold_one(told, *narrow):
            return False
    return True


def _fill(case: Case, asked: Asked, choice: Choice, told: Told, secret: bytes) -> None:
    source = Source(case.snapshot.quarter, told.variable, case.numbers(told.variable.id))
    own = _own_issues(case, asked, told.variable.id)
    for group in in_order(choice.sets):
        members = choice.sets[group]
        if not _is_steady_itself(case, group, members, own):
            told.held[group] = Reason.WAITS
            continue
        figure = figure_of(source, group, members, case.rules, secret)
        if figure is None:
            told.held[group] = Reason.TOO_NARROW
        else:
            told.figures[group], told.sets[group] = figure, members


def _own_issues(case: Case, asked: Asked, variable: VariableId) -> Sequence[Issue]:
    """Where all variables of the question were published in the same cells, those of the question."""
    if len(asked.variables) == 1:
        return asked.question.issues
    return issues_of([shown(past, [variable], case.rules) for past in case.pasts])


def _is_steady_itself(case: Case, group: GroupId, members: Members, own: Sequence[Issue]) -> bool:
    """R5 for this variable, which may have been withheld by value when others of the question were published."""
    for issue in reversed(own):
        if group in issue.sets:
            if issue.quarter == case.snapshot.quarter:
                return is_steady(members, issue.sets[group], case.rules)
            return is_steady(municipalities_of(members), municipalities_of(issue.sets[group]), case.rules)
    return True


def _fill_changes(case: Case, asked: Asked, choice: Choice, told: Told, secret: bytes) -> None:
    place = case.then()
    if place is None:
        return
    issues, variable = asked.question.issues, told.variable
    before = case.pasts[place].published.release
    now = Source(case.snapshot.quarter, variable, case.numbers(variable.id))
    then = Source(before.quarter, variable, case.past_numbers(place, variable.id))
    for group, members in told.sets.items():
        earlier, current = before.figure(group, variable.id).mean, told.figures[group].mean
        if earlier is None or current is None:
            continue
        change: Decimal | None = None
        if is_same_set(members, group, case.snapshot.quarter, issues):
            change = current - earlier
        elif group in choice.panels:
            change = panel_change(now, then, group, choice.panels[group], case.rules, secret)
            if change is not None:
                told.panels[group] = choice.panels[group]
        told.figures[group] = msgspec.structs.replace(told.figures[group], change=change)


def sides_of(case: Case, asked: Asked, told: Told) -> Sequence[Side]:
    changes = _bounds_of_changes(case, asked, told)
    found = list(_now(case, asked, told, [bounds[0] for bounds in changes.values()]))
    place = case.then()
    if changes and place is not None:
        found.append(_then(case, asked, told, place, {group: bounds[1] for group, bounds in changes.items()}))
    return found


def _bounds_of_changes(case: Case, asked: Asked, told: Told) -> dict[GroupId, tuple[Bound, Bound]]:
    place, found = case.then(), {}
    for group, panel in told.panels.items() if place is not None else ():
        change = told.figures[group].change
        if change is not None and place is not None:
            panels = (panel, panel_then(panel, asked.question.issues[place].sets, group))
            numbers = (case.numbers(told.variable.id), case.past_numbers(place, told.variable.id))
            found[group] = bounds_of_change(group, panels, change, numbers, told.variable, case.rules)
    return found


def _now(case: Case, asked: Asked, told: Told, changes: Sequence[Bound]) -> Iterator[Side]:
    """The numbers of a withheld theme are no columns, but where that theme's own mean is asked about.

    What other themes leave of the whole tells of it, so that these are removable too where they have members in common.
    """
    issues, variable, numbers = asked.question.issues, told.variable, dict(case.numbers(told.variable.id))
    bounds = [
        bound_of_mean(group, members, told.figures[group].mean, variable, case.rules)
        for group, members in told.sets.items()
    ]
    bounds += changes
    groups, presences = {*told.sets, *told.derived}, [asked.question.presence]
    for place in case.versions():
        numbers |= case.past_numbers(place, variable.id)
        bounds += bounds_published(case, place, issues, variable)
        groups |= issues[place].sets.keys()
        presences.append(issues[place].presence)
    published = [cell for cell, _, _ in bounds]
    bounds += told.derived.values()
    block = block_over(presences, sorted(groups), numbers, bounds, variable)
    withheld = block.unknowns.rows([(WHOLE, members) for members in _withheld_wholes(asked, told)])
    yield Side(block, *block.unknowns.targets(), withheld, _removable(block, told))
    themes = _withheld_themes(asked, told)
    if themes:
        block = block_over(presences, sorted({*groups, *themes}), numbers, bounds, variable)
        rows = block.unknowns.rows([(part_of(theme), members) for theme, members in themes.items()])
        known = {tuple(row) for row in block.unknowns.rows(published)}
        withheld = rows[[tuple(row) not in known for row in rows]]
        removable = [
            (row + block.unknowns.row((WHOLE, told.sets[group])), group, panel)
            for row, group, panel in _removable(block, told)
        ]
        yield Side(block, block.unknowns.rows([]), (), withheld, removable)


def _removable(block: Block, told: Told) -> Sequence[tuple[Matrix, GroupId, bool]]:
    found = [(group, told.panels[group], True) for group in reversed(in_order(told.panels))]
    found += [(group, told.sets[group], False) for group in reversed(in_order(told.sets))]
    return [(block.unknowns.row((part_of(group), members)), group, panel) for group, members, panel in found]


def _withheld_wholes(asked: Asked, told: Told) -> Sequence[Members]:
    """Whose mean a reader would have of everybody who stands there, if no other cell tells it."""
    cells = cells_of(asked.question.presence)
    return [
        members
        for group, members in cells.items()
        if group not in told.sets and part_of(group) == WHOLE and members not in told.sets.values()
    ]


def _withheld_themes(asked: Asked, told: Told) -> Mapping[GroupId, Members]:
    cells = cells_of(asked.question.presence)
    return {group: members for group, members in cells.items() if group not in told.sets and part_of(group) != WHOLE}


def _then(case: Case, asked: Asked, told: Told, last: int, changes: Mapping[GroupId, Bound]) -> Side:
    issues, variable = asked.question.issues, told.variable
    places = [one for one in range(last + 1) if issues[one].quarter == issues[last].quarter]
    numbers: dict[tuple[str, str], Fraction] = {}
    bounds = list(changes.values())
    groups: set[GroupId] = set()
    for place in places:
        numbers |= case.past_numbers(place, variable.id)
        bounds += bounds_published(case, place, issues, variable)
        groups |= issues[place].sets.keys()
    block = block_over([issues[place].presence for place in places], sorted(groups), numbers, bounds, variable)
    removable = [(block.unknowns.row(changes[group][0]), group, True) for group in reversed(in_order(told.panels))]
    return Side(block, *block.unknowns.targets(), block.unknowns.rows([]), removable)


def _too_narrow(case: Case, asked: Asked, told: Told) -> tuple[Side, Matrix] | None:
    """The weights of one target that is known too well. What was judged is kept for the audit."""
    judged = [(side, widths_of(case.rules, side, told.variable)) for side in sides_of(case, asked, told)]
    case.judged[told.variable.id] = judged
    for side, widths in judged:
        for narrow in (each for one in (widths.outsider, widths.insiders, widths.withheld) for each in one.narrow):
            return side, narrow.weights
    return None


def _withhold_one(told: Told, side: Side, narrow: Matrix) -> bool:
    """One that takes part in it: the last change, or else the last cell."""
    for row, group, is_panel in side.removable:
        if ((row > 0) & (narrow > 0)).any():
            withhold(told, group, is_panel=is_panel)
            return True
    return False


def withhold(told: Told, group: GroupId, *, is_panel: bool) -> None:
    if is_panel:
        del told.panels[group]
        told.figures[group] = msgspec.structs.replace(told.figures[group], change=None)
        return
    told.panels.pop(group, None)
    told.derived.pop(group, None)
    del told.sets[group], told.figures[group]
    told.held[group] = Reason.AUDIT


def widths_of(rules: RuleSet, side: Side, variable: Variable) -> SideWidths:
    span = float(variable.span)
    numbers = Judge(side.block, side.targets, float(rules.narrowest) * span)
    means = Judge(side.block, side.withheld, float(rules.narrowest_withheld) * span)
    return SideWidths(judge_outsider(numbers), judge_insiders(numbers, side.owners), judge_outsider(means))
