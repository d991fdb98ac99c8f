"""A group's profile as its pages are told of it: the public ones, and KS's before anything is published."""

from typing import Any

from domain.national.groups import COUNTRY, GroupId
from domain.national.release import Release
from services.reports.national_profile.drawn import Where, nowhere, profile_continuum, profile_spider
from services.reports.national_profile.every_number import every_number
from services.reports.national_profile.profile import national_profile
from services.reports.national_tables.words import Words


def profiled(release: Release, group: GroupId, words: Words, where: Where = nowhere) -> dict[str, Any]:
    """What `national/_parts.html` draws and writes; `beside` is whether the country stands beside a group."""
    beside = None if group == COUNTRY else COUNTRY
    profile = national_profile(release, group, words, beside=beside)
    title = words.t("national.profile.title", group=profile.name, quarter=words.quarter(release.quarter))
    return {
        "profile": profile,
        "beside": beside is not None,
        "drawn": profile_spider(profile, title, beside=words.group(beside) if beside else "", where=where),
        "thickness": profile_continuum(profile, words.t),
        "tables": every_number(release, group, words),
    }
