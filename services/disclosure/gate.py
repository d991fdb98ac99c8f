"""What is published of a snapshot, and the audit that has to pass. Both are functions of what they are given."""

from collections.abc import Callable

import msgspec

from domain.national.history import History
from domain.national.release import Release
from domain.national.report import AuditReport
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Snapshot

TellProgress = Callable[[int, int], None]
"""Told how many steps of how many are done."""


class Proposal(msgspec.Struct, frozen=True):
    """`report` is what `audit` says of `release`."""

    release: Release
    report: AuditReport
