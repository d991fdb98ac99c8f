"""`samson bench mail`: letters per second out of the outbox, beside nothing but SMTP."""

import asyncio
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import click
from redis.asyncio import Redis

from domain.ids import SubjectId, TenantId
from infra.clock import SystemClock
from infra.database import Database
from infra.identity import new_stream_id
from infra.mail.connections import Connections
from infra.mail.letter import Letter, Stop
from infra.mail.mailer import Mailer, compose, mail_server
from infra.mail.pace import Pace, Rule
from infra.mail.return_paths import ReturnPaths
from infra.migrations.roles import WORKER
from infra.outbox import TakenWork, enqueue
from infra.settings import Settings
from services.application.outbox import Outcome, drain
from services.application.posting import Post, post
from services.cli.bench.frame import Result, json_option, result, scratch_database, tell, telling
from services.cli.bench.history import FIRST_TENANT
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option

TENANT: Final = TenantId(FIRST_TENANT)
KIND: Final = "bench.letter"
DOMAINS: Final = 50
MAIL_FROM: Final = "post@samson.example"
LONGEST: Final = timedelta(minutes=5)


@click.command(epilog="Example:  samson bench mail --json")
@click.option("--letters", default=1000, show_default=True, help="How many letters each run sends.")
@click.option("--runs", default=5, show_default=True, help="How many runs of each.")
@json_option
@state_option
def mail(*, letters: int, runs: int, as_json: bool, state: Path | None) -> None:
    """From the outbox, written, paced, noted and sent; the baseline hands the same mails to smtplib, one connection."""
    with running(state) as settings, scratch_database(settings) as scratch, sink() as smtp_url:
        tell(measure(scratch, smtp_url, letters, runs), as_json=as_json)


@contextmanager
def sink() -> Iterator[str]:
    """The address of a server that keeps nothing. Leaving the block ends its standard input, and thereby it."""
    command = [sys.executable, "-m", "services.cli.bench.mail_sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        port = process.stdout.readline().strip() if process.stdout else ""
        if not port:
            raise CommandFailed("the mail server for measuring did not start")
        yield f"smtp://127.0.0.1:{port}"


def measure(settings: Settings, smtp_url: str, letters: int, runs: int) -> Result:
    say = telling("mail")
    mails = _mails(letters)
    ours, baseline, knocking, worked = [], [], [], []
    for number in range(1, runs + 1):
        say(f"run {number} of {runs}")
        rate, work = asyncio.run(_ours(settings, smtp_url, letters))
        ours.append(rate)
        worked.append(work)
        baseline.append(_bare(smtp_url, mails))
        knocking.append(_one_connection_each(smtp_url, mails))
    return result(
        "mail",
        "letters/s",
        ours,
        ("smtplib, one connection, mails written before", baseline),
        "higher",
        letters=letters,
        milliseconds_of_processor_for_each_letter=[round(one, 3) for one in worked],
        a_connection_for_each_letter=[round(one, 3) for one in knocking],
    )


async def _ours(settings: Settings, smtp_url: str, letters: int) -> tuple[float, float]:
    """Through all that a letter goes through but what it is decided from. Letters/s, and milliseconds of processor."""
    async with (
        Database.opened(settings.role_url(WORKER)) as database,
        Redis.from_url(settings.redis_url) as valkey,
        Connections(mail_server(smtp_url), "samson.example") as connections,
    ):
        async with database.tenant(TENANT) as connection:
            for number in range(letters):
                await enqueue(connection, TENANT, KIND, {"number": number, "member": str(new_stream_id())})
        returns = ReturnPaths("retur@samson.example", settings.master_keys)
        mailer = Mailer(connections, MAIL_FROM, Pace(valkey, b"bench", Rule(per_second=0)), returns)
        office = Post(database, mailer, SystemClock(), "https://samson.example")
        began, worked = time.perf_counter(), time.process_time()
        outcomes = await drain(database, {KIND: partial(_write, office)}, LONGEST)
        took, worked = time.perf_counter() - began, time.process_time() - worked
    _complete(outcomes, letters)
    return letters / took, worked / letters * 1000


async def _write(office: Post, taken: TakenWork) -> None:
    number, member = int(taken.payload["number"]), SubjectId(taken.payload["member"])
    await post(office, taken, _letter(number), _to(number), member=member)


def _complete(outcomes: Mapping[Outcome, int], letters: int) -> None:
    if outcomes != {Outcome.DONE: letters}:
        raise CommandFailed(f"of {letters} letters not all were sent: {dict(outcomes)}")


def _bare(smtp_url: str, mails: Sequence[tuple[str, bytes]]) -> float:
    server = mail_server(smtp_url)
    began = time.perf_counter()
    with smtplib.SMTP(server.host, server.port, "samson.example") as smtp:
        for to, content in mails:
            smtp.sendmail(MAIL_FROM, [to], content)
    return len(mails) / (time.perf_counter() - began)


def bare_rate(smtp_url: str, letters: int) -> float:
    """Letters/s of as many of the bench's mails, written before, over one connection."""
    return _bare(smtp_url, _mails(letters))


def _one_connection_each(smtp_url: str, mails: Sequence[tuple[str, bytes]]) -> float:
    some = mails[: max(1, len(mails) // 5)]
    began = time.perf_counter()
    for one in some:
        _bare(smtp_url, [one])
    return len(some) / (time.perf_counter() - began)


def _mails(letters: int) -> Sequence[tuple[str, bytes]]:
    now = SystemClock().now()
    return [
        (_to(number), compose(_letter(number), MAIL_FROM, _to(number), str(new_stream_id()), now).as_bytes())
        for number in range(letters)
    ]


def _to(number: int) -> str:
    return f"nr{number}@by{number % DOMAINS}.example"


def _letter(number: int) -> Letter:
    """As long as a reminder."""
    return Letter(
        language="nb",
        subject="Om tiltakene deres",
        paragraphs=(f"Hei! Brev nummer {number} minner om det dere ble enige om.", "Datoen nærmer seg. " * 5),
        action="Åpne tiltakene",
        link=f"https://samson.example/w/by/collaborations/{number}/actions",
        link_hint="Virker ikke lenken, kan du kopiere adressen:",
        notes=("Du får dette brevet fordi du er med i samarbeidet.",),
        signature="Hilsen SAMSON",
        stop=Stop("Slå av påminnelser", f"https://samson.example/letters/stop/1-{number}"),
    )
