"""The shares of a topic judged together, because they sum to one. Source: R3, A2; `domain.national.complement`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.national.bounds import Ends
from domain.national.complement import ends_by_sum, ends_of_shares, shares_to_withhold, topics_of_shares, whole_of
from domain.national.differences import Members
from domain.national.groups import GroupId
from domain.national.membership import part_of
from domain.national.noise import farthest
from domain.national.release import Figure
from domain.national.variables import Variable, VariableId
from services.disclosure.case import Case
from services.disclosure.choice import in_order
from services.disclosure.protecting import settle
from services.disclosure.questions import Asked
from services.disclosure.spans import Bound, bounds_of_change, panel_then
from services.disclosure.told import Told, withhold

Tellings = Mapping[VariableId, Told]


class Group(msgspec.Struct, frozen=True):
    """A topic's shares in one group of which some are told, all of the same municipalities."""

    group: GroupId
    members: Members
    shares: Sequence[Variable]

    def figures(self, told: Tellings) -> Mapping[VariableId, Figure]:
        """Those with a mean."""
        return {
            share.id: told[share.id].figures[self.group] for share in self.shares if self.group in told[share.id].sets
        }


def settle_together(case: Case, asked: Asked, told: Tellings, settled: Callable[[], None]) -> None:
    """A2 of each variable, and of shares what they say of each other, until all is well.

    Where several are narrow with nothing left to withhold, the others of one tell less and all are judged again: what
    that hides of one, it may hide of the next. `settled` is called once for each variable, however often it takes: how
    often would depend on numbers.
    """
    keep_company(case, asked, told)
    derive(case, asked, told)
    unsettled, round_ended = {*asked.variables}, settled
    while unsettled:
        narrow = []
        for variable in asked.variables:
            if variable in unsettled and not settle(case, asked, told[variable]):
                narrow.append(variable)
            round_ended()
        round_ended = _nothing
        less = (_tell_less_of_others(asked, told, one) for one in narrow)
        unsettled = next(({*one, *narrow} for one in less if one), set())
        unsettled |= keep_company(case, asked, told)
        unsettled |= derive(case, asked, told)


def _nothing() -> None:
    pass


def keep_company(case: Case, asked: Asked, told: Tellings) -> set[VariableId]:
    """Withholds what others would tell, and what would tell of others. Returns of which variables."""
    changed: set[VariableId] = set()
    for one in groups_told(case, asked, told):
        while more := missing_company(case, one, told):
            for share in more:
                withhold(told[share], one.group, is_panel=False)
            changed |= {*more}
        for share in changes_to_withhold(case, one, told):
            withhold(told[share], one.group, is_panel=True)
            changed.add(share)
    return changed


def missing_company(case: Case, one: Group, told: Tellings) -> Sequence[VariableId]:
    """Shares that may not be told because of others; empty where all is well."""
    return shares_to_withhold(one.figures(told), one.shares, len(one.members), case.rules, _noise(case, one))


def changes_to_withhold(case: Case, one: Group, told: Tellings) -> Sequence[VariableId]:
    """Changes sum to nothing: where one of a matched panel is missing that both times had a mean, none is told."""
    place = case.then()
    if place is None:
        return ()
    before = case.pasts[place].published.release
    both = [share for share in one.figures(told) if before.figure(one.group, share).mean is not None]
    with_change = [share for share in both if one.group in told[share].panels]
    return with_change if len(with_change) < len(both) else ()


def derive(case: Case, asked: Asked, told: Tellings) -> set[VariableId]:
    """Notes what is known of each mean and each panel by the others, for A2. Returns of which variables that is new."""
    derived: dict[VariableId, dict[GroupId, Bound]] = {one: {} for one in asked.variables}
    changes: dict[VariableId, dict[GroupId, tuple[Bound, Bound]]] = {one: {} for one in asked.variables}
    for one in groups_told(case, asked, told):
        for share, ends in ends_of_shares(one.figures(told), one.shares, _noise(case, one)).items():
            derived[share][one.group] = ((part_of(one.group), one.members), *ends)
        for share, bounds in changes_by_the_sum(case, asked, one, told).items():
            changes[share][one.group] = bounds
    changed = {
        one for one in asked.variables if (told[one].derived, told[one].derived_changes) != (derived[one], changes[one])
    }
    for variable in changed:
        told[variable].derived, told[variable].derived_changes = derived[variable], changes[variable]
    return changed


def changes_by_the_sum(
    case: Case, asked: Asked, one: Group, told: Tellings
) -> Mapping[VariableId, tuple[Bound, Bound]]:
    """What changes say of the panel's shares, now and then, to who knows all of the other time: both times sum to one.

    Nothing where no change of a panel is told, or the panel's shares then were no whole.
    """
    place, part = case.then(), part_of(one.group)
    panel = next((told[share.id].panels[one.group] for share in one.shares if one.group in told[share.id].panels), None)
    if place is None or panel is None:
        return {}
    panels = (panel, panel_then(panel, asked.question.issues[place].sets, one.group))
    whole = whole_of([case.past_numbers(place, share.id) for share in one.shares])
    if not all((name, part) in whole for name in panels[1]):
        return {}
    sides: tuple[dict[VariableId, Ends], dict[VariableId, Ends]] = ({}, {})
    for share in one.shares:
        change = told[share.id].figures[one.group].change if one.group in told[share.id].panels else None
        for side, ends in zip(sides, _ends_of_panel(case, place, one.group, panels, change, share), strict=True):
            side[share.id] = ends
    now, then = map(ends_by_sum, sides)
    return {share: (((part, panels[0]), *now[share]), ((part, panels[1]), *then[share])) for share in now}


def _ends_of_panel(  # noqa: PLR0917 -- two sides of one difference
    case: Case, place: int, group: GroupId, panels: tuple[Members, Members], change: Decimal | None, share: Variable
) -> tuple[Ends, Ends]:
    """Of its mean now, and of its mean then."""
    if change is None:
        return (share.lower, share.upper), (share.lower, share.upper)
    numbers = (case.numbers(share.id), case.past_numbers(place, share.id))
    now, then = (
        (max(low, share.lower), min(high, share.upper))
        for _, low, high in bounds_of_change(group, panels, change, numbers, share, case.rules)
    )
    return now, then


def groups_told(case: Case, asked: Asked, told: Tellings) -> Iterator[Group]:
    for shares in topics_of_shares(asked.variables):
        whole = whole_of([case.numbers(share.id) for share in shares])
        sets: dict[GroupId, Members] = {}
        for share in shares:
            sets |= told[share.id].sets
        for group in in_order(sets):
            if all((name, part_of(group)) in whole for name in sets[group]):
                yield Group(group, sets[group], shares)


def _noise(case: Case, one: Group) -> Fraction:
    return farthest(len(one.members), one.shares[0], case.rules)


def _tell_less_of_others(asked: Asked, told: Tellings, narrow: VariableId) -> set[VariableId]:
    """Where nothing of a variable itself is left to withhold: the others, in the last group that it is known in.

    First their changes, then their means.
    """
    shares = next((one for one in topics_of_shares(asked.variables) if narrow in [share.id for share in one]), ())
    by_changes = {group: now[0][1] for group, (now, _) in told[narrow].derived_changes.items()}
    by_means = {group: cell[1] for group, (cell, _, _) in told[narrow].derived.items()}
    for known, is_panel in ((by_changes, True), (by_means, False)):
        for group in reversed(in_order(known)):
            telling = [share.id for share in shares if group in _telling(told[share.id], is_panel=is_panel)]
            if telling and narrow not in telling:
                for share in telling:
                    withhold(told[share], group, is_panel=is_panel)
                return {narrow, *telling}
    return set()


def _telling(told: Told, *, is_panel: bool) -> Mapping[GroupId, Members]:
    return told.panels if is_panel else told.sets
