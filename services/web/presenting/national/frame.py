"""Which release a national page shows, where in the pages it stands, and how it links to the others."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

import msgspec

from domain.national.groups import COUNTRY, GroupId
from domain.national.quarter import Quarter
from domain.national.variables import VariableId
from projections.releases.queries import PublishedVersion
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.words import Words

HOME: Final = "/national"

PAPERS: Final = f"{HOME}/papers"
"""Where a page that waits for the PDF of a release asks for it, by the release's name."""

RELEASE: Final = "release"
LANG: Final = "lang"
"""What any page can be told in its address, so that every view has one that can be cited."""

FILES: Final = ("csv", "xlsx", "json", "pdf")
"""The endings of a release's files: `national.file.<ending>` is what each is called."""

NAMED: Final = re.compile(r"(\d{4}K[1-4])v([1-9]\d{0,3})")


class Part(StrEnum):
    """Of the national pages, in the order of their navigation: `national.part.<part>` is what it is called."""

    OVERVIEW = "overview"
    FIGURES = "figures"
    GROUPS = "groups"
    MAP = "map"
    COMPARE = "compare"
    METHOD = "method"
    RELEASES = "releases"

    @property
    def path(self) -> str:
        return HOME if self is Part.OVERVIEW else f"{HOME}/{self}"


def name_of(one: PublishedVersion | Issue) -> str:
    """`2026K1v2`, as an address says it."""
    return f"{one.quarter}v{one.version}"


def page_of(one: PublishedVersion | Issue) -> str:
    """Where a release stays for ever; its files are beside it, by their endings."""
    return f"{HOME}/releases/{one.quarter}/v{one.version}"


def addressed(path: str, query: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def wanted(name: str, versions: Sequence[PublishedVersion]) -> PublishedVersion | None:
    """The release of that name; `None` for what is not published."""
    found = NAMED.fullmatch(name)
    if found is None:
        return None
    quarter, version = Quarter.read(found[1]), int(found[2])
    return next((one for one in versions if (one.quarter, one.version) == (quarter, version)), None)


def before(one: PublishedVersion, versions: Sequence[PublishedVersion]) -> PublishedVersion | None:
    """The release that its changes are counted from: of an earlier quarter, and the last that was out by then."""
    earlier = [each for each in versions if each.quarter < one.quarter and each.published_at <= one.published_at]
    return max(earlier, key=lambda each: (each.published_at, each.quarter, each.version), default=None)


class Nation(msgspec.Struct, frozen=True):
    """What is published, and the release that is looked at.

    `versions` are all of them, the latest quarter and its last version first; `issue` is the one that is looked at.
    `asked` is what the address said of `RELEASE` and `LANG`.
    """

    versions: Sequence[PublishedVersion]
    version: PublishedVersion
    issue: Issue
    words: Words
    asked: Mapping[str, str]

    @property
    def newest(self) -> PublishedVersion:
        return self.versions[0]

    @property
    def correction(self) -> PublishedVersion | None:
        """The last version of the same quarter, where this is not it."""
        last = next(one for one in self.versions if one.quarter == self.version.quarter)
        return None if last == self.version else last

    @property
    def before(self) -> PublishedVersion | None:
        return before(self.version, self.versions)

    @property
    def quarter_name(self) -> str:
        return self.words.quarter(self.version.quarter)

    @property
    def page(self) -> str:
        return page_of(self.version)

    @property
    def _spoken(self) -> Mapping[str, str]:
        return {LANG: self.asked[LANG]} if LANG in self.asked else {}

    @property
    def name(self) -> str:
        return name_of(self.version)

    def at(self, path: str, **query: str) -> str:
        """The address of another national page, of this release if one was asked for, and in the same language."""
        return addressed(path, {**self.asked, **query})

    def instead(self, one: PublishedVersion, path: str) -> str:
        """The address of the same page, `path`, of another release; that of a release has its name in the path."""
        if path == self.page:
            return self.stays(one)
        return self.at(path, release=name_of(one))

    def chooser(self, path: str) -> str:
        """Where a form that chooses a release is sent to."""
        return HOME if path == self.page else path

    def figure(self, variable: VariableId) -> str:
        """The page of a variable."""
        return self.at(f"{Part.FIGURES.path}/{variable}")

    def group(self, group: GroupId) -> str:
        """The page of a group; that of the country is the first of all."""
        return self.at(HOME if group == COUNTRY else f"{Part.GROUPS.path}/{group}")

    def stays(self, one: PublishedVersion) -> str:
        """The page of a version, for ever."""
        return addressed(page_of(one), self._spoken)

    def files(self, one: PublishedVersion) -> Sequence[tuple[str, str]]:
        """Ending and address of each, in the reader's language."""
        said = {LANG: self.words.t.language}
        return [(ending, addressed(f"{page_of(one)}.{ending}", said)) for ending in FILES]

    def paper(self, one: PublishedVersion) -> str:
        """Where a page asks whether the PDF in the reader's language is there by now."""
        return addressed(f"{PAPERS}/{name_of(one)}", {LANG: self.words.t.language})

    def choices(self) -> Sequence[tuple[str, str]]:
        """Releases to look at: the last version of each quarter, and the one that is looked at."""
        shown = [one for one in self.versions if not one.superseded or one == self.version]
        return [(name_of(one), self.title(one)) for one in shown]

    def title(self, one: PublishedVersion) -> str:
        return self.words.t("national.release", quarter=self.words.quarter(one.quarter), version=one.version)
