"""A proposed release as its two approvers read it: what is published and withheld, and what its audit says."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from domain.national.groups import GroupId, GroupKind, kind_of
from domain.national.quarter import Quarter
from domain.national.release import Release
from domain.national.report import AuditReport, Check, Reason
from domain.national.variables import VariableId
from domain.national_release import events as happened
from domain.national_release.state import Releases, Stage
from domain.text import Text
from infra.eventlog.log import Recorded
from infra.translation.translator import Translator
from services.reports.national_tables.tables import TABLE_OF
from services.reports.national_tables.words import Words
from services.web.opening import Opened
from services.web.presenting.about_me import kind_of as deed_of
from services.web.presenting.instrument_shelf import Names

BACK: Final = 8
"""Quarters that are offered before the one that is under way."""

SHOWN: Final = 20
"""Failing cells that are named; of the others their number is told."""


class QuarterLine(msgspec.Struct, frozen=True):
    """`stage` is `None` of a quarter that is not over; `published` how many versions are."""

    quarter: Quarter
    name: str
    stage: Stage | None
    approvals: int
    published: int


def quarter_lines(releases: Releases, now: datetime, words: Words) -> list[QuarterLine]:
    """The latest first: the one under way, those before it, and all that anything ever happened to."""
    present = Quarter.of(now)
    quarters = {present.later(-back) for back in range(BACK + 1)} | set(releases.workshops)
    return [_quarter_line(releases, one, present, words) for one in sorted(quarters, reverse=True)]


def _quarter_line(releases: Releases, quarter: Quarter, present: Quarter, words: Words) -> QuarterLine:
    workshop = releases.workshop(quarter)
    return QuarterLine(
        quarter=quarter,
        name=words.quarter(quarter),
        stage=None if quarter >= present else releases.stage(quarter),
        approvals=len(workshop.proposal.approvals) if workshop.proposal else 0,
        published=len(workshop.published),
    )


class KindRow(msgspec.Struct, frozen=True):
    """Of one kind of groups: cells with a mean, and those that are withheld, by the rule that withholds them."""

    kind: GroupKind
    groups: int
    published: int
    withheld: Mapping[Reason, int]

    @property
    def all_withheld(self) -> int:
        return sum(self.withheld.values())


def kind_rows(release: Release, report: AuditReport) -> list[KindRow]:
    """In the order in which figures are chosen."""
    published = Counter(kind_of(group) for group, _ in release.published())
    held = Counter((kind_of(one.group), one.reason) for one in report.held)
    groups = Counter(map(kind_of, release.figures))
    return [
        KindRow(kind, groups[kind], published[kind], {reason: held[kind, reason] for reason in Reason})
        for kind in GroupKind
        if groups[kind]
    ]


class CheckLine(msgspec.Struct, frozen=True):
    """`found` says the worst number against its limit, empty where nothing was judged; `cells` name what fails."""

    id: str
    title: str
    means: str
    found: str
    passed: bool
    gating: bool
    judged: int
    cells: tuple[str, ...]
    more: int


def check_lines(report: AuditReport, words: Words) -> list[CheckLine]:
    """What fails first, and what is only reported last."""
    return [_check_line(one, words) for one in sorted(report.checks, key=lambda one: (not one.gating, one.passed))]


def _check_line(check: Check, words: Words) -> CheckLine:
    t, name = words.t, check.name.lower()
    return CheckLine(
        id=check.name,
        title=t(f"release.check.title.{name}"),
        means=t(f"release.check.means.{name}"),
        found=_found(check, t),
        passed=check.passed,
        gating=check.gating,
        judged=check.judged,
        cells=tuple(cell_name(group, variable, words) for group, variable in check.cells[:SHOWN]),
        more=max(0, len(check.cells) - SHOWN),
    )


def _found(check: Check, t: Translator) -> str:
    if check.worst is None or check.limit is None:
        return ""
    return t("release.check.found", worst=_brief(check.worst, t), limit=_brief(check.limit, t))


def _brief(number: float, t: Translator) -> str:
    """Enough to see which side of a limit it is on, also one that is a hair below 1."""
    text = f"{number:.10g}" if 0.999 < abs(number) < 1 else f"{number:.4g}"  # noqa: PLR2004
    return text if t.language == "en" else text.replace(".", ",")


def cell_name(group: GroupId, variable: VariableId, words: Words) -> str:
    """`Rogaland, score: Likeverd`."""
    table, item = TABLE_OF[variable]
    named = words.title(table) if table.item is None else f"{words.title(table)}: {words.code(table.item, item)}"
    return f"{words.group(group)}, {named}"


def reasons_of(report: AuditReport, group: GroupId) -> Mapping[VariableId, Reason]:
    """Why a mean of the group is withheld."""
    return {one.variable: one.reason for one in report.held if one.group == group}


def group_choices(release: Release, words: Words) -> Sequence[tuple[GroupId, str]]:
    """In the order in which figures are chosen."""
    kinds = list(GroupKind)
    ordered = sorted(release.figures, key=lambda one: (kinds.index(kind_of(one)), one))
    return [(one, words.group(one)) for one in ordered]


class Line(msgspec.Struct, frozen=True):
    """One thing that happened to a quarter's release. `words` is the reason, empty where there is none."""

    at: datetime
    who: str
    kind: str
    version: int
    words: str


def of_quarter(recorded: Iterable[Recorded], quarter: Quarter) -> list[happened.ReleaseEvent]:
    """The newest first."""
    events = [one.event for one in recorded if isinstance(one.event, happened.ReleaseEvent)]
    return [event for event in reversed(events) if event.quarter == quarter]


def reason_of(event: happened.ReleaseEvent) -> Text | None:
    text: Text | None = getattr(event, "reason", None)
    return text


def lines(events: Iterable[happened.ReleaseEvent], names: Names, opened: Opened) -> list[Line]:
    return [
        Line(
            at=event.at,
            who=names(event.by),
            kind=deed_of(event.TOPIC),
            version=event.version,
            words=opened(reason_of(event)),
        )
        for event in events
    ]
