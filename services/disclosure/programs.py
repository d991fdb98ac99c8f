"""Between which ends a reader can place a number, given the scale and every published figure of means. Source: A2, A5.

The ends are two linear programs (HiGHS). Most need not be run: points that fit all that was published show that enough
is open, and `certificates` finds them without a program. A certificate never says that too little is known; where it
is silent, the program decides.

A quarter is judged by itself, the reader being taken to know every number of every other quarter exactly.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

import highspy
import msgspec
import numpy as np

from domain.national.groups import GroupId
from services.disclosure.certificates import Certificates, Doubt
from services.disclosure.interior import NOTHING, Block
from services.disclosure.unknowns import Columns, Matrix

_ROOM_FOR_ERROR = 1e-7
_WORTH_ENDS = 4
"""So many insiders must be in doubt about a target before the outsider's ends are looked up for all of them."""


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


class Removable(msgspec.Struct, frozen=True):
    """A figure that this release adds, by whose numbers are in it, or by whose it tells besides."""

    weights: Matrix
    group: GroupId
    is_panel: bool


class Side(msgspec.Struct, frozen=True):
    """A quarter of which figures are told: this one, or the one that changes are counted from.

    `before` is the block without what this release adds. `targets` are numbers that nobody but their `owners` may know,
    `withheld` rows of the means that are not published. `orders` are of what this release adds: see `telling`.
    """

    block: Block
    before: Callable[[], Block]
    targets: Matrix
    owners: Sequence[str]
    withheld: Matrix
    orders: Sequence[Sequence[Removable]]

    def telling(self, narrow: Matrix) -> Sequence[Removable]:
        """What has to do with a target, in the first of the orders that has any; what goes first is in front."""
        found = ([one for one in order if ((one.weights > 0) & (narrow > 0)).any()] for order in self.orders)
        return next((order for order in found if order), [])


class SideWidths(msgspec.Struct, frozen=True):
    """Of everybody's numbers to an outsider and to any insider, and of withheld means to an outsider."""

    outsider: Widths
    insiders: Widths
    withheld: Widths


class Judge:
    """What readers of the figures can place within less than `least`. Certificates first, then as few programs as do.

    Where there is nothing to be read or to be asked, nothing is judged.
    """

    def __init__(self, block: Block, targets: Matrix, least: float) -> None:
        self._block, self._targets, self._least = block, targets, least

    @cached_property
    def _certificates(self) -> Certificates:
        return Certificates(self._block, self._targets)

    @cached_property
    def _solver(self) -> "Solver":
        return Solver(self._block)

    def outsider(self) -> Widths:
        if self._is_idle:
            return Widths(0, [], self._block.upper - self._block.lower, 0)
        search = _Search(self._block, self._targets, self._solver, self._least)
        search.run(NOTHING[0], self._certificates.doubtful(self._least))
        return search.found(len(self._targets))

    def insiders(self, owners: Sequence[str]) -> Widths:
        """Readers who are also any one municipality. `owners` are the targets'."""
        if self._is_idle:
            return Widths(0, [], self._block.upper - self._block.lower, 0)
        search = _Search(self._block, self._targets, self._solver, self._least)
        doubts = list(self._certificates.doubts_of_insiders(owners, self._least))
        self._look_up_ends(doubts)
        for doubt in doubts:
            search.run(doubt.own, [int(place) for place in self._certificates.still(doubt, self._least).places])
        return search.found(len(self._targets) * len(self._block.unknowns.own))

    @property
    def _is_idle(self) -> bool:
        return not len(self._targets) or not len(self._block.rows)

    def _look_up_ends(self, doubts: Sequence[Doubt]) -> None:
        """The outsider's, of targets that several insiders are in doubt about."""
        doubted = Counter(int(place) for doubt in doubts for place in doubt.places)
        for place, insiders in sorted(doubted.items()):
            if insiders >= _WORTH_ENDS:
                self._solver.ends(self._targets[place])
                if self._solver.points:
                    self._certificates.take_ends(place, self._solver.points)


def judge_outsider(judge: Judge) -> Widths:
    return judge.outsider()


def judge_insiders(judge: Judge, owners: Sequence[str]) -> Widths:
    return judge.insiders(owners)


class _Search:
    """Programs for what has no certificate."""

    def __init__(self, block: Block, targets: Matrix, solver: "Solver", least: float) -> None:
        self._block, self._targets, self._solver, self._least = block, targets, solver, least
        self._narrow: list[Narrow] = []
        self._narrowest, self._programs = block.upper - block.lower, 0

    def run(self, own: Columns, places: Sequence[int]) -> None:
        """Points found for one target tell of the others too: all of them fit what was published."""
        if not places:
            return
        self._solver.fix(own)
        targets = self._targets[places]
        lowest = highest = targets @ self._block.truth
        for number, weights in enumerate(targets):
            if highest[number] - lowest[number] >= self._least:
                continue
            low, high = self._solver.ends(weights)
            self._programs += 1
            for point in self._solver.points:
                seen = targets @ point
                lowest, highest = np.minimum(lowest, seen), np.maximum(highest, seen)
            self._narrowest = min(self._narrowest, high - low)
            if high - low < self._least - _ROOM_FOR_ERROR:
                self._narrow.append(Narrow(weights, high - low))
        self._solver.free(own)

    def found(self, judged: int) -> Widths:
        return Widths(judged, self._narrow, self._narrowest, self._programs)


class Solver:
    """The programs of one block; an insider's own columns can be fixed at what they are."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self.points: list[Matrix] = []
        """Where the last two ends were found: they fit all that was published, and so tell of other targets too."""
        count = len(block.truth)
        self._highs = _QuietHighs()  # type: ignore[no-untyped-call]
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
        """The least and the most that the weighted columns can come to.

        Figures that contradict each other leave nothing open, and no points: true ones cannot.
        """
        places = np.flatnonzero(weights)
        for place in places:
            self._highs.changeColCost(int(place), float(weights[place]))
        self.points = []
        ends = [self._run(sense) for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize)]
        for place in places:
            self._highs.changeColCost(int(place), 0.0)
        return (ends[0] or 0.0, ends[1] or 0.0)

    def _run(self, sense: highspy.ObjSense) -> float | None:
        self._highs.changeObjectiveSense(sense)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ProgramHasNoEnd(str(status))
        self.points.append(np.array(self._highs.getSolution().col_value))
        return float(self._highs.getInfo().objective_function_value)


class _QuietHighs(highspy.Highs):
    """Its own constructor greets on standard output, when it makes callbacks possible, before it can be told not to."""

    def enableCallbacks(self) -> object:  # noqa: N802 -- HiGHS's name
        self.setOptionValue("output_flag", "off")
        return super().enableCallbacks()  # type: ignore[no-untyped-call]


class ProgramHasNoEnd(Exception):
    """HiGHS gave up, as it does in no program between two ends."""
