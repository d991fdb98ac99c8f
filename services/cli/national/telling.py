"""What an audit says, in plain words on the command line: cells that KS could publish, and never a municipality."""

from collections import Counter
from collections.abc import Iterator

from domain.instrument.model import Instrument
from domain.national.quarter import Quarter, QuarterIsUnreadable
from domain.national.report import AuditReport
from infra.translation.translator import Translator
from services.cli.errors import CommandFailed
from services.reports.national_tables.words import Words
from services.web.presenting.release_workshop import check_lines

SHOWN = 5
"""Failing cells that are named for each check."""


def quarter_named(code: str) -> Quarter:
    try:
        return Quarter.read(code)
    except QuarterIsUnreadable:
        raise CommandFailed(f"{code} is not a quarter: write it as 2026K1") from None


def audit_lines(report: AuditReport, instrument: Instrument) -> Iterator[str]:
    t = Translator("en")
    for check in check_lines(report, Words(t, instrument)):
        verdict = "passed" if check.passed else ("NOT PASSED" if check.gating else "beyond the limit (told only)")
        yield f"{check.id}  {verdict:<10}  {check.title}"
        if check.found:
            yield f"    {check.found} {t('release.check.judged', count=check.judged)}"
        for cell in check.cells[:SHOWN]:
            yield f"    fails: {cell}"
        if more := len(check.cells) + check.more - SHOWN:
            yield from [f"    and {more} more"] * (more > 0)
    reasons = Counter(one.reason for one in report.held)
    for reason, count in sorted(reasons.items()):
        yield f"withheld: {count} ({reason}, {t(f'release.reason.short.{reason.lower()}').lower()})"
    yield f"rule set {report.ruleset}, {report.seconds:.1f} s"
    yield "The audit is passed." if report.passed else "The audit is NOT passed."
