"""Where the figures of a drawing's table lead: each to the page that says what it is made of."""

from typing import Final

import msgspec

from domain.instrument.model import Field
from domain.scoring.figure_name import FigureName


class Reasons(msgspec.Struct, frozen=True):
    """`home` is the measurement's address, `since` the measurement that changes are told from, in an address.

    Without a `home`, as on paper, figures lead nowhere; without `since` changes don't.
    """

    home: str | None = None
    since: str | None = None

    def why(self, figure: FigureName) -> str | None:
        return None if self.home is None else f"{self.home}/why/{figure}"

    def moved(self, field: Field) -> str | None:
        """The change of a field, and of its questions."""
        if self.home is None or self.since is None:
            return None
        return f"{self.home}/moved?since={self.since}#score-{field.id}"


NO_REASONS: Final = Reasons()
