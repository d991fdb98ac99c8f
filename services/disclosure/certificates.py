"""Points that fit all that was published and show that enough is open of a target, found without a program.

For the outsider: from the analytic centre as far as its best direction goes, up and down. For an insider, whose own
columns are what they are: each of these two points, drawn towards a point at which its own columns are beyond what
they are, just so far that they come right in between. All of it fits, because both ends do. Where that point is one
around the outsider's centre, all insiders and targets are reckoned at once; of those in doubt, it is one around the
insider's own centre, and in the end moves from there are tried as well.

A certificate never says that too little is known.
"""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from services.disclosure.interior import Block, Figures, Interior, far
from services.disclosure.unknowns import Columns, Matrix

_NO_ROOM = 1e-12


class Doubt(msgspec.Struct, frozen=True):
    """Targets, by their places, of which an insider may know too much. Without an interior, nothing is known of it."""

    own: Columns
    places: Columns
    interior: Interior | None


class Certificates:
    """`lowest` and `highest` are points that fit, one for each target: as far as is known where it is at an end."""

    def __init__(self, block: Block, targets: Matrix) -> None:
        self._block, self._targets = block, targets
        self._figures = Figures(block)
        self._centre = Interior.middle(self._figures).centred()
        self._lowest = self._highest = np.repeat(block.truth[None], len(targets), axis=0)
        self._system = self._centre.system()
        self._about = (targets * self._centre.give) @ self._figures.columns
        if self._centre.fits.all():
            self._lowest, self._highest = _moved(self._centre, targets)

    def doubtful(self, least: float) -> Sequence[int]:
        """To an outsider."""
        wide = ((self._highest - self._lowest) * self._targets).sum(axis=1)
        return [int(place) for place in np.flatnonzero(wide < least)]

    def take_ends(self, place: int, ends: Sequence[Matrix]) -> None:
        """The target's own, which a program has found."""
        self._lowest[place], self._highest[place] = ends

    def doubts_of_insiders(self, owners: Sequence[str], least: float) -> Iterator[Doubt]:
        """An insider knows all about what is its own: `owners` are the targets'."""
        owned = np.array(owners)
        for insiders, own in self._block.unknowns.by_number_of_columns():
            doubtful = self._drawn_about_the_centre(own) < least
            doubtful &= owned[None, :] != np.array(insiders)[:, None]
            which = np.flatnonzero(doubtful.any(axis=1))
            interiors = self._centre.known_to(own[which]).centred()
            for place, (one, fits) in enumerate(zip(which, interiors.fits, strict=True)):
                doubt = Doubt(own[one], np.flatnonzero(doubtful[one]), interiors.one(place) if fits else None)
                doubt = self._moving(self.still(doubt, least), least)
                if len(doubt.places):
                    yield doubt

    def still(self, doubt: Doubt, least: float) -> Doubt:
        """What is left of it, now that more may be known of the ends."""
        if doubt.interior is None or not len(doubt.places):
            return doubt
        interior, targets = doubt.interior, self._targets[doubt.places]
        about = (targets * interior.give) @ self._figures.columns
        drawn = self._drawn(interior, interior.system(), about, doubt.places)[0]
        return msgspec.structs.replace(doubt, places=doubt.places[drawn < least])

    def _moving(self, doubt: Doubt, least: float) -> Doubt:
        if doubt.interior is None or not len(doubt.places):
            return doubt
        targets = self._targets[doubt.places]
        lowest, highest = _moved(doubt.interior, targets)
        wide = ((highest - lowest) * targets).sum(axis=1)
        return msgspec.structs.replace(doubt, places=doubt.places[wide < least])

    def _drawn_about_the_centre(self, own: Columns) -> Matrix:
        if not self._centre.fits.all():
            return np.zeros((len(own), len(self._targets)))
        rows, give = self._figures.columns[own], self._centre.give[0]
        system = self._system - np.einsum("jdr,jd,jds->jrs", rows, give[own], rows)
        centre = msgspec.structs.replace(self._centre, own=own, points=self._centre.points.repeat(len(own), axis=0))
        return self._drawn(centre, system, self._about, np.arange(len(self._targets)))

    def _drawn(self, interior: Interior, system: Matrix, about: Matrix, places: Columns) -> Matrix:
        """How wide the targets at these places are to each reader, between their ends drawn towards an interior point.

        With own columns moved by u, the ellipsoid's cheapest answer of all others is linear in u, and its size the
        root of a form in u: `cost`. An end that is off by `off` needs to be drawn so far that both make one.
        """
        own, targets = interior.own, self._targets[places]
        rows = self._figures.columns[own]
        prices = np.linalg.solve(system, rows.transpose(0, 2, 1))
        cost, answers = rows @ prices, np.einsum("ir,jrd->jid", about, prices)
        spent = np.sqrt(np.maximum(np.einsum("jd,jde,je->j", interior.missing, cost, interior.missing), 0))
        aims = interior.points @ targets.T - np.einsum("jid,jd->ji", answers, interior.missing)
        known = self._block.truth[own][:, None, :]
        wide = np.zeros(aims.shape)
        for ends, sign in ((self._highest[places], 1), (self._lowest[places], -1)):
            off = known - ends[:, own].transpose(1, 0, 2)
            price = np.sqrt(np.maximum(np.einsum("jid,jde,jie->ji", off, cost, off), 0))
            part = price / (price + np.maximum(1 - spent, _NO_ROOM)[:, None])
            end = (ends * targets).sum(axis=1) - (answers * off).sum(axis=2)
            wide += sign * ((1 - part) * end + part * aims)
        wide[spent >= 1] = 0
        return wide


def _moved(interior: Interior, targets: Matrix) -> tuple[Matrix, Matrix]:
    """As far down and up as the direction goes that is best in the ellipsoid; of one reader."""
    figures, block, give = interior.figures, interior.figures.block, interior.give[0]
    toward = targets * give
    prices = np.linalg.solve(interior.system()[0], (toward @ figures.columns).T)
    moves = toward - (prices.T @ block.rows) * give
    shifts = moves @ figures.columns
    point, values = interior.points[0], interior.values[0]
    rooms, slacks = (point - block.lower, block.upper - point), (values - block.low, block.high - values)
    down = np.minimum(far(-moves, *rooms), far(-shifts, *slacks))
    up = np.minimum(far(moves, *rooms), far(shifts, *slacks))
    down, up = (np.where(np.isfinite(each), each, 0)[:, None] for each in (down, up))
    return point - down * moves, point + up * moves
