"""Quarter after quarter through the rules and the gate: what is published, with everything before it as history."""

from collections.abc import Iterable, Iterator

import msgspec

from domain.national.history import Published
from domain.national.report import AuditReport
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Snapshot
from services.disclosure.gate import propose


class Played(msgspec.Struct, frozen=True):
    published: Published
    report: AuditReport


def play(snapshots: Iterable[Snapshot], rules: RuleSet, secret: bytes) -> Iterator[Played]:
    """A release whose audit is not passed is told too, but is published nowhere: later quarters know nothing of it."""
    history: list[Published] = []
    for snapshot in snapshots:
        proposal = propose(snapshot, history, rules, secret)
        played = Played(Published(snapshot, proposal.release), proposal.report)
        if played.report.passed:
            history.append(played.published)
        yield played
