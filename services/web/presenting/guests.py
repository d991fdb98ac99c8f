"""Who is invited to a measurement, as whoever leads sees it: one line each, by name."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

import msgspec

from domain.ids import InvitationId, SubjectId
from domain.invitation.state import Invitation
from domain.sectors import Side
from services.web.presenting.roster import norwegian_order


class Post(StrEnum):
    """Where the newest letter is."""

    WAITING = "waiting"
    """Asked for, and not with the mail server yet."""
    SENT = "sent"
    DELAYED = "delayed"
    RETURNED = "returned"


class Guest(msgspec.Struct, frozen=True):
    """`belongs`: whether the person is in the group now. Who is not can't answer, and gets no letter."""

    invitation: Invitation
    name: str
    post: Post
    answered: bool
    belongs: bool

    @property
    def is_in(self) -> bool:
        return self.invitation.holds and self.belongs


def guests(
    invitations: Sequence[Invitation],
    names: Mapping[SubjectId, str],
    answered: Collection[InvitationId],
    group: Mapping[SubjectId, Side],
) -> list[Guest]:
    found = [
        Guest(
            invitation=one,
            name=names[one.person],
            post=_post(one),
            answered=one.id in answered,
            belongs=one.person in group,
        )
        for one in invitations
    ]
    return sorted(found, key=lambda guest: norwegian_order(guest.name))


def _post(invitation: Invitation) -> Post:
    if invitation.permanent is not None:
        return Post.RETURNED if invitation.permanent else Post.DELAYED
    return Post.SENT if invitation.sent == invitation.asked else Post.WAITING
