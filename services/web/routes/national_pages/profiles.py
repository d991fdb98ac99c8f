"""What the pages of a profile are told: the country's, or that of a group beside the country's."""

from domain.national.groups import COUNTRY, GroupId
from services.reports.national_profile.drawn import profile_continuum, profile_spider
from services.reports.national_profile.every_number import every_number
from services.reports.national_profile.profile import national_profile
from services.reports.national_tables.published import PublishedIssues
from services.web.presenting.national.frame import Nation
from services.web.presenting.national.telling import lead, why_missing


async def profile_context(published: PublishedIssues, nation: Nation, group: GroupId = COUNTRY) -> dict[str, object]:
    release, words, t = nation.issue.release, nation.words, nation.words.t
    beside = None if group == COUNTRY else COUNTRY
    profile = national_profile(release, group, words, beside=beside)
    title = t("national.profile.title", group=profile.name, quarter=nation.quarter_name)
    return {
        "profile": profile,
        "lead": lead(profile, nation.quarter_name, t),
        "beside": beside is not None,
        "before": words.quarter(nation.before.quarter) if nation.before else "",
        "drawn": profile_spider(
            profile, title, beside=t("national.column.country") if beside else "", where=nation.figure
        ),
        "thickness": profile_continuum(profile, t),
        "every": every_number(release, group, words),
        "missing": why_missing(release, t),
        "is_printed": t.language in await published.printed(nation.version),
    }
