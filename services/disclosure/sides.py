"""The quarters of which a release tells, each as blocks to be judged: its own, and the one that changes count from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

import msgspec

from domain.national.differences import Members
from domain.national.groups import GroupId
from domain.national.membership import WHOLE, Presence, cells_of, part_of
from domain.national.variables import Variable
from services.disclosure.case import Case
from services.disclosure.choice import in_order
from services.disclosure.earlier import Earlier, told_earlier
from services.disclosure.interior import Block
from services.disclosure.programs import Removable, Side
from services.disclosure.questions import Asked
from services.disclosure.spans import Bound, block_over, bound_of_mean, bounds_of_change, panel_then
from services.disclosure.told import Told
from services.disclosure.unknowns import Cell, Matrix

Withdrawal = tuple[Cell, GroupId, bool]
"""Whose numbers are in it, of which group, and whether it is the change rather than the mean."""


class _Known(msgspec.Struct, frozen=True):
    """All that is told of one quarter's numbers: `before` by earlier releases and `now` by this one.

    `sets` are of the means by `presences`, `withheld` of the means that are asked about. What is to be withheld first
    stands in front, in the first of the `orders` that has anything to do with it.
    """

    presences: Sequence[Presence]
    sets: Sequence[Mapping[GroupId, Members]]
    withheld: Mapping[Cell, GroupId]
    groups: set[GroupId]
    numbers: Mapping[tuple[str, str], Fraction]
    before: Sequence[Bound]
    now: Sequence[Bound]
    orders: Sequence[Sequence[Withdrawal]]

    def block(self, variable: Variable, themes: Iterable[GroupId], bounds: Sequence[Bound]) -> Block:
        return block_over(self.presences, sorted({*self.groups, *themes}), self.numbers, bounds, variable)


def sides_of(case: Case, asked: Asked, told: Told) -> Sequence[Side]:
    changes, place = _bounds_of_changes(case, asked, told), case.then()
    known = [*changes.values(), *told.derived_changes.values()]
    found = list(_sides(told.variable, _known_now(case, asked, told, [now for now, _ in known])))
    if known and place is not None:
        found += _sides(told.variable, _known_then(case, asked, told, place, [then for _, then in known]))
    return found


def _bounds_of_changes(case: Case, asked: Asked, told: Told) -> Mapping[GroupId, tuple[Bound, Bound]]:
    place, found = case.then(), {}
    for group, panel in told.panels.items() if place is not None else ():
        change = told.figures[group].change
        if change is not None and place is not None:
            panels = (panel, panel_then(panel, asked.question.issues[place].sets, group))
            numbers = (case.numbers(told.variable.id), case.past_numbers(place, told.variable.id))
            found[group] = bounds_of_change(group, panels, change, numbers, told.variable, case.rules)
    return found


def _known_now(case: Case, asked: Asked, told: Told, changes: Sequence[Bound]) -> _Known:
    earlier = told_earlier(case, asked, told.variable, case.snapshot.quarter)
    means = [
        bound_of_mean(group, members, told.figures[group].mean, told.variable, case.rules)
        for group, members in told.sets.items()
    ]
    own = [((part_of(group), told.panels[group]), group, True) for group in reversed(in_order(told.panels))]
    own += [((part_of(group), told.sets[group]), group, False) for group in reversed(in_order(told.sets))]
    presences, sets = [asked.question.presence, *earlier.presences], [told.sets, *earlier.sets]
    return _Known(
        presences=presences,
        sets=sets,
        withheld=withheld_cells(presences, sets),
        groups={*told.sets, *told.derived, *earlier.groups},
        numbers={**case.numbers(told.variable.id), **earlier.numbers},
        before=earlier.bounds,
        now=[*means, *changes, *told.derived.values()],
        orders=[own, *_whatever_it_is_of(own, earlier)],
    )


def _known_then(case: Case, asked: Asked, told: Told, place: int, changes: Sequence[Bound]) -> _Known:
    """The last change that has it in it; or else the last whose mean then had, and leaves it over; or else the last."""
    issue = asked.question.issues[place]
    earlier = told_earlier(case, asked, told.variable, issue.quarter)
    groups = list(reversed(in_order(told.panels)))
    own = [((part_of(group), panel_then(told.panels[group], issue.sets, group)), group, True) for group in groups]
    sets = [((part_of(group), issue.sets[group]), group, True) for group in groups]
    return _Known(
        presences=earlier.presences,
        sets=earlier.sets,
        withheld=withheld_cells(earlier.presences, earlier.sets),
        groups=earlier.groups,
        numbers=earlier.numbers,
        before=earlier.bounds,
        now=changes,
        orders=[own, sets, *_whatever_it_is_of(own, earlier)],
    )


def _whatever_it_is_of(own: Sequence[Withdrawal], earlier: Earlier) -> Sequence[Sequence[Withdrawal]]:
    """Where earlier releases tell of a number, what is new can tell of it without having it in it."""
    everybody = frozenset(one.name for presence in earlier.presences for one in presence)
    return [[((WHOLE, everybody), group, is_panel) for _, group, is_panel in own]] if earlier.bounds else []


def _sides(variable: Variable, known: _Known) -> Iterator[Side]:
    """The numbers of a withheld theme are no columns, but where that theme's own mean is asked about.

    What other themes leave of the whole tells of it, so that these are removable too where they have members in common.
    """
    block = known.block(variable, (), [*known.now, *known.before])
    before = partial(known.block, variable, (), known.before)
    wholes = _untold(block, [cell for cell in known.withheld if cell[0] == WHOLE], known)
    yield Side(block, before, *block.unknowns.targets(), wholes, _orders(block.unknowns.row, known))
    themes = {cell: group for cell, group in known.withheld.items() if cell[0] != WHOLE}
    if themes:
        block = known.block(variable, themes.values(), [*known.now, *known.before])
        before = partial(known.block, variable, themes.values(), known.before)
        orders = _orders(lambda cell: block.unknowns.row(cell) + block.unknowns.row((WHOLE, cell[1])), known)
        yield Side(block, before, block.unknowns.rows([]), (), _untold(block, list(themes), known), orders)


def _orders(weights: Callable[[Cell], Matrix], known: _Known) -> Sequence[Sequence[Removable]]:
    return [[Removable(weights(cell), group, is_panel) for cell, group, is_panel in order] for order in known.orders]


def withheld_cells(presences: Sequence[Presence], sets: Sequence[Mapping[GroupId, Members]]) -> Mapping[Cell, GroupId]:
    """Of every version of a quarter: whose mean a reader would have of everybody who stands there."""
    return {
        (part_of(group), members): group
        for presence, told in zip(presences, sets, strict=True)
        for group, members in cells_of(presence).items()
        if group not in told
    }


def _untold(block: Block, cells: Sequence[Cell], known: _Known) -> Matrix:
    """But for those that another cell tells, of any version."""
    told = [(part_of(group), members) for one in known.sets for group, members in one.items()]
    rows, known_rows = block.unknowns.rows(cells), {tuple(row) for row in block.unknowns.rows(told)}
    return rows[[tuple(row) not in known_rows for row in rows]]
