"""What is printed of a release: itself, and what had been published when it was."""

from collections.abc import Sequence

import msgspec

from domain.national.groups import GroupId
from domain.national.quarter import Quarter
from services.reports.national_tables.cube import groups
from services.reports.national_tables.issue import Issue, newest_versions

MOST_QUARTERS = 12
"""In the tables of the series: three years have room on a standing page. The files have them all."""


class NationalPaper(msgspec.Struct, frozen=True):
    """`series` has one release of each quarter, the oldest first, this one last. `site` is where everything is found.

    It follows from the releases alone, so that a release has the same paper whenever it is printed.
    """

    issue: Issue
    series: tuple[Issue, ...]
    site: str

    @property
    def groups(self) -> Sequence[GroupId]:
        """In the order of every file."""
        return groups([self.issue])

    @property
    def home(self) -> str:
        """Where this version stays."""
        return f"{self.site}/national/releases/{self.issue.quarter}/v{self.issue.version}"


def paper_of(issue: Issue, every: Sequence[Issue], site: str) -> NationalPaper:
    """`every` are all published releases, whenever that was."""
    known = [one for one in every if _is_before(one, issue)]
    return NationalPaper(issue, (*newest_versions(known)[-MOST_QUARTERS + 1 :], issue), site)


def _is_before(one: Issue, issue: Issue) -> bool:
    """What is simulated stands beside nothing real, and what came later beside nothing earlier."""
    quarter: Quarter = one.quarter
    alike = one.release.simulated == issue.release.simulated
    return alike and quarter < issue.quarter and one.published_at <= issue.published_at
