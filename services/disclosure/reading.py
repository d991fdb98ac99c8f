"""A release as any reader would read it: of whom its figures are follows from who could stand in them."""

from collections.abc import Mapping, Sequence

import msgspec

from domain.national.groups import GroupId
from domain.national.issued import Issue, Shown, issues_of
from domain.national.release import Release
from domain.national.report import Check, CheckName
from domain.national.variables import BY_ID, VariableId
from services.disclosure.case import Case
from services.disclosure.questions import Asked, groups_with
from services.disclosure.together import derive
from services.disclosure.told import Told

Cell = tuple[GroupId, VariableId]


class Reading(msgspec.Struct, frozen=True):
    """What it says of the variables of one question. `issues` has the earlier releases, and it as the last."""

    asked: Asked
    issues: tuple[Issue, ...]
    told: Mapping[VariableId, Told]

    @property
    def issue(self) -> Issue:
        return self.issues[-1]

    def cells(self, groups: Sequence[GroupId]) -> tuple[Cell, ...]:
        return tuple((group, variable) for group in groups for variable in self.asked.variables)


class Found(msgspec.Struct, frozen=True):
    """What one reading adds to a check."""

    judged: int
    worst: float | None = None
    fails: tuple[Cell, ...] = ()


def read_all(case: Case, release: Release) -> Sequence[Reading]:
    return [_read(case, asked, release) for asked in case.asked]


def _read(case: Case, asked: Asked, release: Release) -> Reading:
    means, changes = groups_with(release, asked.variables)
    question = asked.question
    shown = Shown(question.quarter, question.version, question.presence, means, changes, case.rules)
    issues = tuple(issues_of([shown], question.issues))
    told = {variable: _told(release, issues[-1], variable) for variable in asked.variables}
    derive(case, asked, told)
    return Reading(asked, issues, told)


def _told(release: Release, issue: Issue, variable: VariableId) -> Told:
    figures = {group: release.figure(group, variable) for group in issue.sets}
    figures = {group: figure for group, figure in figures.items() if figure.mean is not None}
    sets = {group: issue.sets[group] for group in figures}
    panels = {
        group: one for group, one in issue.panels.items() if group in figures and figures[group].change is not None
    }
    return Told(BY_ID[variable], sets, panels, figures, {})


def combined(name: CheckName, found: Sequence[Found], limit: float | None) -> Check:
    """`worst` is the least of what was found: every limit here is one that numbers have to reach."""
    fails = tuple(sorted({cell for one in found for cell in one.fails}))
    worst = min((one.worst for one in found if one.worst is not None), default=None)
    return Check(
        name=name,
        passed=not fails and not (limit is not None and worst is not None and worst < limit),
        judged=sum(one.judged for one in found),
        worst=worst,
        limit=limit,
        cells=fails,
    )
