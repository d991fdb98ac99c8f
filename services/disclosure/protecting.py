"""One variable of the chosen cells, as far as its values may be told. Source: R3, R7, A2.

A cell that fails is withheld, and no other is let out, merged or computed otherwise because of it.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec
import numpy as np

from domain.national.differences import Members, municipalities_of
from domain.national.groups import GroupId
from domain.national.issued import Issue, is_same_set, issues_of
from domain.national.report import Reason
from domain.national.ruleset import RuleSet
from domain.national.steadiness import is_steady
from domain.national.variables import BY_ID, Variable, VariableId
from services.disclosure.case import Case
from services.disclosure.choice import Choice, in_order
from services.disclosure.figures import Source, figure_of, panel_change
from services.disclosure.programs import Judge, Side, SideWidths, Widths, judge_insiders, judge_outsider
from services.disclosure.questions import Asked, shown
from services.disclosure.sides import sides_of
from services.disclosure.told import Told, withhold
from services.disclosure.unknowns import Matrix


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


def _too_narrow(case: Case, asked: Asked, told: Told) -> tuple[Side, Matrix] | None:
    """The weights of one target that is known too well. What was judged is kept for the audit."""
    judged = [(side, widths_of(case.rules, side, told.variable)) for side in sides_of(case, asked, told)]
    case.judged[told.variable.id] = judged
    for side, widths in judged:
        for narrow in (each for one in (widths.outsider, widths.insiders, widths.withheld) for each in one.narrow):
            return side, narrow.weights
    return None


def _withhold_one(told: Told, side: Side, narrow: Matrix) -> bool:
    """One that has to do with it: the last change, or else the last cell."""
    for one in side.telling(narrow)[:1]:
        withhold(told, one.group, is_panel=one.is_panel)
        return True
    return False


def widths_of(rules: RuleSet, side: Side, variable: Variable) -> SideWidths:
    span = float(variable.span)
    numbers = Judge(side.block, side.targets, float(rules.narrowest) * span)
    withheld = _of_withheld(side, float(rules.narrowest_withheld) * span)
    return SideWidths(judge_outsider(numbers), judge_insiders(numbers, side.owners), withheld)


def _of_withheld(side: Side, least: float) -> Widths:
    """A mean that earlier releases alone tell as well is not asked about: nothing withheld now would hide it again."""
    found = judge_outsider(Judge(side.block, side.withheld, least))
    if not found.narrow:
        return found
    narrow = np.array([one.weights for one in found.narrow])
    known = {tuple(one.weights) for one in judge_outsider(Judge(side.before(), narrow, least)).narrow}
    left = side.withheld[[tuple(row) not in known for row in side.withheld]]
    return judge_outsider(Judge(side.block, left, least)) if known else found
