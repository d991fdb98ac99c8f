"""What national pages say in words: of whom the figures are, and which numbers are missing."""

from collections.abc import Sequence
from typing import Final

import msgspec

from domain.national.groups import COUNTRY, GroupId, GroupKind, kind_of
from domain.national.release import Coverage, Release
from domain.national.ruleset import rule_set
from infra.translation.translator import Translator
from services.reports.national_figures.writing import band, band_key
from services.reports.national_profile.profile import NationalProfile
from services.reports.national_tables.cube import groups
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import NOBODY_TOLD
from services.reports.national_tables.words import Words

KINDS: Final = (GroupKind.COUNTY, GroupKind.SIZE, GroupKind.KOSTRA, GroupKind.THEME)
"""Of groups within the country, in the order of pages and files."""


def lead(profile: NationalProfile, quarter: str, t: Translator) -> str:
    """Three sentences: what one sees, and of whom."""
    kind = _kind(profile.group)
    if profile.has_nothing:
        return t("national.lead.nothing", quarter=quarter)
    municipalities, collaborations = behind(profile.coverage, t)
    if not (municipalities and collaborations):
        return t(f"national.lead.{kind}.untold", quarter=quarter)
    return t(f"national.lead.{kind}", municipalities=municipalities, collaborations=collaborations, quarter=quarter)


def _kind(group: GroupId) -> str:
    """Collaborations are within a place, and about a theme."""
    match kind_of(group):
        case GroupKind.COUNTRY:
            return "country"
        case GroupKind.THEME:
            return "theme"
        case GroupKind.COUNTY | GroupKind.SIZE | GroupKind.KOSTRA:
            return "group"


def behind(coverage: Coverage, t: Translator) -> tuple[str, ...]:
    """`100 kommuner eller flere`, and the same of collaborations; empty where it is not told."""
    return tuple(
        t(f"national.{what}.{band_key(one)}") if one else ""
        for what, one in (("municipalities", coverage.municipalities), ("collaborations", coverage.collaborations))
    )


class GroupRow(msgspec.Struct, frozen=True):
    """`published` of the `all` means that there could be are published; of how many is told by `band`."""

    group: GroupId
    name: str
    municipalities: str
    collaborations: str
    published: int
    all: int


class OfKind(msgspec.Struct, frozen=True):
    kind: GroupKind
    rows: Sequence[GroupRow]


def groups_by_kind(issue: Issue, words: Words) -> list[OfKind]:
    """Always in the same order, whatever their numbers are. A kind that was never imported has no groups."""
    every = groups([issue])
    found = [OfKind(kind, [_row(issue.release, one, words) for one in every if kind_of(one) is kind]) for kind in KINDS]
    return [one for one in found if one.rows]


def _row(release: Release, group: GroupId, words: Words) -> GroupRow:
    coverage = release.coverage.get(group, NOBODY_TOLD)
    means = [figure.mean for figure in release.figures.get(group, {}).values()]
    return GroupRow(
        group=group,
        name=words.group(group),
        municipalities=band(coverage.municipalities, words.t),
        collaborations=band(coverage.collaborations, words.t),
        published=sum(mean is not None for mean in means),
        all=len(release.figures.get(COUNTRY, means)),
    )


def why_missing(release: Release, t: Translator) -> Sequence[str]:
    """The one text for every number that is not there, and what the rules ask of any: never which one held it back."""
    rules = rule_set(release.ruleset)
    return (
        t("national-table.note.withheld"),
        t("national.missing.rules", mean=rules.mean_from, theme=rules.theme_mean_from, share=rules.share_from),
        t("national.missing.untold"),
    )
