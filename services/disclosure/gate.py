"""What is published of a snapshot, and the audit that has to pass. Both are functions of what they are given."""

from collections.abc import Callable, Mapping
from itertools import count
from time import perf_counter

import msgspec

from domain.national.differences import municipalities_of
from domain.national.groups import GroupId
from domain.national.history import History
from domain.national.membership import WHOLE, part_of
from domain.national.release import WITHHELD, Coverage, Release, band
from domain.national.report import AuditReport
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Snapshot, all_groups, changed_contributors
from domain.national.variables import VARIABLES, VariableId
from services.disclosure.case import Case
from services.disclosure.examining import examine
from services.disclosure.protecting import protect
from services.disclosure.refusals import VersionChangesTooFew
from services.disclosure.together import settle_together
from services.disclosure.told import Told

TellProgress = Callable[[int, int], None]
"""Told how many steps of how many are done."""


class Proposal(msgspec.Struct, frozen=True):
    """`report` is what `audit` says of `release`."""

    release: Release
    report: AuditReport


def propose(
    snapshot: Snapshot, history: History, rules: RuleSet, secret: bytes, progress: TellProgress = lambda _, __: None
) -> Proposal:
    """Raises `VersionChangesTooFew` and `VersionIsTooLate`. `secret` seeds the small noise."""
    began = perf_counter()
    case = Case(snapshot, history, rules)
    refuse_small_version(case)
    release = _release(case, _told(case, secret, progress))
    return Proposal(release, examine(case, release, began))


def audit(release: Release, snapshot: Snapshot, history: History, rules: RuleSet) -> AuditReport:
    """Of a release that anybody has made of the snapshot; nothing is taken over from how it came about."""
    return examine(Case(snapshot, history, rules), release, perf_counter())


def refuse_small_version(case: Case) -> None:
    places = case.versions()
    if places:
        before = case.pasts[places[-1]].published.snapshot
        if changed_contributors(before, case.snapshot) < case.rules.version_from:
            raise VersionChangesTooFew(str(case.snapshot.quarter), case.rules.version_from)


def _told(case: Case, secret: bytes, progress: TellProgress) -> Mapping[VariableId, Told]:
    steps = len(case.asked) + len(VARIABLES)
    found: dict[VariableId, Told] = {}
    for step, asked in enumerate(case.asked):
        progress(step, steps)
        case.choice(asked)
    done = count(len(case.asked))
    for asked in case.asked:
        choice = case.choice(asked)
        found |= {one: protect(case, asked, choice, one, secret) for one in asked.variables}
        settle_together(case, asked, found, lambda: progress(next(done), steps))
    progress(steps, steps)
    return found


def _release(case: Case, told: Mapping[VariableId, Told]) -> Release:
    groups = all_groups(case.snapshot)
    return Release(
        quarter=case.snapshot.quarter,
        version=case.version,
        ruleset=case.rules.version,
        coverage={group: _coverage(case, group, told) for group in groups},
        figures={
            group: {variable.id: told[variable.id].figures.get(group, WITHHELD) for variable in VARIABLES}
            for group in groups
        },
        simulated=case.snapshot.simulated,
    )


def _coverage(case: Case, group: GroupId, told: Mapping[VariableId, Told]) -> Coverage:
    """Of those who stand behind any of the group's figures."""
    behind = frozenset[str]().union(*(municipalities_of(one.sets[group]) for one in told.values() if group in one.sets))
    if not behind:
        return Coverage()
    part = part_of(group)
    collaborations = sum(
        one.collaborations if part == WHOLE else one.themes[part].collaborations
        for one in case.snapshot.contributors
        if one.number in behind
    )
    return Coverage(band(len(behind)), band(collaborations))
