"""Which releases a series is of, so that an address that names a release shows the same for ever."""

from collections.abc import Sequence

from domain.national.quarter import Quarter
from projections.releases.queries import PublishedVersion
from services.reports.national_tables.issue import Issue
from services.web.presenting.national.frame import RELEASE, Nation


def up_to(nation: Nation) -> Sequence[PublishedVersion]:
    """The release that is looked at and one of each quarter before it, the latest first.

    Where the address names the release: as they stood when it was published. Else each quarter's last version.
    """
    one, named = nation.version, RELEASE in nation.asked
    found: dict[Quarter, PublishedVersion] = {one.quarter: one}
    for each in nation.versions:
        was_out = not named or each.published_at <= one.published_at
        if each.quarter < one.quarter and was_out:
            found.setdefault(each.quarter, each)
    return list(found.values())


def alike(issues: Sequence[Issue], one: Issue) -> Sequence[Issue]:
    """What is simulated stands in no line with what is not."""
    return [each for each in issues if each.release.simulated == one.release.simulated]
