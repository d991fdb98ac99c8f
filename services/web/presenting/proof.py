"""What the page on the proof of a history shows."""

from collections.abc import Sequence
from typing import Final

import msgspec

from infra.eventlog.checkpoints import Checkpoint

AT_A_TIME: Final = 10


class ProofPage(msgspec.Struct, frozen=True):
    """`latest` is the newest checkpoint of all, `listed` some of them; `older` the size that the next page is below."""

    latest: Checkpoint | None
    listed: Sequence[Checkpoint]
    older: int | None
    is_newest: bool
    key: str
    """The verifier key that leads to all later ones; empty before anything was signed."""
    gets_letters: bool

    @property
    def witnesses(self) -> int:
        """How many have signed the latest checkpoint beside us."""
        return len(self.latest.cosignatures.splitlines()) if self.latest else 0
