"""How national figures are made, for whoever uses, reports on or checks them. It is there before there is a figure."""

from functools import partial
from typing import Final

from litestar import Response

from domain.national.ruleset import NEWEST, rule_set
from services.reports.national_tables.catalogue import KS_PAGE
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest, translator_in
from services.web.presenting.national.frame import Part
from services.web.presenting.national.method import PARTS, limits, told
from services.web.routes.national_pages.opening import language_asked, nation_of, read, shown, shown_without_release

TEMPLATE: Final = "national/method.html"


@read(Part.METHOD.path)
async def explain_method(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    """By the rules of the release that is asked for, or by those of new ones."""
    nation = await nation_of(request, world, published)
    rules = rule_set(nation.version.ruleset if nation else NEWEST)
    context = {
        "parts": PARTS,
        "rules": rules,
        "limits": limits(rules),
        "told": partial(told, rules=rules, t=translator_in(language_asked(request))),
        "ks_page": KS_PAGE.address,
    }
    if nation is None:
        return await shown_without_release(request, world, Part.METHOD, TEMPLATE, **context)
    return await shown(request, world, nation, Part.METHOD, TEMPLATE, **context)


ROUTES = (explain_method,)
