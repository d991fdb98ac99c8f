"""A page for an invited person: in the language chosen here, else the one that they want letters in."""

from typing import Any

from litestar.response import Template

from infra.mail.choices import choice_of
from infra.translation.catalogue import LANGUAGES
from infra.translation.translator import Translator
from services.application.campaigns.standing import Invited
from services.application.world import World
from services.web.inviting import alone_path
from services.web.pages import LANGUAGE_COOKIE, AnyRequest, page, translator_in, translator_of
from services.web.presenting.wording import Wordings


async def translator_for(request: AnyRequest, world: World, invited: Invited) -> Translator:
    if request.cookies.get(LANGUAGE_COOKIE) in LANGUAGES:
        return translator_of(request)
    async with world.database.reading(invited.tenant) as connection:
        choice = await choice_of(connection, invited.tenant, invited.invitation.person)
    return translator_in(choice.language)


def alone_page(
    request: AnyRequest, t: Translator, invited: Invited, template: str, *, status: int = 200, **context: Any
) -> Template:
    return page(
        request,
        f"alone/{template}",
        status=status,
        t=t,
        language=t.language,
        said=Wordings(t.language),
        invited=invited,
        home=alone_path(invited.invitation.measurement),
        **context,
    )
