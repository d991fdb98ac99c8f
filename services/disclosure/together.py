"""The shares of a topic judged together, because they sum to one. Source: R3, A2; `domain.national.complement`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec

from domain.national.complement import ends_of_shares, shares_to_withhold, topics_of_shares, whole_of
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
from services.disclosure.spans import Bound
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

    `settled` is called once for each variable, however often it takes: how often would depend on numbers.
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
        unsettled = {withheld for one in narrow for withheld in _tell_less_of_others(asked, told, one)}
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
    """Notes what is known of each mean by the others, for A2. Returns of which variables that is new."""
    derived: dict[VariableId, dict[GroupId, Bound]] = {one: {} for one in asked.variables}
    for one in groups_told(case, asked, told):
        for share, ends in ends_of_shares(one.figures(told), one.shares, _noise(case, one)).items():
            derived[share][one.group] = ((part_of(one.group), one.members), *ends)
    changed = {one for one in asked.variables if told[one].derived != derived[one]}
    for variable in changed:
        told[variable].derived = derived[variable]
    return changed


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
    """Where nothing of a variable itself is left to withhold: the others, in the last group that it is known in."""
    known = {group: one for group, one in told[narrow].derived.items() if group not in told[narrow].sets}
    for group in reversed(in_order({group: cell[1] for group, (cell, _, _) in known.items()})):
        telling = [
            share.id
            for shares in topics_of_shares(asked.variables)
            if narrow in [share.id for share in shares]
            for share in shares
            if group in told[share.id].sets
        ]
        for share in telling:
            withhold(told[share], group, is_panel=False)
        if telling:
            return {narrow, *telling}
    return set()
