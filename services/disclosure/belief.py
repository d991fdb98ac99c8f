"""What a reader of all releases can infer of anybody's number: a Gaussian model over time. Source: A3.

Unknown is the number of each municipality in each of the last `memory` releases, in standard deviations of it. A
number keeps `correlation` of itself from one quarter to the next; a number that a second version has not corrected
is the same one. A published mean is a sum of unknowns with the error of rounding to a hundredth of the span, the
finest step there is. What older releases told stays known: only their own numbers are no longer asked
about. A theme's mean is taken as one of whole numbers, as if the reader knew how far each municipality's themes are
from its whole: he then knows more than he does.

An insider is one municipality that also knows its own number in each of these releases.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.national.differences import Members, municipality_of
from domain.national.issued import Issue
from domain.national.membership import corrected_by
from domain.national.quarter import Quarter
from domain.national.ruleset import RuleSet
from services.disclosure.refusals import VersionIsTooLate

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

_FINEST_STEP = 0.01

_NOTHING = 1e-9
"""Added to variances that may be none at all: an uncorrected number is the same unknown in both versions."""


class Belief:
    """`remember` begins a release, `learn` tells means, `would_learn` and `accept` tell one that is asked about first.

    Each told mean takes the outer product of a row with itself from the covariance of all unknowns. These rows are kept
    and the covariance never is: it is as wide as `memory` releases of everybody, and few means are told of them.
    """

    def __init__(self, municipalities: Iterable[str], rules: RuleSet, correlation: float) -> None:
        self._places = {one: place for place, one in enumerate(sorted(municipalities))}
        self._count = len(self._places)
        self._memory = rules.memory
        self._correlation = correlation
        self._rounding = (_FINEST_STEP / rules.spread) ** 2 / 12
        self._releases: list[Quarter] = []
        self._blocks: list[int] = []
        """Where among the columns each remembered release's numbers stand. The oldest makes way for the newest."""
        self._before: Matrix = np.zeros((self._memory, self._memory, self._count))
        """Covariances of each municipality's own numbers before anything was told."""
        self._room: Matrix = np.zeros((0, self._memory * self._count))
        self._rows = 0
        self._known: Matrix = np.zeros(self._memory * self._count)
        """Of each unknown's variance."""
        self._insiders: _Insiders | None = None

    def remember(self, quarter: Quarter, corrected: Members = frozenset()) -> None:
        """A release begins. `corrected` are municipalities whose numbers a later version of a quarter changes."""
        parent = self._parent(quarter)
        block = len(self._blocks) if len(self._blocks) < self._memory else self._blocks[-1]
        here = self._columns(block)
        if parent is None:
            self._before[block, block] = 1
        else:
            keeps, there = self._keeps(quarter, self._releases[parent], corrected), self._columns(self._blocks[parent])
            across = self._before[self._blocks[parent]] * keeps
            self._before[block], self._before[:, block] = across, across
            self._before[block, block] = 1
            self._told[:, here] = self._told[:, there] * keeps
            self._known[here] = self._known[there] * keeps**2
        self._releases = [quarter, *self._releases[: self._memory - 1]]
        self._blocks = [block, *self._blocks[: self._memory - 1]]
        self._insiders = None

    def learn(self, rows: Sequence[Matrix]) -> None:
        """All at once what one release published."""
        if not rows:
            return
        seen = np.array(rows)
        told = self._about(seen)
        among = told @ seen.T + self._rounding * np.eye(len(rows))
        self._keep(np.linalg.solve(np.linalg.cholesky(among), told))
        self._insiders = None

    def would_learn(self, row: Matrix) -> Matrix:
        """The covariance's loss if the row were published is the outer product of this with itself."""
        (told,) = self._about(row[None, :])
        loss: Matrix = told / np.sqrt(float(row @ told) + self._rounding)
        return loss

    def accept(self, loss: Matrix) -> None:
        self._keep(loss[None, :])
        if self._insiders is not None:
            self._insiders = self._insiders.after(loss)

    def row(self, members: Members) -> Matrix:
        """The mean over them in the release that has begun last."""
        found = np.zeros(len(self._known))
        found[self._unknowns(members)] = 1 / len(members)
        return found

    def change_row(self, panel: Members, quarter: Quarter) -> Matrix | None:
        """The mean over them less their mean in the newest release of an earlier quarter, if that is remembered."""
        then = next((place for place, one in enumerate(self._releases) if one < quarter), None)
        if then is None:
            return None
        found = self.row(panel)
        found[self._unknowns(panel, then)] = -1 / len(panel)
        return found

    def outsider_keeps(self, members: Members, loss: Matrix | None = None) -> Matrix:
        """The part of the standard deviation that is left, of each of the members."""
        return self._left(self._unknowns(members), loss)

    def past_keeps(self, members: Sequence[Members], loss: Matrix | None = None) -> Matrix:
        """As `outsider_keeps`, of numbers in the releases before: `members` by release, the newest first."""
        places = [self._unknowns(one, back + 1) for back, one in enumerate(members[: self._memory - 1])]
        return self._left(np.concatenate([*places, np.zeros(0, dtype=np.intp)]), loss)

    def insider_keeps(self, members: Members, loss: Matrix | None = None) -> Matrix:
        """One row per insider among the members, one column per member: 1 where the two are the same."""
        if self._insiders is None or self._insiders.members != members:
            self._insiders = self._insiders_among(members)
        insiders = self._insiders if loss is None else self._insiders.after(loss)
        factor = np.linalg.inv(np.linalg.cholesky(insiders.among + _NOTHING * np.eye(len(self._releases))))
        known = np.einsum("irj,irj->ij", found := factor @ insiders.about, found)
        kept = _root(self._variances(self._unknowns(members), loss)[None, :] - known)
        np.fill_diagonal(kept, 1)
        return kept

    @property
    def _told(self) -> Matrix:
        return self._room[: self._rows]

    def _about(self, rows: Matrix) -> Matrix:
        """The covariances of what the rows add up with all unknowns."""
        whole = np.einsum("abn,rbn->ran", self._before, rows.reshape(len(rows), self._memory, self._count))
        found: Matrix = whole.reshape(rows.shape) - (rows @ self._told.T) @ self._told
        return found

    def _keep(self, rows: Matrix) -> None:
        needed = self._rows + len(rows)
        if needed > len(self._room):
            more = np.zeros((needed + len(self._room), len(self._known)))
            more[: self._rows] = self._told
            self._room = more
        self._room[self._rows : needed] = rows
        self._rows = needed
        self._known += (rows**2).sum(axis=0)

    def _insiders_among(self, members: Members) -> "_Insiders":
        own = np.array([self._unknowns(members, back) for back in range(len(self._releases))])
        told = np.array([self._told[:, places] for places in own])
        places = own[0] - self._columns(self._blocks[0]).start
        before = self._before[np.ix_(self._blocks, self._blocks, places)]
        return _Insiders(
            members,
            own,
            -np.array([one.T @ told[0] for one in told]).transpose(1, 0, 2),
            (before - np.einsum("aki,bki->abi", told, told, optimize=True)).transpose(2, 0, 1),
        )

    def _variances(self, places: Places, loss: Matrix | None) -> Matrix:
        left = 1 - self._known[places]
        return left if loss is None else left - loss[places] ** 2

    def _left(self, places: Places, loss: Matrix | None) -> Matrix:
        return _root(self._variances(places, loss))

    def _unknowns(self, members: Members, back: int = 0) -> Places:
        """Columns of their numbers, so many releases back."""
        numbers = sorted(self._places[municipality_of(one)] for one in members)
        return np.array(numbers, dtype=np.intp) + self._blocks[back] * self._count

    def _parent(self, quarter: Quarter) -> int | None:
        """Which remembered release's numbers those of this one go on from."""
        if not self._releases:
            return None
        if quarter in self._releases:
            return self._releases.index(quarter)
        earlier = [one for one in self._releases if one < quarter]
        if not earlier:
            raise VersionIsTooLate(str(quarter))
        return self._releases.index(max(earlier))

    def _keeps(self, quarter: Quarter, parent: Quarter, corrected: Members) -> Matrix:
        if parent == quarter:
            keeps = np.ones(self._count)
            keeps[[self._places[municipality_of(one)] for one in corrected]] = self._correlation
            return keeps
        return np.full(self._count, self._correlation ** (quarter.ordinal - parent.ordinal))

    def _columns(self, block: int) -> slice:
        return slice(block * self._count, (block + 1) * self._count)


class _Insiders(NamedTuple):
    """Covariances of each member's own remembered numbers, `among` themselves and with everybody's newest, `about`.

    `own` are the columns of these numbers, by release and member. Of itself nobody is asked about: there `about` is
    what was told alone.
    """

    members: Members
    own: Places
    about: Matrix
    among: Matrix

    def after(self, loss: Matrix) -> "_Insiders":
        told = loss[self.own].T
        return self._replace(
            about=self.about - told[:, :, None] * told[None, None, :, 0],
            among=self.among - told[:, :, None] * told[:, None, :],
        )


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
