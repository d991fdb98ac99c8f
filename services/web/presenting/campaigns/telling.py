"""A plan in words."""

from collections.abc import Sequence

from domain.planning.plan import AllOfThem, Listed, OfThemes, Plan
from infra.translation.translator import Translator
from projections.collaborations.queries import Found
from services.web.presenting.roster import norwegian_order


def for_whom(plan: Plan, visible: Sequence[Found], t: Translator) -> str:
    """Of those that are named, only such as the reader may see."""
    match plan.selection:
        case AllOfThem():
            return t("campaign.for.all")
        case OfThemes(themes=themes):
            return t("campaign.for.themes", themes=", ".join(t(f"theme.{theme}") for theme in themes))
        case Listed(collaborations=listed):
            names = sorted((one.state.name for one in visible if one.id in listed), key=norwegian_order)
            return ", ".join(names) or t("campaign.for.none")


def reminded(plan: Plan, t: Translator) -> str:
    if not plan.reminders:
        return t("campaign.reminded.never")
    *earlier, last = plan.reminders
    days = t("campaign.reminded.days", count=last)
    if earlier:
        days = t("campaign.reminded.and", first=", ".join(str(one) for one in earlier), last=days)
    return t("campaign.reminded", days=days)
