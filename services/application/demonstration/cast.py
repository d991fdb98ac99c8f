"""Who signs in to look at the demonstration: invented people, by role only, in each workspace; and two people of KS."""

from typing import Final
from uuid import UUID, uuid5

import msgspec

from domain.ids import SubjectId, TenantId
from domain.workspace.events import Role

DEMONSTRATION: Final = UUID("de300000-0000-5000-8000-000000000000")
"""Names everything in the demonstration, so that loading it again finds what is there."""

TENANTS: Final = {
    "arendal": TenantId(101),
    "asker": TenantId(102),
    "steinkjer": TenantId(103),
    "trondheim": TenantId(104),
    "senja": TenantId(105),
    "roskilde": TenantId(106),
}
"""Below the numbers that real workspaces get."""

ANALYST: Final = "analytiker@ks.example"

CUSTODIAN: Final = "fagansvarlig@ks.example"
"""Of the instrument: what one of KS's people takes in, another approves."""

ROLE_NAMES: Final = {
    Role.ADMINISTRATOR: "Administrator",
    Role.FACILITATOR: "Fasilitator",
    Role.PARTICIPANT: "Deltaker",
}


class Actor(msgspec.Struct, frozen=True):
    """One person of the demonstration in one workspace."""

    subject: SubjectId
    role: Role
    email: str
    name: str


def cast(slug: str, municipality: str) -> tuple[Actor, ...]:
    """Administrator, facilitator and participant, in this order."""
    return tuple(
        Actor(
            subject=SubjectId(uuid5(DEMONSTRATION, f"{slug} {role}")),
            role=role,
            email=f"{name.lower()}@{slug}.example",
            name=f"{name} i {municipality}",
        )
        for role, name in ROLE_NAMES.items()
    )


def people_to_try() -> tuple[str, ...]:
    """The addresses of one person of each kind, and of both at KS, for the links that `samson up` prints."""
    return (*(actor.email for actor in cast("arendal", "Arendal")), ANALYST, CUSTODIAN)
