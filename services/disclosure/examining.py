"""The audit: a release judged by what is in it, together with all that was published before. Source: A1 to A7."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from time import perf_counter

import msgspec

from domain.national.differences import Members
from domain.national.groups import GroupId
from domain.national.release import Release, release_bytes
from domain.national.report import AuditReport, Check, Held, Reason
from domain.national.snapshot import all_groups, sha256_of, snapshot_bytes
from domain.national.variables import VARIABLES, Variable
from services.disclosure.case import Case
from services.disclosure.checks.bounds import bounds, one_less
from services.disclosure.checks.differences import differences
from services.disclosure.checks.inference import inference, stress
from services.disclosure.checks.one_changed import one_changed
from services.disclosure.checks.rank import rank
from services.disclosure.figures import Source, figure_of
from services.disclosure.planted import planted_attacks
from services.disclosure.reading import read_all


def examine(case: Case, release: Release, began: float) -> AuditReport:
    """`began` is when the work did, by `perf_counter`."""
    checks = (*judge(case, release), planted_attacks(case.rules, judge))
    return AuditReport(
        ruleset=case.rules.version,
        release_sha256=sha256_of(release_bytes(release)),
        snapshot_sha256=sha256_of(snapshot_bytes(case.snapshot)),
        checks=tuple(sorted(checks, key=lambda check: check.name)),
        held=tuple(_held(case, release)),
        seconds=perf_counter() - began,
    )


def judge(case: Case, release: Release) -> Sequence[Check]:
    """All but A6, which is this same judgement of releases that are known to be wrong."""
    readings = read_all(case, release)
    return (
        rank(case, readings),
        bounds(case, readings),
        inference(case, readings),
        stress(case, readings),
        differences(case, readings),
        one_less(case, readings),
        one_changed(case, readings),
    )


def _held(case: Case, release: Release) -> Iterator[Held]:
    choices = {variable: case.choice(asked) for asked in case.asked for variable in asked.variables}
    for group in all_groups(case.snapshot):
        for variable in VARIABLES:
            if release.figure(group, variable.id).mean is None:
                choice = choices[variable.id]
                reason = choice.held.get(group, Reason.TOO_FEW)
                if group in choice.sets:
                    reason = _by_value(case, group, choice.sets[group], variable)
                yield Held(group, variable.id, reason)


def _by_value(case: Case, group: GroupId, members: Members, variable: Variable) -> Reason:
    """A cell that was chosen is withheld for its bounds, or else by the audit."""
    source = Source(case.snapshot.quarter, variable, case.numbers(variable.id))
    open_alone = figure_of(source, group, members, msgspec.structs.replace(case.rules, noise=Fraction(0)), b"")
    return Reason.AUDIT if open_alone is not None else Reason.TOO_NARROW
