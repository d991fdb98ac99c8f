"""Which two releases are beside each other, and what is to be known before they are compared."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from infra.translation.translator import Translator
from projections.releases.queries import PublishedVersion
from services.reports.national_figures.compared import Pair, Relation
from services.web.presenting.national.frame import before, name_of, wanted

FIRST: Final = "first"
SECOND: Final = "second"


class Chosen(msgspec.Struct, frozen=True):
    """Two published versions: `first` is of the earlier quarter, or the earlier version of one quarter.

    `counted_from` is the release that the changes of the second are counted from.
    """

    first: PublishedVersion
    second: PublishedVersion
    counted_from: PublishedVersion | None

    @property
    def relation(self) -> Relation:
        if self.first.quarter == self.second.quarter:
            return Relation.CORRECTS
        return Relation.FOLLOWS if self.first == self.counted_from else Relation.APART


class NotPublished(LookupError):
    """An address names a release that there is not."""


def chosen(
    asked: Mapping[str, str], versions: Sequence[PublishedVersion], looked_at: PublishedVersion
) -> Chosen | None:
    """As the address says, in whichever order; where it says one or none, the natural other one is taken.

    `None` where there are no two to compare: the same one twice, or one alone. Raises `NotPublished`.
    """
    first, second = (_named(asked.get(name), versions) for name in (FIRST, SECOND))
    if second is None:
        second = looked_at if looked_at != first else None
    one = second or first
    first = first if first and second else _partner(one, versions) if one else None
    if one is None or first is None or first == one:
        return None
    earlier, later = sorted((first, one), key=lambda one: (one.quarter, one.version))
    return Chosen(earlier, later, before(later, versions))


def _named(name: str | None, versions: Sequence[PublishedVersion]) -> PublishedVersion | None:
    if name is None:
        return None
    found = wanted(name, versions)
    if found is None:
        raise NotPublished(name)
    return found


def _partner(one: PublishedVersion, versions: Sequence[PublishedVersion]) -> PublishedVersion | None:
    """What its changes are counted from; else any other: another version of its quarter, or a later quarter's."""
    return before(one, versions) or next((each for each in reversed(versions) if each != one), None)


def remarks(pair: Pair, t: Translator) -> Sequence[str]:
    """What can't be compared, or only with care."""
    first, second = pair.first.release, pair.second.release
    said = [t(f"national-compare.relation.{pair.relation}")]
    if first.simulated != second.simulated:
        said.append(t("national-compare.simulated"))
    if first.ruleset != second.ruleset:
        said.append(t("national-compare.rules", first=first.ruleset, second=second.ruleset))
    if pair.relation is not Relation.CORRECTS:
        said.append(t("national-compare.instrument"))
    return said


def choices(versions: Sequence[PublishedVersion], titles: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Every version of every quarter, the latest first."""
    return [(name_of(one), title) for one, title in zip(versions, titles, strict=True)]
