"""Who is invited to a round, and the letters that follow from it."""

from collections.abc import Sequence
from typing import Final

from domain.event import Act
from domain.ids import InvitationId, MeasurementId
from domain.invitation.decisions import InvitePeople, invite
from domain.invitation.state import fold
from domain.streams import invitation_stream
from infra.eventlog.log import NewEvent, OutboxRow, Recorded
from services.application.writing import following

CAMPAIGN_INVITATION: Final = "mail.campaign-invitation"
"""The kind of work that is one letter with a link to answer by oneself. Its row is the Message-ID."""


def invitations_of(
    measurement: MeasurementId, command: InvitePeople, act: Act, recorded: Sequence[Recorded] = ()
) -> tuple[list[NewEvent], list[OutboxRow]]:
    """For the append that opens a round: one event and one letter for each person who is not invited yet.

    `recorded` is the stream of the measurement's invitations, read to its end: nothing, for a measurement that begins.
    """
    stream = invitation_stream(measurement)
    invited = invite(measurement, fold(one.event for one in recorded), command, act)
    return following(stream, recorded, invited), [letter_row(measurement, one.invitation, 1) for one in invited]


def letter_row(measurement: MeasurementId, invitation: InvitationId, number: int) -> OutboxRow:
    """`number` counts the letters that were asked for: one that is followed by another is not sent."""
    payload = {"measurement": str(measurement), "invitation": str(invitation), "number": number}
    return OutboxRow(CAMPAIGN_INVITATION, payload)
