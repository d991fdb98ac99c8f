"""`samson bench session`: from a click to the last phone, beside the same fan-out through Valkey alone."""

import asyncio
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any, Final

import click

from infra.instruments import shipped_instruments
from infra.settings import Settings
from services.cli.bench.frame import Result, json_option, result, scratch_database, tell, telling
from services.cli.bench.session.bare import bare_fan_out
from services.cli.bench.session.playing import Played, Shape, play
from services.cli.bench.session.rounds import Click
from services.cli.bench.session.seeding import seed
from services.cli.bench.session.site import running_site
from services.cli.open_files import allow_many_connections
from services.cli.running import running, state_option

LONGEST: Final = 10
"""Runs: the instrument has pairs of questions for no more."""

OF_BARE: Final = 0.3
"""How long a run of the bare limit takes, of ours."""


@click.command(epilog="Example:  samson bench session --json")
@click.option("--sessions", default=40, show_default=True, help="How many groups meet at the same time.")
@click.option("--phones", default=30, show_default=True, type=click.IntRange(3), help="How many phones each has.")
@click.option("--seconds", default=75.0, show_default=True, help="How long a group takes for one question.")
@click.option("--runs", default=2, show_default=True, type=click.IntRange(1, LONGEST), help="How many runs of each.")
@click.option("--processes", default=1, show_default=True, help="How many web processes share the port.")
@json_option
@state_option
def session(  # noqa: PLR0917 (click passes them by name)
    sessions: int,
    phones: int,
    seconds: float,
    runs: int,
    processes: int,
    as_json: bool,  # noqa: FBT001 (click's way)
    state: Path | None,
) -> None:
    """From a click to the last phone of the group, as the 99th percentile of all clicks.

    The clock starts when the request of whoever leads is sent and stops when the last phone of the session has the
    whole of the new state on its open line. What is clicked: leading the group to a question, showing the answers,
    agreeing on one and going on. Between the clicks every phone answers for itself. The pages, the projector and the
    servers run as in production; all phones are here, in one process on the same machine. A question takes a group
    some minutes in life, and --seconds here. The sessions click in turn; then all of them in the same moment.
    """
    allow_many_connections()
    shape = Shape(sessions=sessions, phones=phones, seconds=seconds, runs=runs)
    with running(state) as settings, scratch_database(settings) as scratch:
        found = measure(scratch, shape, processes)
    tell(found, as_json=as_json)
    if not as_json:
        for name, figure in found.details.items():
            click.echo(f"  {name}: {figure}")


def measure(settings: Settings, shape: Shape, processes: int) -> Result:
    say = telling("session")
    instrument, _ = shipped_instruments().newest()
    with running_site(settings, processes) as port:
        say(f"seeding {shape.sessions} sessions of {shape.phones} phones")
        seeded = asyncio.run(seed(settings, shape.sessions, shape.phones))
        say(f"{shape.runs} runs of {shape.seconds:.0f} s after one to warm up, then {shape.runs} in one moment")
        played = asyncio.run(play(port, seeded, instrument, shape))
    say("the bare limit")
    bare = [
        asyncio.run(bare_fan_out(settings.redis_url, shape, played.event_bytes, shape.seconds * OF_BARE))
        for _ in range(shape.runs)
    ]
    return result(
        "session",
        "ms",
        [percentile(99, [one.last for one in run]) for run in played.spread],
        ("Valkey publish to its last subscriber", [percentile(99, run) for run in bare]),
        "lower",
        **_details(played, [one for run in bare for one in run]),
        sessions=shape.sessions,
        phones=shape.phones,
        seconds=shape.seconds,
        processes=processes,
    )


def _details(played: Played, bare: Sequence[float]) -> Mapping[str, Any]:
    """Milliseconds, unless the name says something else; loads are of one processor."""
    spread, at_once = ([one for run in runs for one in run] for runs in (played.spread, played.at_once))
    return {
        "clicks": len(spread),
        "last_phone": _both([one.last for one in spread]),
        **{f"last_phone {what}": figures for what, figures in _by_what(spread).items()},
        "own_answer": _both([one.own for one in spread]),
        "ballot": _both(played.ballots),
        "all_in_one_moment": _both([one.last for one in at_once]),
        **{f"all_in_one_moment {what}": figures for what, figures in _by_what(at_once).items()},
        "bare": _both(bare),
        "clients_came_late_by": _both(played.lag),
        "web_ms_per_question": played.web_ms_per_question,
        "web_load": None if played.web_load is None else round(played.web_load, 2),
        "clients_load": round(played.own_load, 2),
        "event_bytes": played.event_bytes,
        "events_per_phone_and_ballot": round(played.events_per_phone_and_ballot, 2),
    }


def _by_what(clicks: Sequence[Click]) -> Mapping[str, Mapping[str, float]]:
    names = dict.fromkeys(one.what for one in clicks)
    return {name: _both([one.last for one in clicks if one.what == name]) for name in names}


def _both(seconds: Sequence[float]) -> Mapping[str, float]:
    return {"p50": round(percentile(50, seconds), 1), "p99": round(percentile(99, seconds), 1)}


def percentile(rank: int, seconds: Sequence[float]) -> float:
    """In milliseconds, by the nearest rank: one that was measured, never one in between."""
    return sorted(seconds)[ceil(rank / 100 * len(seconds)) - 1] * 1000
