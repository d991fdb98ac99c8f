"""`samson bench verify`: events per second of a whole verification, beside nothing but its hashes."""

import asyncio
import gc
import hashlib
import mmap
import re
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from domain.ids import TenantId
from infra.accounts.directory import Workspace
from infra.database import Database
from infra.eventlog.chain import GENESIS, LEAF, LINK
from infra.eventlog.log import EventLog
from infra.migrations.roles import PROJECTOR, WORKER
from infra.settings import Settings
from projections.follower import LANES, Follower
from projections.registry import PROJECTIONS
from services.application.auditing.export import Signed, export
from services.cli.bench.frame import Result, json_option, result, scratch_database, tell, telling
from services.cli.bench.history import FIRST_TENANT, Chronicler, NothingToSeal
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option
from services.verifier import verify as verifier

MEASUREMENTS: Final = 4
"""Of each collaboration."""

TENANT: Final = TenantId(FIRST_TENANT)

EVENT: Final = re.compile(rb"event (\d+) (\d+) (\d+)\n")

LONGEST: Final = 300.0

Messages = Sequence[tuple[bytes, bytes, bytes, bytes]]
"""Of each event what is hashed: state, sealed parts, leaf, link."""


@click.command(epilog="Example:  samson bench verify --json")
@click.option("--collaborations", default=100, show_default=True, help="How many, with four measurements each.")
@click.option("--runs", default=5, show_default=True, help="How many runs of each.")
@json_option
@state_option
def verify(*, collaborations: int, runs: int, as_json: bool, state: Path | None) -> None:
    """Chain, figures and rows of one workspace's export; the baseline only hashes each event's four messages."""
    with running(state) as settings, scratch_database(settings) as scratch, TemporaryDirectory() as folder:
        tell(measure(scratch, Path(folder) / "export.samson", collaborations, runs), as_json=as_json)


def measure(settings: Settings, file: Path, collaborations: int, runs: int) -> Result:
    say = telling("verify")
    say("writing the history")
    asyncio.run(_write(settings, file, collaborations))
    messages, content = _messages(file), file.read_bytes()
    ours, baseline, chain, at_once = [], [], [], []
    for number in range(1, runs + 1):
        say(f"run {number} of {runs}: {len(messages):,} events")
        ours.append(len(messages) / _verifying(file))
        baseline.append(len(messages) / _hashing(messages))
        chain.append(len(messages) / _chaining(file))
        began = time.perf_counter()
        hashlib.sha256(content).digest()
        at_once.append(len(messages) / (time.perf_counter() - began))
    return result(
        "verify",
        "events/s",
        ours,
        ("SHA-256 of the same messages", baseline),
        "higher",
        events=len(messages),
        measurements=MEASUREMENTS * collaborations,
        megabytes=round(len(content) / 1e6, 1),
        chain_only=round(sorted(chain)[len(chain) // 2]),
        one_sha256_over_the_file=round(sorted(at_once)[len(at_once) // 2]),
    )


def _verifying(file: Path) -> float:
    """Seconds. What is quick because it gives up is not measured."""
    began = time.perf_counter()
    report = verifier.verify(file)
    taken = time.perf_counter() - began
    if report.findings:
        raise CommandFailed(f"the export that was measured is broken: {report.findings[0]}")
    return taken


class Silent(verifier.Story):
    """Hears of every event and follows none, so that what is left is the chain."""

    def follow_plain(self, *_: object) -> bool:
        return True

    def follow(self, *_: object) -> None:
        pass


def _chaining(file: Path) -> float:
    """Seconds for headers, hashes, chain and the tree of checkpoints: the part that hashing bounds."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        verification = verifier.Verification(content)
        verification.story = Silent(verification.add)
        verification.check_head()
        verification.check_instruments()
        verification.check_keys()
        verification.story.instruments.clear()
        gc.disable()
        began = time.perf_counter()
        verification.check_events()
        verifier.Tree(verification.leaves).root(len(verification.leaves))
        taken = time.perf_counter() - began
        gc.enable()
    if verification.findings:
        raise CommandFailed(f"the export that was measured is broken: {verification.findings[0]}")
    return taken


def _hashing(messages: Messages) -> float:
    sha256 = hashlib.sha256
    began = time.perf_counter()
    for state, sealed, leaf, link in messages:
        sha256(state).digest()
        sha256(sealed).digest()
        sha256(leaf).digest()
        sha256(link).digest()
    return time.perf_counter() - began


def _messages(file: Path) -> Messages:
    content, found, previous = file.read_bytes(), [], GENESIS
    heading = EVENT.search(content)
    while heading:
        header, state, sealed = (int(length) for length in heading.groups())
        chain_at = heading.end() + header
        state_at = chain_at + len(GENESIS)
        leaf = LEAF + content[heading.end() : chain_at]
        link = LINK + previous + hashlib.sha256(leaf).digest()
        sealed_at = state_at + state
        found.append((content[state_at:sealed_at], content[sealed_at : sealed_at + sealed], leaf, link))
        previous = content[chain_at:state_at]
        heading = EVENT.match(content, sealed_at + sealed + 1)
    return found


async def _write(settings: Settings, file: Path, collaborations: int) -> None:
    chronicler = Chronicler(seed=2018)
    async with Database.opened(settings.role_url(WORKER), size=1, statement_timeout=LONGEST) as database:
        log = EventLog(database, NothingToSeal())
        await log.open_tenant(TENANT)
        for _ in range(collaborations):
            for events in chronicler.collaboration(MEASUREMENTS):
                command = chronicler.identity()
                await log.append(TENANT, command, command.bytes, events)
        async with Database.opened(
            settings.role_url(PROJECTOR), size=LANES + 1, statement_timeout=LONGEST
        ) as projector:
            follower = Follower(projector, PROJECTIONS)
            while await follower.catch_up():
                pass
        workspace = Workspace(TENANT, "bench", "Bench", "NO", "municipality")
        with await asyncio.to_thread(file.open, "wb") as opened:
            await export(database, workspace, Signed(origin=f"bench/log/{TENANT}"), opened)
