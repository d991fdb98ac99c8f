"""A1: figures as exact equations give nobody's number away."""

from collections.abc import Sequence

from domain.national.issued import before
from domain.national.report import Check, CheckName
from services.disclosure.case import Case
from services.disclosure.choice import block_of, panels_then
from services.disclosure.rank import least_left
from services.disclosure.reading import Found, Reading, combined


def rank(case: Case, readings: Sequence[Reading]) -> Check:
    """`worst` is what is left of the most told number outside all that was published: 1 less its leverage."""
    return combined(CheckName.RANK, [_of(case, one) for one in readings], case.rules.rank_margin)


def _of(case: Case, reading: Reading) -> Found:
    blocks = [block_of(reading.issue.quarter, reading.issues, [])]
    then = before(reading.issue.quarter, reading.issues[:-1])
    if then is not None and reading.issue.panels:
        blocks.append(block_of(then.quarter, reading.issues[:-1], panels_then(reading.issue.panels, then)))
    left = [least_left(unknowns, cells) for unknowns, cells in blocks]
    fails = reading.cells(list(reading.issue.sets)) if min(left) <= case.rules.rank_margin else ()
    return Found(sum(len(cells) for _, cells in blocks), min(left), fails)
