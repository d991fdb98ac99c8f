"""Between which ends a reader can place a number, given the scale and every published figure of means. Source: A2, A5.

The ends are two linear programs (HiGHS). Most need not be run: from a point that fits all that was published, a move
that changes no published sum leads to other points that fit as well, and if such moves alone reach far enough, so
does the truth. The point is the analytic centre, the move towards a target its projection onto what the figures leave
open, and how far it goes is the least room that any other number has. For an insider the same
holds with its own numbers fixed; how far is then estimated from below by the triangle inequality, for all insiders
and targets at once. A certificate never says that too little is known; only a program does.

A quarter is judged by itself, the reader being taken to know every number of every other quarter exactly.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import highspy
import msgspec
import numpy as np

from services.disclosure.rank import outside_of
from services.disclosure.unknowns import Columns, Matrix, Unknowns

_ROOM_FOR_ERROR = 1e-7
_NO_MOVE = 1e-12
_NEWTON_STEPS = 20
_INWARDS = 0.05
_WORTH_A_WITNESS = 4
"""So many insiders must be in doubt about a target before its ends are looked up for all of them."""


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
    """`narrow` of the `judged` fail; `least` is the width of the narrowest of the `programs` that were run."""

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
    if not len(targets) or not len(block.rows):
        return Widths(0, [], block.upper - block.lower, 0)
    moves = Moves(block, targets)
    search = _Search(block, targets, moves, least)
    search.run(np.zeros(0, dtype=np.intp), moves.uncertain(least))
    return search.found(len(targets))


def judge_insiders(block: Block, targets: Matrix, owners: Sequence[str], least: float) -> Widths:
    """And a reader who is also any one municipality. `owners` are the targets'."""
    if not len(block.rows):
        return Widths(0, [], block.upper - block.lower, 0)
    moves = Moves(block, targets)
    search = _Search(block, targets, moves, least)
    for own, places in moves.uncertain_to_insiders(owners, least):
        search.run(own, [place for place in places if not search.is_witnessed(place, own)])
    return search.found(len(targets) * len(block.unknowns.own))


class _Search:
    """Programs for what has no certificate, as few as will do."""

    def __init__(self, block: Block, targets: Matrix, moves: "Moves", least: float) -> None:
        self._block, self._targets, self._moves, self._least = block, targets, moves, least
        self._solver, self._free = Solver(block), Solver(block)
        self._witnesses: dict[int, Matrix] = {}
        self._asked: Counter[int] = Counter()
        self._narrow: list[Narrow] = []
        self._narrowest, self._programs = block.upper - block.lower, 0

    def run(self, own: Columns, places: Sequence[int]) -> None:
        """Points found for one target tell of the others too: all of them fit what was published."""
        if not places:
            return
        self._solver.fix(own)
        lowest = highest = self._targets @ self._block.truth
        for place in places:
            if highest[place] - lowest[place] >= self._least:
                continue
            low, high = self._solver.ends(self._targets[place])
            self._programs += 1
            for point in self._solver.points:
                seen = self._targets @ point
                lowest, highest = np.minimum(lowest, seen), np.maximum(highest, seen)
            self._narrowest = min(self._narrowest, high - low)
            if high - low < self._least - _ROOM_FOR_ERROR:
                self._narrow.append(Narrow(self._targets[place], high - low))
        self._solver.free(own)

    def is_witnessed(self, place: int, own: Columns) -> bool:
        """Whether the outsider's two ends, drawn a little inwards, still fit when the insider's own is as it is."""
        self._asked[place] += 1
        if self._asked[place] < _WORTH_A_WITNESS:
            return False
        if place not in self._witnesses:
            self._free.ends(self._targets[place])
            drawn = (1 - _INWARDS) * np.array(self._free.points) + _INWARDS * self._moves.point
            self._witnesses[place] = drawn
        points = self._moves.with_own(self._witnesses[place], own)
        if (points < self._block.lower).any() or (points > self._block.upper).any():
            return False
        low, high = points @ self._targets[place]
        return bool(high - low >= self._least)

    def found(self, judged: int) -> Widths:
        return Widths(judged, self._narrow, self._narrowest, self._programs)


class Moves:
    """Certificates: places of targets for which none was found.

    Columns are measured in their own room at the point, so that all of them have about as far to go.
    """

    def __init__(self, block: Block, targets: Matrix) -> None:
        self._block = block
        self.point = central_point(block)
        self._scale = 1 / np.sqrt((self.point - block.lower) ** -2 + (block.upper - self.point) ** -2)
        self._outside = outside_of(block.rows * self._scale) if len(block.rows) else np.eye(len(block.truth))
        self._targets = targets
        self._moves = (targets * self._scale) @ self._outside
        self._gain = (self._moves * targets * self._scale).sum(axis=1)
        strain = np.abs(self._moves)
        strain[(targets > 0) & ((targets > 0).sum(axis=1) == 1)[:, None]] = 0
        self._strain = strain.max(axis=1, initial=0) + _ROOM_FOR_ERROR
        self._pull = np.abs(self._outside).max(axis=1, initial=0)

    def uncertain(self, least: float) -> Sequence[int]:
        far = self._reach(self._targets @ self.point, self._gain, self._strain)
        places = np.flatnonzero(far < least)
        reach = self._exact_reach(self.point, self._moves[places], self._gain[places])
        return [int(place) for place in places[reach < least]]

    def uncertain_to_insiders(self, owners: Sequence[str], least: float) -> Iterator[tuple[Columns, Sequence[int]]]:
        """With the columns that each insider knows. Insiders with equally many are figured out together."""
        aims, owned = self._targets @ self.point, np.array(owners)
        for insiders, own in self._block.unknowns.by_number_of_columns():
            fixing = np.linalg.pinv(self._outside[own[:, :, None], own[:, None, :]], rcond=1e-9, hermitian=True)
            shift = (fixing @ ((self._block.truth - self.point) / self._scale)[own][:, :, None])[:, :, 0]
            share = (np.abs(shift) * self._pull[own]).sum(axis=1)
            about = self._moves[:, own].transpose(1, 0, 2)
            taken = about @ fixing
            gain = self._gain - (taken * about).sum(axis=2)
            strain = self._strain + (np.abs(taken) @ self._pull[own][:, :, None])[:, :, 0]
            strain /= np.maximum(1 - share, _ROOM_FOR_ERROR)[:, None]
            far = self._reach(aims + (about @ shift[:, :, None])[:, :, 0], gain, strain)
            doubtful = (far < least) & (owned[None, :] != np.array(insiders)[:, None])
            for one in np.flatnonzero(doubtful.any(axis=1)):
                places = np.flatnonzero(doubtful[one])
                moves = self._moves[places] - taken[one, places] @ self._outside[own[one]]
                point = self.point + self._scale * (shift[one] @ self._outside[own[one]])
                reach = self._exact_reach(point, moves, gain[one, places])
                yield own[one], [int(place) for place in places[reach < least]]

    def with_own(self, points: Matrix, own: Columns) -> Matrix:
        """Moved until an insider's own columns are what they are, without a published sum being changed."""
        fixing = np.linalg.pinv(self._outside[np.ix_(own, own)], rcond=1e-9, hermitian=True)
        missing = (self._block.truth - points)[:, own] / self._scale[own]
        found: Matrix = points + (missing @ fixing @ self._outside[own]) * self._scale
        return found

    def _reach(self, aims: Matrix, gain: Matrix, strain: Matrix) -> Matrix:
        """Up and down together; a target of several columns is among those whose room counts."""
        far = np.maximum(gain, 0) / strain
        up = np.minimum(far, np.maximum(self._block.upper - aims, 0))
        down = np.minimum(far, np.maximum(aims - self._block.lower, 0))
        found: Matrix = up + down
        return found

    def _exact_reach(self, point: Matrix, moves: Matrix, gain: Matrix) -> Matrix:
        """How far each move goes from the point, up and down, before the first column is at an end of the scale."""
        up = np.maximum(self._block.upper - point, 0)
        down = np.maximum(point - self._block.lower, 0)
        if (point < self._block.lower - _ROOM_FOR_ERROR).any() or (point > self._block.upper + _ROOM_FOR_ERROR).any():
            return np.zeros(len(gain))
        size = np.maximum(np.abs(moves) * self._scale, _NO_MOVE)
        rising = moves > 0
        found: Matrix = np.maximum(gain, 0) * (
            (np.where(rising, up, down) / size).min(axis=1, initial=np.inf)
            + (np.where(rising, down, up) / size).min(axis=1, initial=np.inf)
        )
        return found


def central_point(block: Block) -> Matrix:
    """The analytic centre of what fits the exact sums (Newton's method from the middle of the scale)."""
    point = np.full(len(block.truth), (block.lower + block.upper) / 2)
    sums = block.rows @ block.truth
    for _ in range(_NEWTON_STEPS):
        below, above = point - block.lower, block.upper - point
        gradient, curve = 1 / above - 1 / below, below**-2 + above**-2
        scaled = block.rows / curve
        missing = sums - block.rows @ point
        price = np.linalg.lstsq(scaled @ block.rows.T, -(missing + scaled @ gradient), rcond=1e-10)[0]
        step = -(gradient + block.rows.T @ price) / curve
        far = np.where(step > 0, above, below) / np.maximum(np.abs(step), _NO_MOVE)
        point = point + min(1.0, 0.9 * float(far.min(initial=1.2))) * step
    return point


class Solver:
    """The programs of one block; an insider's own columns can be fixed at what they are."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self.points: list[Matrix] = []
        """Where the last two ends were found: they fit all that was published, and so tell of other targets too."""
        count = len(block.truth)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", "off")
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
        self.points = []
        least, most = (self._run(sense) for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize))
        for place in places:
            self._highs.changeColCost(int(place), 0.0)
        return least, most

    def _run(self, sense: highspy.ObjSense) -> float:
        self._highs.changeObjectiveSense(sense)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ProgramHasNoEnd(str(self._highs.getModelStatus()))
        self.points.append(np.array(self._highs.getSolution().col_value))
        return float(self._highs.getInfo().objective_function_value)


class ProgramHasNoEnd(Exception):
    """The published figures contradict each other, which true ones cannot."""
