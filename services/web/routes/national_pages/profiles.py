"""What the pages of a profile are told: the country's, or that of a group beside the country's."""

from typing import Any

from domain.national.groups import COUNTRY, GroupId
from services.reports.national_tables.published import PublishedIssues
from services.web.presenting.national.frame import Nation
from services.web.presenting.national.profiled import profiled
from services.web.presenting.national.telling import lead, why_missing


async def profile_context(published: PublishedIssues, nation: Nation, group: GroupId = COUNTRY) -> dict[str, Any]:
    release, t = nation.issue.release, nation.words.t
    told = profiled(release, group, nation.words, nation.figure)
    return {
        **told,
        "lead": lead(told["profile"], nation.quarter_name, t),
        "before": nation.words.quarter(nation.before.quarter) if nation.before else "",
        "missing": why_missing(release, t),
        "is_printed": t.language in await published.printed(nation.version),
    }
