"""A release as it was published: what every file and every answer about national figures is made from."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from domain.national.quarter import Quarter
from domain.national.release import Release


class Issue(msgspec.Struct, frozen=True):
    """`sha256` is of the bytes in which the release is kept, and which two people approved."""

    release: Release
    sha256: str
    published_at: datetime

    @property
    def quarter(self) -> Quarter:
        return self.release.quarter

    @property
    def version(self) -> int:
        return self.release.version


def newest_versions(issues: Iterable[Issue]) -> Sequence[Issue]:
    """One of each quarter, the oldest quarter first."""
    newest: dict[Quarter, Issue] = {}
    for issue in issues:
        if issue.quarter not in newest or newest[issue.quarter].version < issue.version:
            newest[issue.quarter] = issue
    return [newest[quarter] for quarter in sorted(newest)]
