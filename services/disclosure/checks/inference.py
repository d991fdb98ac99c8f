"""A3: what is left of the standard deviation of everybody's number, to a reader of all releases."""

from collections.abc import Sequence

import msgspec

from domain.national.differences import Members, municipalities_of
from domain.national.report import Check, CheckName
from services.disclosure.belief import belief_after
from services.disclosure.case import Case
from services.disclosure.reading import Found, Reading, combined


def inference(case: Case, readings: Sequence[Reading]) -> Check:
    """`worst` is the least part left over what must be left: of the outsider or of any insider."""
    return combined(CheckName.INFERENCE, [_of(case, one, case.rules.correlation) for one in readings], 1.0)


def stress(case: Case, readings: Sequence[Reading]) -> Check:
    """The same if numbers moved much more slowly: told to the approvers, and decides nothing."""
    found = [_of(case, one, case.rules.stress_correlation) for one in readings]
    return msgspec.structs.replace(combined(CheckName.INFERENCE, found, 1.0), gating=False)


def _of(case: Case, reading: Reading, correlation: float) -> Found:
    rules, issues = case.rules, reading.issues
    present = [frozenset(one.name for one in issue.presence) for issue in reversed(issues)]
    everybody: Members = frozenset[str]().union(*(municipalities_of(one) for one in present))
    belief = belief_after(issues, everybody, rules, correlation)
    if not present[0]:
        return Found(0)
    limits = [
        float(belief.outsider_keeps(present[0]).min()) / max(rules.outsider_keeps, _NO_LIMIT),
        float(belief.past_keeps(present[1:]).min(initial=1)) / max(rules.outsider_keeps, _NO_LIMIT),
        float(belief.insider_keeps(present[0]).min()) / max(rules.insider_keeps, _NO_LIMIT),
    ]
    worst = min(limits)
    return Found(len(present[0]) ** 2, worst, reading.cells(list(reading.issue.sets)) if worst < 1 - _ERROR else ())


_NO_LIMIT = 1e-6
_ERROR = 1e-6
"""Cells are chosen by the same arithmetic in another order of adding."""
