"""What was published before, with what it was made of: what an attacker already has."""

from collections.abc import Sequence

import msgspec

from domain.national.release import Release
from domain.national.snapshot import Snapshot


class Published(msgspec.Struct, frozen=True):
    """A release and its own snapshot."""

    snapshot: Snapshot
    release: Release


History = Sequence[Published]
"""Every version of every quarter, in the order of publishing."""
