"""Where the figures of a drawing's table lead: each to the page that says what it is made of."""

from typing import Final

import msgspec

from domain.ids import MeasurementId
from domain.instrument.model import Field
from domain.scoring.figure_name import FigureName


class Reasons(msgspec.Struct, frozen=True):
    """`place` is the address of a workspace's measurements, `earlier` has the newest first.

    Without a `place`, as on paper, figures lead nowhere.
    """

    place: str | None = None
    here: MeasurementId | None = None
    earlier: tuple[MeasurementId, ...] = ()

    def why(self, figure: FigureName) -> str | None:
        return None if self.place is None else f"{self.place}/{self.here}/why/{figure}"

    def why_earlier(self, figure: FigureName) -> tuple[str, ...]:
        return () if self.place is None else tuple(f"{self.place}/{each}/why/{figure}" for each in self.earlier)

    def moved(self, field: Field) -> str | None:
        """The change of a field, and of its questions, since the newest earlier measurement."""
        if self.place is None or not self.earlier:
            return None
        return f"{self.place}/{self.here}/moved?since={self.earlier[0]}#score-{field.id}"


NO_REASONS: Final = Reasons()
