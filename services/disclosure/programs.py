"""Between which ends a reader can place a number, given the scale and every published figure of means. Source: A2, A5.

The ends are two linear programs (HiGHS). Most need not be run: from a point that fits all that was published, a move
that changes no published sum leads to other points that fit as well, and if such moves alone reach far enough, so
does the truth. The point is the one nearest to the middle of the scale, the move towards a target its projection onto
what the figures leave open, and how far it goes is the least room that any other number has. For an insider the same
holds with its own numbers fixed; how far is then estimated from below by the triangle inequality, for all insiders
and targets at once. A certificate never says that too little is known; only a program does.

A quarter is judged by itself, the reader being taken to know every number of every other quarter exactly.
"""

from collections.abc import Iterable, Iterator, Sequence

import highspy
import msgspec
import numpy as np

from services.disclosure.rank import outside_of
from services.disclosure.unknowns import Columns, Matrix, Unknowns

_ROOM_FOR_ERROR = 1e-7


class Block(msgspec.Struct, frozen=True):
    """`rows` over the columns of `unknowns` lie from `low` to `high`, each column from `lower` to `upper`."""

    unknowns: Unknowns
    rows: Matrix
    low: Matrix
    high: Matrix
    lower: float
    upper: float
    truth: Matrix


class Narrow(msgspec.Struct, frozen=True):
    """A target, by its weights, whose ends are nearer than they may be."""

    weights: Matrix
    width: float


class Widths(msgspec.Struct, frozen=True):
    """`narrow` of the `judged` fail; `least` is the width of the narrowest program run, of which there were `programs`."""

    judged: int
    narrow: Sequence[Narrow]
    least: float
    programs: int


class SideWidths(msgspec.Struct, frozen=True):
    """Of everybody's numbers to an outsider and to any insider, and of withheld means to an outsider."""

    outsider: Widths
    insiders: Widths
    withheld: Widths


def judge_outsider(block: Block, targets: Matrix, least: float) -> Widths:
    """Which targets a reader of the figures can place within less than `least`."""
    places = Moves(block, targets).uncertain(least) if len(targets) and len(block.rows) else []
    return _judged(block, targets, [(np.zeros(0, dtype=np.intp), places)], least, len(targets))


def judge_insiders(block: Block, targets: Matrix, owners: Sequence[str], least: float) -> Widths:
    """And a reader who is also any one municipality. `owners` are the targets'."""
    cases = Moves(block, targets).uncertain_to_insiders(owners, least) if len(block.rows) else ()
    return _judged(block, targets, cases, least, len(targets) * len(block.unknowns.own))


def _judged(
    block: Block, targets: Matrix, cases: Iterable[tuple[Columns, Sequence[int]]], least: float, judged: int
) -> Widths:
    solver = Solver(block)
    found, narrowest, programs = [], block.upper - block.lower, 0
    for own, places in cases:
        if not places:
            continue
        solver.fix(own)
        for place in places:
            low, high = solver.ends(targets[place])
            programs += 1
            narrowest = min(narrowest, high - low)
            if high - low < least - _ROOM_FOR_ERROR:
                found.append(Narrow(targets[place], high - low))
        solver.free(own)
    return Widths(judged, found, narrowest, programs)


class Moves:
    """Certificates: places of targets for which none was found."""

    def __init__(self, block: Block, targets: Matrix) -> None:
        self._block, self._targets = block, targets
        self._outside = outside_of(block.rows) if len(block.rows) else np.eye(len(block.truth))
        self._point, self._slack = self._inner_point()
        self._moves = targets @ self._outside
        self._gain = (self._moves * targets).sum(axis=1)
        self._single = (targets > 0).sum(axis=1) == 1
        strain = np.abs(self._moves) / self._slack
        strain[(targets > 0) & self._single[:, None]] = 0
        self._strain = strain.max(axis=1, initial=0) + _ROOM_FOR_ERROR
        self._pull = (np.abs(self._outside) / self._slack).max(axis=1, initial=0)

    def _inner_point(self) -> tuple[Matrix, Matrix]:
        """The roomiest of some points between the nearest to the middle and the truth."""
        block = self._block
        middle = np.full(len(block.truth), (block.lower + block.upper) / 2)
        away = block.truth - middle
        nearest = block.truth - self._outside @ away
        points = [nearest + part * (block.truth - nearest) for part in (0, 0.25, 0.5, 0.75)]
        slacks = [np.minimum(point - block.lower, block.upper - point) for point in points]
        best = max(range(len(points)), key=lambda place: slacks[place].min(initial=1))
        return points[best], np.maximum(slacks[best], _ROOM_FOR_ERROR)

    def uncertain(self, least: float) -> Sequence[int]:
        reach = self._reach(self._targets @ self._point, self._gain, self._strain)
        return [int(place) for place in np.flatnonzero(reach < least)]

    def uncertain_to_insiders(self, owners: Sequence[str], least: float) -> Iterator[tuple[Columns, Sequence[int]]]:
        """With the columns that each insider knows."""
        aims, owned = self._targets @ self._point, np.array(owners)
        for insider, own in self._block.unknowns.own.items():
            fixing = np.linalg.pinv(self._outside[np.ix_(own, own)], rcond=1e-9, hermitian=True)
            shift = fixing @ (self._block.truth[own] - self._point[own])
            share = float(np.abs(shift) @ self._pull[own])
            taken = self._moves[:, own] @ fixing
            gain = self._gain - (taken * self._moves[:, own]).sum(axis=1)
            strain = self._strain + np.abs(taken) @ self._pull[own]
            reach = self._reach(aims + self._moves[:, own] @ shift, gain, strain / max(1 - share, _ROOM_FOR_ERROR))
            yield own, [int(place) for place in np.flatnonzero((reach < least) & (owned != insider))]

    def _reach(self, aims: Matrix, gain: Matrix, strain: Matrix) -> Matrix:
        """Up and down together; a target of several columns is among those whose room counts."""
        far = np.maximum(gain, 0) / strain
        up = np.minimum(far, np.maximum(self._block.upper - aims, 0))
        down = np.minimum(far, np.maximum(aims - self._block.lower, 0))
        found: Matrix = up + down
        return found


class Solver:
    """The programs of one block; an insider's own columns can be fixed at what they are."""

    def __init__(self, block: Block) -> None:
        self._block = block
        count = len(block.truth)
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        self._highs.addVars(count, np.full(count, block.lower), np.full(count, block.upper))
        for row, low, high in zip(block.rows, block.low, block.high, strict=True):
            places = np.flatnonzero(row)
            self._highs.addRow(low, high, len(places), places.astype(np.int32), row[places])

    def fix(self, columns: Columns) -> None:
        for place in columns:
            self._highs.changeColBounds(int(place), self._block.truth[place], self._block.truth[place])

    def free(self, columns: Columns) -> None:
        for place in columns:
            self._highs.changeColBounds(int(place), self._block.lower, self._block.upper)

    def ends(self, weights: Matrix) -> tuple[float, float]:
        """The least and the most that the weighted columns can come to."""
        places = np.flatnonzero(weights)
        for place in places:
            self._highs.changeColCost(int(place), float(weights[place]))
        least, most = (self._run(sense) for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize))
        for place in places:
            self._highs.changeColCost(int(place), 0.0)
        return least, most

    def _run(self, sense: highspy.ObjSense) -> float:
        self._highs.changeObjectiveSense(sense)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ProgramHasNoEnd(str(self._highs.getModelStatus()))
        return float(self._highs.getInfo().objective_function_value)


class ProgramHasNoEnd(Exception):
    """The published figures contradict each other, which true ones cannot."""
