"""As whom somebody at KS acts, in KS's own log."""

from domain.ids import KS
from infra.accounts.ks_people import ensure_ks_person
from services.application.world import Caller, World
from services.web.pages import AnyRequest


async def caller_of(request: AnyRequest, world: World) -> Caller:
    """Somebody at KS who is about to write: the pseudonym is made with the first thing that they do."""
    return Caller(tenant=KS, subject=await ensure_ks_person(world.database, request.user.id))
