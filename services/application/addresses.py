"""Nobody is twice in a workspace, and nobody is its member and its auditor at the same time."""

from domain.errors import DomainError
from domain.ids import SubjectId
from domain.text import Sealed, Text
from domain.workspace.state import Standing, Workspace
from projections.audit_accesses.queries import audit_accesses
from services.application.world import Caller, World


class AddressBelongsAlready(DomainError):
    """Somebody with this address is a member or an auditor, or has been invited."""

    code = "address_belongs_already"


async def must_be_new(world: World, caller: Caller, workspace: Workspace, address: str, of: SubjectId) -> None:
    """Whether nobody but `of` has this address. Addresses are sealed: they are opened to be compared, and not kept.

    Two administrators who ask in the same moment can both be told yes. What then decides is the tie between account
    and pseudonym: an account has one in each workspace.
    """
    present: list[Text | None] = [
        member.email for who, member in workspace.members.items() if member.standing is not Standing.GONE and who != of
    ]
    now = world.clock.now()
    async with world.database.reading(caller.tenant) as connection:
        accesses = await audit_accesses(connection, caller.tenant)
    present += [access.email for access in accesses if access.runs(now) and access.auditor != of]
    opened = await world.keyring.open(caller.tenant, [email for email in present if isinstance(email, Sealed)])
    if address.strip().casefold() in {email.casefold() for email in opened.values() if email}:
        raise AddressBelongsAlready
