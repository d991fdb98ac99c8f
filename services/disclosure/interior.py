"""Points well inside all that fits the published figures of means, and how far one gets from them by one move.

Every number lies between the ends of the scale, every figure between the ends that rounding leaves it. The analytic
centre keeps away from all of these ends at once (Newton's method). Around it, numbers and figures may change so far
that the squares of their parts of the room sum to one (Dikin's ellipsoid): all within is sure to fit.

A reader may know some columns, its own. They are then fixed at what they are, and need no room.
"""

from typing import Self

import msgspec
import numpy as np

from services.disclosure.unknowns import Columns, Matrix, Unknowns

NOTHING = np.zeros((1, 0), dtype=np.intp)
"""What one outsider knows."""

_NEWTON_STEPS = 30
_NEAR_ENOUGH = 0.3
_PART_OF_THE_WAY = 0.9
_EXACT = 1e-9
_NO_MOVE = 1e-12
_NOTHING = 1e-30
_AT_LEAST = 1e-13
"""As a part of itself: so much more each figure gives way, that there is an answer where one is known exactly twice."""


class Block(msgspec.Struct, frozen=True):
    """`rows` over the columns of `unknowns` lie from `low` to `high`, each column from `lower` to `upper`."""

    unknowns: Unknowns
    rows: Matrix
    low: Matrix
    high: Matrix
    lower: float
    upper: float
    truth: Matrix


class Figures:
    """A block's rows, with the products of those that overlap: what the systems of many readers are summed up from."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.columns = np.ascontiguousarray(block.rows.T)
        ones, others = np.triu_indices(len(block.rows))
        overlap = ((block.rows != 0) @ (block.rows != 0).T)[ones, others]
        self._ones, self._others = ones[overlap], others[overlap]
        self._products = np.ascontiguousarray((block.rows[self._ones] * block.rows[self._others]).T)

    def system(self, give: Matrix, slack: Matrix) -> Matrix:
        """Of each reader, from how much every column and every figure gives way: what a unit of price moves figures."""
        among = give @ self._products
        found = np.zeros((len(give), len(self.block.rows), len(self.block.rows)))
        found[:, self._ones, self._others] = found[:, self._others, self._ones] = among
        places = np.arange(len(self.block.rows))
        found[:, places, places] = found[:, places, places] * (1 + _AT_LEAST) + slack + _NOTHING
        return found


class Interior(msgspec.Struct, frozen=True):
    """One point per reader, with the figures' values there. `own` has a row per reader; `fits` says which do."""

    figures: Figures
    points: Matrix
    values: Matrix
    own: Columns

    @classmethod
    def middle(cls, figures: Figures) -> Self:
        """The outsider's, as far as possible from all ends one by one: values are not yet those of the point."""
        block = figures.block
        points = np.full((1, len(block.truth)), (block.lower + block.upper) / 2)
        return cls(figures, points, ((block.low + block.high) / 2)[None], NOTHING)

    def known_to(self, own: Columns) -> Self:
        """The same point for each of these readers, where what they know is not yet so."""
        points, values = (np.repeat(each, len(own), axis=0) for each in (self.points, self.values))
        return type(self)(self.figures, points, values, own)

    def one(self, place: int) -> Self:
        here = slice(place, place + 1)
        return type(self)(self.figures, self.points[here], self.values[here], self.own[here])

    @property
    def fits(self) -> Matrix:
        block = self.figures.block
        away = np.abs(self.points @ self.figures.columns - self.values).max(axis=1, initial=0)
        unlike = np.abs(self.missing).max(axis=1, initial=0)
        inside = (self.values >= block.low).all(axis=1) & (self.values <= block.high).all(axis=1)
        found: Matrix = (away < _EXACT) & (unlike < _EXACT) & inside
        return found

    @property
    def missing(self) -> Matrix:
        """How far each reader's own columns are from what it knows."""
        found: Matrix = self.figures.block.truth[self.own] - np.take_along_axis(self.points, self.own, axis=1)
        return found

    @property
    def give(self) -> Matrix:
        """Of columns: the inverse of the barrier's curve, 0 where nothing is to move."""
        block = self.figures.block
        found = _give(self.points - block.lower, block.upper - self.points)
        np.put_along_axis(found, self.own, 0.0, axis=1)
        return found

    @property
    def slack(self) -> Matrix:
        """Of figures."""
        block = self.figures.block
        return _give(self.values - block.low, block.high - self.values)

    def system(self) -> Matrix:
        return self.figures.system(self.give, self.slack)

    def centred(self) -> Self:
        """The analytic centres, as nearly as is of use. Where nothing fits, what is returned does not fit."""
        found, is_near = self, False
        for _ in range(_NEWTON_STEPS):
            found, is_near = found._stepped()
            if is_near:
                break
        return found

    def _stepped(self) -> tuple[Self, bool]:
        block, give, slack = self.figures.block, self.give, self.slack
        lean = _lean(self.points - block.lower, block.upper - self.points)
        np.put_along_axis(lean, self.own, 0.0, axis=1)
        slack_lean = _lean(self.values - block.low, block.high - self.values)
        about, missing = self.figures.columns[self.own], self.missing
        wanted = slack_lean - lean @ self.figures.columns - (self.values - self.points @ self.figures.columns)
        wanted += np.einsum("jdr,jd->jr", about, missing)
        price = np.linalg.solve(self.figures.system(give, slack), wanted[:, :, None])[:, :, 0]
        step = -(lean + give * (price @ block.rows))
        shift = slack * price - slack_lean
        part = np.minimum(
            far(step, self.points - block.lower, block.upper - self.points),
            far(shift, self.values - block.low, block.high - self.values),
        )
        part = np.minimum(1.0, _PART_OF_THE_WAY * part)[:, None]
        np.put_along_axis(step, self.own, missing, axis=1)
        after = type(self)(self.figures, self.points + part * step, self.values + part * shift, self.own)
        return after, bool((part == 1).all() and _size(step, give) + _size(shift, slack) < _NEAR_ENOUGH)


def far(moves: Matrix, below: Matrix, above: Matrix) -> Matrix:
    """How many times each move can be made, before something is at an end."""
    size = np.abs(moves)
    found: Matrix = np.where(
        size > _NO_MOVE, np.where(moves > 0, above, below) / np.maximum(size, _NO_MOVE), np.inf
    ).min(axis=-1, initial=np.inf)
    return found


def _give(below: Matrix, above: Matrix) -> Matrix:
    """1 / (1/below² + 1/above²), which is 0 at an end."""
    found: Matrix = (below * above) ** 2 / np.maximum(below**2 + above**2, _NOTHING)
    return found


def _lean(below: Matrix, above: Matrix) -> Matrix:
    """`_give` times the barrier's slope: to which side there is less room."""
    found: Matrix = below * above * (below - above) / np.maximum(below**2 + above**2, _NOTHING)
    return found


def _size(moves: Matrix, give: Matrix) -> float:
    """In Dikin's measure, of the reader for whom it is largest."""
    return float((np.where(give > 0, moves**2 / np.where(give > 0, give, 1), 0)).sum(axis=1).max(initial=0))
