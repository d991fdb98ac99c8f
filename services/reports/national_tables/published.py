"""What is published of the country, read as the role that reads releases and nothing of any workspace."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from domain.ids import KS
from domain.national.release import Release
from infra.database import Database
from infra.national.papers import find_paper, papers
from infra.national.releases import find_release
from infra.translation.catalogue import Language
from projections.releases.queries import PublishedVersion, published_releases
from services.reports.national_tables.issue import Issue

MOST_KEPT: Final = 64
"""Releases in memory: sixteen years of quarters, at about a megabyte each."""


class PublishedIssues:
    """`database` is connected as `samson_ks`. A release is read once: what has its hash never changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[str, Release] = OrderedDict()

    async def versions(self) -> Sequence[PublishedVersion]:
        """Every version of every quarter, the latest quarter and its last version first."""
        async with self._database.reading(KS) as connection:
            return await published_releases(connection)

    async def issues(self, versions: Sequence[PublishedVersion]) -> Sequence[Issue]:
        """The releases themselves, the earliest quarter and its first version first."""
        return [await self._issue(one) for one in reversed(versions)]

    async def newest(self) -> Sequence[Issue]:
        """The last version of each quarter, the earliest quarter first."""
        return await self.issues([one for one in await self.versions() if not one.superseded])

    async def paper(self, one: PublishedVersion, language: Language) -> bytes | None:
        """The version's PDF in that language; `None` until a worker has printed it."""
        async with self._database.reading(KS) as connection:
            return await find_paper(connection, one.release_sha256, language)

    async def printed(self, one: PublishedVersion) -> frozenset[str]:
        """In which languages there is a PDF of the version."""
        return frozenset((await self.every_paper()).get(one.release_sha256, {}))

    async def every_paper(self) -> Mapping[str, Mapping[str, str]]:
        """Which PDFs there are: the hash of each, by its language, by the hash of its release."""
        async with self._database.reading(KS) as connection:
            return await papers(connection)

    async def _issue(self, one: PublishedVersion) -> Issue:
        return Issue(await self._release(one.release_sha256), one.release_sha256, one.published_at)

    async def _release(self, sha256: str) -> Release:
        if sha256 not in self._kept:
            async with self._database.reading(KS) as connection:
                found = await find_release(connection, sha256)
            if found is None:
                raise LookupError(f"release {sha256} is published and not kept")
            self._kept[sha256] = found
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[sha256]
