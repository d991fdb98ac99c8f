"""Every kind of event there is, and what became of those that are no longer written."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from domain.action_plan import events as action_plan
from domain.audit_access import events as audit_access
from domain.campaign import events as campaign
from domain.collaboration import events as collaboration
from domain.erasure import events as erasure
from domain.event import Event
from domain.instrument.publication import events as instrument
from domain.invitation import events as invitation
from domain.measurement import events as measurement
from domain.national_release import events as national_release
from domain.proposal import events as proposal
from domain.proposal.answering import events as answering
from domain.workspace import events as workspace

EVENTS: Final[tuple[type[Event], ...]] = (
    instrument.DraftTakenIn,
    instrument.ReviewRequested,
    instrument.DraftApproved,
    instrument.DraftReturned,
    instrument.DraftWithdrawn,
    instrument.InstrumentPublished,
    instrument.VersionRetired,
    instrument.VersionReinstated,
    workspace.WorkspaceFounded,
    workspace.MemberInvited,
    workspace.InvitationWithdrawn,
    workspace.MemberJoined,
    workspace.RoleGranted,
    workspace.MemberLeft,
    workspace.CheckpointLettersOrdered,
    workspace.CheckpointLettersStopped,
    workspace.SharingStarted,
    workspace.SharingDeclined,
    workspace.SharingStopped,
    collaboration.CollaborationFormed,
    collaboration.CollaborationRenamed,
    collaboration.PurposeReworded,
    collaboration.PartnerJoined,
    collaboration.PartnerLeft,
    collaboration.ParticipantJoined,
    collaboration.ParticipantLeft,
    measurement.MeasurementStarted,
    measurement.AttendanceNoted,
    measurement.ModeSwitched,
    measurement.ValueWeighed,
    measurement.WeightingRevised,
    measurement.QuestionAnswered,
    measurement.AnswerRevised,
    measurement.AnswerWithdrawn,
    measurement.AnswerAdopted,
    measurement.CommentNoted,
    measurement.CommentReworded,
    measurement.CommentWithdrawn,
    measurement.AnswersRevealed,
    measurement.DissentNoted,
    measurement.DissentReworded,
    measurement.DissentWithdrawn,
    measurement.OwnQuestionAdded,
    measurement.OwnQuestionReworded,
    measurement.OwnQuestionRemoved,
    measurement.OwnQuestionAnswered,
    measurement.OwnAnswerRevised,
    measurement.OwnAnswerWithdrawn,
    measurement.MeasurementPaused,
    measurement.MeasurementResumed,
    measurement.MeasurementClosed,
    measurement.MeasurementNotCompleted,
    measurement.MeasurementReopened,
    measurement.MeasurementVoided,
    measurement.MeasurementMarkedAsPractice,
    measurement.PracticeMarkLifted,
    action_plan.ActionSuggested,
    action_plan.ActionReworded,
    action_plan.SuggestionWithdrawn,
    action_plan.ActionPlaced,
    action_plan.ActionAgreed,
    action_plan.AgreementRevised,
    action_plan.AgreementWithdrawn,
    action_plan.ActionStarted,
    action_plan.ActionDone,
    action_plan.ActionDropped,
    action_plan.ActionTakenUp,
    action_plan.ActionJudged,
    action_plan.VerdictRevised,
    action_plan.VerdictWithdrawn,
    erasure.ErasureRequested,
    erasure.ErasureConfirmed,
    erasure.ErasureWithdrawn,
    erasure.ErasureCarriedOut,
    audit_access.AuditAccessGranted,
    audit_access.AuditorInvited,
    audit_access.InvitationRepeated,
    audit_access.AuditAccessAccepted,
    audit_access.AuditAccessEnded,
    campaign.CampaignPlanned,
    campaign.CampaignRenamed,
    campaign.PlanRevised,
    campaign.RoundSkipped,
    campaign.SkipLifted,
    campaign.RoundOpened,
    campaign.MeasurementOpened,
    campaign.ClosingPostponed,
    campaign.MeasurementEnded,
    campaign.LetterWorded,
    campaign.CampaignPaused,
    campaign.CampaignResumed,
    campaign.CampaignCancelled,
    invitation.PersonInvited,
    invitation.LetterSent,
    invitation.LetterReturned,
    invitation.LetterRepeated,
    invitation.InvitationRevoked,
    invitation.PersonInvitedAgain,
    invitation.RemindersWritten,
    proposal.CampaignProposed,
    proposal.ProposalWithdrawn,
    answering.ProposalAccepted,
    answering.ProposalDeclined,
    national_release.ReleaseOrdered,
    national_release.QuarterSnapshotted,
    national_release.ReleaseProposed,
    national_release.OrderGivenUp,
    national_release.ProposalApproved,
    national_release.ProposalWithdrawn,
    national_release.ReleasePublished,
)
"""What can be read and written. A class may move and be renamed; its `TOPIC` stays."""


class Upcast(msgspec.Struct, frozen=True):
    """How an event of an older version is read as one of the next: `state` as it was decoded from JSON.

    Sealed parts keep their names. What the older version did not know gets the value that it would have had.
    """

    topic: str
    state: Callable[[dict[str, Any]], dict[str, Any]]


UPCASTS: Final[Mapping[str, Upcast]] = MappingProxyType({})
"""From the topic of a version that is no longer written to that of the next; several steps may follow each other."""
