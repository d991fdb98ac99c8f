"""Auditing a stored release once more: with its own snapshot, and with all that was published before it."""

from collections.abc import Callable

import msgspec

from domain.national.history import History
from domain.national.quarter import Quarter
from domain.national.release import Release
from domain.national.report import AuditReport
from domain.national.ruleset import RuleSet, rule_set
from domain.national.snapshot import Snapshot
from domain.national_release.state import Proposal, PublishedRelease, Releases
from infra.database import Database
from services.application.releases.computing import history_of, stored_release, stored_snapshot
from services.application.releases.deciding import all_releases
from services.application.world import World

Audit = Callable[[Release, Snapshot, History, RuleSet], AuditReport]


class Audited(msgspec.Struct, frozen=True):
    """What the audit says now. `before` is how many published releases it knew of."""

    version: int
    is_published: bool
    before: int
    report: AuditReport


async def audit_again(
    world: World, national: Database, audit: Audit, quarter: Quarter, version: int | None = None
) -> Audited | None:
    """Of the proposal, else of the last version published, or of the one with this number.

    `None` where there is no such release. `national` connects as `samson_national`.
    """
    releases = await all_releases(world)
    wanted = _wanted(releases, quarter, version)
    if wanted is None:
        return None
    before = _before(releases, wanted)
    snapshot = await stored_snapshot(national, wanted.snapshot_sha256)
    release = await stored_release(national, wanted.release_sha256)
    history = await history_of(national, before, release)
    report = audit(release, snapshot, history, rule_set(release.ruleset))
    return Audited(wanted.version, isinstance(wanted, PublishedRelease), len(history), report)


def _wanted(releases: Releases, quarter: Quarter, version: int | None) -> Proposal | PublishedRelease | None:
    workshop = releases.workshop(quarter)
    there: list[Proposal | PublishedRelease] = [workshop.proposal] if workshop.proposal else []
    there += reversed(workshop.published)
    return next((one for one in there if version in {None, one.version}), None)


def _before(releases: Releases, wanted: Proposal | PublishedRelease) -> tuple[PublishedRelease, ...]:
    """All that was published before it; of a proposal, all that is published."""
    if isinstance(wanted, Proposal):
        return releases.history
    return releases.history[: releases.history.index(wanted)]
