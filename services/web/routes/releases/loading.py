"""What the pages of the release workshop are told."""

from typing import Any, Final

from domain.ids import KS
from domain.national.quarter import Quarter, QuarterIsUnreadable
from domain.national.release import Release
from domain.national.report import AuditReport, Reason
from domain.national.ruleset import NEWEST, RULE_SETS
from domain.national_release.state import Proposal, PublishedRelease, Workshop, fold
from infra.accounts.ks_people import find_ks_person, ks_people
from infra.national.releases import find_release, find_report
from services.application.instruments import offered
from services.application.releases.deciding import all_releases, progress_of, release_history
from services.application.world import World
from services.reports.national_tables.words import Words
from services.web.opening import Opened
from services.web.pages import AnyRequest, translator_of
from services.web.place import NotFound
from services.web.presenting.instrument_shelf import Names, short
from services.web.presenting.national.profiled import profiled
from services.web.presenting.release_workshop import (
    check_lines,
    group_choices,
    kind_rows,
    lines,
    of_quarter,
    quarter_lines,
    reason_of,
    reasons_of,
)

HERE: Final = "/ks/releases"

FIRST_YEAR: Final = 2020
LAST_YEAR: Final = 2199


def quarter_in(path: str) -> Quarter:
    """Raises `NotFound` for what is no quarter of these times."""
    try:
        quarter = Quarter.read(path)
    except QuarterIsUnreadable:
        raise NotFound from None
    if not FIRST_YEAR <= quarter.year <= LAST_YEAR:
        raise NotFound
    return quarter


async def words_in(request: AnyRequest, world: World) -> Words:
    instrument, _ = await offered(world)
    return Words(translator_of(request), instrument)


async def all_quarters(request: AnyRequest, world: World) -> dict[str, Any]:
    releases, words = await all_releases(world), await words_in(request, world)
    return {"quarters": quarter_lines(releases, world.clock.now(), words), "newest": releases.newest}


async def one_quarter(request: AnyRequest, world: World, quarter: Quarter) -> dict[str, Any]:
    t, words = translator_of(request), await words_in(request, world)
    recorded = await release_history(world)
    events, releases = of_quarter(recorded, quarter), fold(record.event for record in recorded)
    workshop = releases.workshop(quarter)
    me = await find_ks_person(world.database, request.user.id)
    names = Names(await ks_people(world.database), me, t)
    opened = await Opened.of(world, KS, [reason_of(event) for event in events], t)
    stage, is_over = releases.stage(quarter), world.clock.now() >= quarter.ends
    return {
        "quarter": quarter,
        "quarter_name": words.quarter(quarter),
        "workshop": workshop,
        "stage": stage,
        "is_over": is_over,
        "is_passed": is_over and workshop.next_version == 1 and any(one.quarter > quarter for one in releases.history),
        "approved_by_me": workshop.proposal is not None and me in {one.by for one in workshop.proposal.approvals},
        "rule_sets": sorted(RULE_SETS),
        "newest_rules": NEWEST,
        "names": names,
        "opened": opened,
        "lines": lines(events, names, opened),
        "short": short,
        **await _progress(world, workshop),
        **await _proposed(world, workshop.proposal, words),
    }


async def progress_part(world: World, quarter: Quarter) -> dict[str, Any]:
    releases = await all_releases(world)
    stage = releases.stage(quarter)
    return {"quarter": quarter, "stage": stage, **await _progress(world, releases.workshop(quarter))}


async def figures_of(request: AnyRequest, world: World, quarter: Quarter, version: int | None) -> dict[str, Any]:
    """Of the version that is proposed, or of a published one; raises `NotFound` where there is no such thing."""
    words, workshop = await words_in(request, world), (await all_releases(world)).workshop(quarter)
    wanted = _wanted(workshop, version)
    release, report = await _stored(world, wanted)
    choices = group_choices(release, words)
    if not choices:
        raise NotFound
    group = next((one for one, _ in choices if one == request.query_params.get("group")), choices[0][0])
    return {
        "quarter": quarter,
        "quarter_name": words.quarter(quarter),
        "version": wanted.version,
        "is_published": isinstance(wanted, PublishedRelease),
        "choices": choices,
        "group": group,
        "group_name": words.group(group),
        "coverage": release.coverage.get(group),
        **profiled(release, group, words),
        "reasons": reasons_of(report, group),
        "simulated": release.simulated,
    }


def _wanted(workshop: Workshop, version: int | None) -> Proposal | PublishedRelease:
    there: list[Proposal | PublishedRelease] = [workshop.proposal] if workshop.proposal else []
    there += reversed(workshop.published)
    wanted = next((one for one in there if version in {None, one.version}), None)
    if wanted is None:
        raise NotFound
    return wanted


async def _progress(world: World, workshop: Workshop) -> dict[str, Any]:
    return {"progress": await progress_of(world, workshop.order.id) if workshop.order else None}


async def _proposed(world: World, proposal: Proposal | None, words: Words) -> dict[str, Any]:
    if proposal is None:
        return {}
    release, report = await _stored(world, proposal)
    return {
        "release": release,
        "report": report,
        "reasons": list(Reason),
        "kinds": kind_rows(release, report),
        "checks": check_lines(report, words),
    }


async def _stored(world: World, one: Proposal | PublishedRelease) -> tuple[Release, AuditReport]:
    """Read as `samson_ks`, which reads nothing else; raises `NotFound` where somebody's copy lacks them."""
    async with world.releases.reading(KS) as connection:
        release = await find_release(connection, one.release_sha256)
        report = await find_report(connection, one.report_sha256)
    if release is None or report is None:
        raise NotFound
    return release, report
