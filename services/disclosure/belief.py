"""What a reader of all releases can infer of anybody's number: a Gaussian model over time. Source: A3.

Unknown is the number of each municipality in each of the last `memory` releases, in standard deviations of it. A
number keeps `correlation` of itself from one quarter to the next; a number that a second version has not corrected
is the same one. A published mean is a sum of unknowns with the error of rounding to a hundredth of the span, the
finest step there is. What older releases told stays in the covariance: only their own numbers are no longer asked
about. A theme's mean is taken as one of whole numbers, as if the reader knew how far each municipality's themes are
from its whole: he then knows more than he does.

An insider is one municipality that also knows its own number in each of these releases.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.national.differences import Members, municipality_of
from domain.national.issued import Issue
from domain.national.membership import corrected_by
from domain.national.quarter import Quarter
from domain.national.refusals import VersionIsTooLate
from domain.national.ruleset import RuleSet

Matrix = NDArray[np.float64]

_FINEST_STEP = 0.01

_NOTHING = 1e-9
"""Added to variances that may be none at all: an uncorrected number is the same unknown in both versions."""


class Belief:
    """The covariance of all unknowns given what was published. `remember` begins a release, `learn` tells means."""

    def __init__(self, municipalities: Iterable[str], rules: RuleSet, correlation: float) -> None:
        self._places = {one: place for place, one in enumerate(sorted(municipalities))}
        self._count = len(self._places)
        self._memory = rules.memory
        self._correlation = correlation
        self._rounding = (_FINEST_STEP / rules.spread) ** 2 / 12
        self._releases: list[Quarter] = []
        self._covariance: Matrix = np.zeros((0, 0))

    def remember(self, quarter: Quarter, corrected: Members = frozenset()) -> None:
        """A release begins. `corrected` are municipalities whose numbers a later version of a quarter changes."""
        kept = self._covariance[: self._size(self._memory - 1), : self._size(self._memory - 1)]
        parent = self._parent(quarter)
        if parent is None:
            new, across = np.eye(self._count), np.zeros((len(kept), self._count))
        else:
            keeps = self._keeps(quarter, self._releases[parent], corrected)
            block = slice(parent * self._count, (parent + 1) * self._count)
            new = self._covariance[block, block] * np.outer(keeps, keeps) + np.diag(1 - keeps**2)
            across = self._covariance[: len(kept), block] * keeps
        self._covariance = np.block([[new, across.T], [across, kept]])
        self._releases = [quarter, *self._releases[: self._memory - 1]]

    def learn(self, rows: Sequence[Matrix]) -> None:
        """All at once what one release published."""
        if not rows:
            return
        seen = np.array(rows)
        touched = np.flatnonzero(seen.any(axis=0))
        told = self._covariance[:, touched] @ seen[:, touched].T
        among = seen[:, touched] @ told[touched] + self._rounding * np.eye(len(rows))
        self._covariance -= told @ np.linalg.solve(among, told.T)

    def would_learn(self, row: Matrix) -> Matrix:
        """The covariance's loss if the row were published is the outer product of this with itself."""
        touched = np.flatnonzero(row)
        told: Matrix = self._covariance[:, touched] @ row[touched]
        variance = float(row[touched] @ told[touched]) + self._rounding
        loss: Matrix = told / np.sqrt(variance)
        return loss

    def accept(self, loss: Matrix) -> None:
        self._covariance -= np.outer(loss, loss)

    def row(self, members: Members) -> Matrix:
        """The mean over them in the release that has begun last."""
        found = np.zeros(len(self._covariance))
        found[self.unknowns(members)] = 1 / len(members)
        return found

    def change_row(self, panel: Members, quarter: Quarter) -> Matrix | None:
        """The mean over them less their mean in the newest release of an earlier quarter, if that is remembered."""
        then = next((place for place, one in enumerate(self._releases) if one < quarter), None)
        if then is None:
            return None
        found = self.row(panel)
        found[self.unknowns(panel) + then * self._count] = -1 / len(panel)
        return found

    def unknowns(self, members: Members) -> NDArray[np.intp]:
        return np.array(sorted(self._places[municipality_of(one)] for one in members), dtype=np.intp)

    def outsider_keeps(self, members: Members, loss: Matrix | None = None) -> Matrix:
        """The part of the standard deviation that is left, of each of the members."""
        places = self.unknowns(members)
        left = self._covariance[places, places]
        return _root(left if loss is None else left - loss[places] ** 2)

    def past_keeps(self, members: Sequence[Members], loss: Matrix | None = None) -> Matrix:
        """As `outsider_keeps`, of numbers in the releases before: `members` by release, the newest first."""
        places = np.concatenate(
            [self.unknowns(one) + (back + 1) * self._count for back, one in enumerate(members[: self._memory - 1])]
            or [np.zeros(0, dtype=np.intp)]
        )
        left = self._covariance[places, places]
        return _root(left if loss is None else left - loss[places] ** 2)

    def insider_keeps(self, members: Members, loss: Matrix | None = None) -> Matrix:
        """One row per insider among the members, one column per member: 1 where the two are the same."""
        places = self.unknowns(members)
        releases = len(self._releases)
        own = np.array([places + back * self._count for back in range(releases)])
        about = self._covariance[places[:, None, None], own.T[None, :, :]]
        among = self._covariance[own.T[:, :, None], own.T[:, None, :]]
        left = self._covariance[places, places]
        if loss is not None:
            about = about - loss[places][:, None, None] * loss[own.T][None, :, :]
            among = among - loss[own.T][:, :, None] * loss[own.T][:, None, :]
            left = left - loss[places] ** 2
        factor = np.linalg.cholesky(among + _NOTHING * np.eye(releases))
        known = np.linalg.solve(factor, about.transpose(1, 2, 0))
        found = _root(left[None, :] - (known**2).sum(axis=1))
        np.fill_diagonal(found, 1)
        return found

    def _parent(self, quarter: Quarter) -> int | None:
        """Which remembered release's numbers those of this one go on from."""
        if not self._releases:
            return None
        if quarter in self._releases:
            return self._releases.index(quarter)
        earlier = [one for one in self._releases if one < quarter]
        if not earlier:
            raise VersionIsTooLate(quarter=str(quarter))
        return self._releases.index(max(earlier))

    def _keeps(self, quarter: Quarter, parent: Quarter, corrected: Members) -> Matrix:
        if parent == quarter:
            keeps = np.ones(self._count)
            keeps[self.unknowns(corrected)] = self._correlation
            return keeps
        return np.full(self._count, self._correlation ** (quarter.ordinal - parent.ordinal))

    def _size(self, releases: int) -> int:
        return releases * self._count


def belief_after(issues: Sequence[Issue], municipalities: Iterable[str], rules: RuleSet, correlation: float) -> Belief:
    """Having read all of them."""
    belief = Belief(municipalities, rules, correlation)
    for place, issue in enumerate(issues):
        belief.remember(issue.quarter, corrected_by(issue.presence, issue.version))
        known = told_already(issue.quarter, issues[:place])
        rows = [belief.row(members) for members in dict.fromkeys(issue.sets.values()) if members not in known]
        changes = [belief.change_row(panel, issue.quarter) for panel in dict.fromkeys(issue.panels.values())]
        belief.learn([*rows, *(row for row in changes if row is not None)])
    return belief


def told_already(quarter: Quarter, issues: Sequence[Issue]) -> set[Members]:
    """Sets of which earlier versions of the quarter have the same number: it tells nothing the second time."""
    return {members for issue in issues if issue.quarter == quarter for members in issue.sets.values()}


def _root(variances: Matrix) -> Matrix:
    found: Matrix = np.sqrt(np.maximum(variances, 0))
    return found
