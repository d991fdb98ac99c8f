"""What has happened in the workspace whose history is exported, changed and checked."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

import msgspec

from domain.action_plan import events as action_plan
from domain.audit_access import events as audit_access
from domain.campaign import events as campaign
from domain.collaboration import events as collaboration
from domain.erasure import events as erasure
from domain.event import Event
from domain.ids import (
    ActionId,
    CampaignId,
    CollaborationId,
    MeasurementId,
    PartnerId,
    ProposalId,
    QuestionId,
    SubjectId,
)
from domain.invitation import events as invitation
from domain.invitation.decisions import invitation_of
from domain.measurement import events as measurement
from domain.modes import Mode
from domain.planning.plan import AllOfThem, Plan, round_of
from domain.proposal.answering import events as answering
from domain.scoring.profile import SCORING_VERSION, profile
from domain.scoring.tally import Ballot, QuestionSpread, question_spread, tally
from domain.sectors import Sector, Side
from domain.streams import audit_access_stream
from domain.text import Clear
from domain.themes import Theme
from domain.workspace import events as workspace
from infra.instruments import shipped_instruments
from tests.support.builders import ANNA, BJORN, NOON

FORMED = CollaborationId(UUID("a0000000-0000-4000-8000-000000000001"))
CLOSED = MeasurementId(UUID("b0000000-0000-4000-8000-000000000001"))
OPEN = MeasurementId(UUID("b0000000-0000-4000-8000-000000000002"))
ADOPTED = MeasurementId(UUID("b0000000-0000-4000-8000-000000000003"))
ENDED = MeasurementId(UUID("b0000000-0000-4000-8000-000000000004"))
ACTIONS = [ActionId(UUID(int=number, version=4)) for number in (1, 2)]
AUDITOR = SubjectId(UUID("c0000000-0000-4000-8000-000000000001"))
CAMPAIGN = CampaignId(UUID("d0000000-0000-4000-8000-000000000001"))
ERASURES = [UUID(int=number, version=4) for number in (21, 22)]
SHARED = UUID("e0000000-0000-4000-8000-000000000001")
PARTNERS = [PartnerId(UUID(int=number, version=4)) for number in (11, 12)]


def people() -> list[Event]:
    invited = [
        workspace.MemberInvited(
            at=NOON, by=ANNA, member=who, role=workspace.Role.PARTICIPANT, email=Clear(who, "a@b.no"), name=name
        )
        for who, name in ((ANNA, Clear(ANNA, "Anna")), (BJORN, None))
    ]
    return [
        workspace.WorkspaceFounded(at=NOON, by=ANNA, slug="arendal", name="Arendal", country="NO", number="4203"),
        *invited,
        workspace.MemberJoined(at=NOON, by=ANNA, member=ANNA),
        workspace.RoleGranted(at=NOON, by=ANNA, member=ANNA, role=workspace.Role.ADMINISTRATOR),
        workspace.MemberJoined(at=NOON, by=BJORN, member=BJORN),
        *sharing(),
    ]


def sharing() -> list[Event]:
    """No, yes, no with a reason, and yes again."""
    reason = Clear(SubjectId(SHARED), "Vi vil tenke oss om")
    return [
        workspace.SharingDeclined(at=NOON, by=ANNA),
        workspace.SharingStarted(at=NOON, by=ANNA),
        workspace.SharingStopped(at=NOON + timedelta(days=1), by=ANNA, reason=reason),
        workspace.SharingStarted(at=NOON + timedelta(days=2), by=ANNA),
    ]


def collaborating() -> list[Event]:
    purpose = Clear(SubjectId(FORMED), "Flere unge i arbeid – også «sent»")
    theme = Theme.YOUNG_PEOPLE
    return [
        collaboration.CollaborationFormed(at=NOON, by=ANNA, name="Friskgården", theme=theme, purpose=purpose),
        collaboration.PartnerJoined(at=NOON, by=ANNA, partner=PARTNERS[0], name="Kommunen", sector=Sector.MUNICIPALITY),
        collaboration.PartnerJoined(at=NOON, by=ANNA, partner=PARTNERS[1], name="AS", sector=Sector.VOLUNTARY),
        collaboration.ParticipantJoined(at=NOON, by=ANNA, participant=BJORN, partner=PARTNERS[1]),
        collaboration.CollaborationRenamed(at=NOON, by=ANNA, name="Friskgården “2”"),
        collaboration.PurposeReworded(at=NOON + timedelta(days=100), by=ANNA, theme=Theme.HOUSING, purpose=purpose),
    ]


def started(which: MeasurementId) -> measurement.MeasurementStarted:
    instrument, sha256 = shipped_instruments().newest()
    return measurement.MeasurementStarted(
        at=NOON,
        by=ANNA,
        collaboration=FORMED,
        instrument=instrument.id,
        instrument_version=instrument.version,
        instrument_sha256=sha256,
        mode=Mode.TOGETHER,
        practice=False,
        attendance={Sector.MUNICIPALITY: 2, Sector.VOLUNTARY: 1},
        place=Clear(SubjectId(which), "Rådhuset"),
    )


def measured(which: MeasurementId) -> list[Event]:
    """Answered in part, closed, reopened, answered otherwise and closed again."""
    instrument, sha256 = shipped_instruments().newest()
    weights = {key: number % 11 for number, key in enumerate(instrument.ambitions)}
    answers: dict[QuestionId, int | str] = {key: 3 * number % 11 for number, key in enumerate(instrument.questions)}
    spare = list(answers)[-2:]
    at, text = NOON + timedelta(minutes=1), Clear(SubjectId(which), "Vi ble enige")
    events: list[Event] = [started(which)]
    events += [measurement.ValueWeighed(at=at, by=ANNA, ambition=key, weight=weights[key]) for key in weights]
    events += [measurement.QuestionAnswered(at=at, by=ANNA, question=key, answer=answers[key]) for key in answers]
    events.append(measurement.AnswerWithdrawn(at=at, by=ANNA, question=spare[0]))
    del answers[spare[0]]
    answers[spare[1]] = "not_relevant"
    revised = measurement.AnswerRevised(at=at, by=ANNA, question=spare[1], answer="not_relevant", reason=text)
    events += [revised, measurement.CommentNoted(at=at, by=ANNA, question=spare[1], text=text)]

    def closing(*spreads: QuestionSpread) -> Event:
        figures = profile(instrument, weights, answers)
        return measurement.MeasurementClosed(
            at=at, by=ANNA, figures=figures, scoring_version=SCORING_VERSION, instrument_sha256=sha256, spreads=spreads
        )

    events += [closing(), measurement.MeasurementReopened(at=at, by=ANNA, reason=text)]
    first = next(iter(answers))
    answers[first] = 10
    events += each_then_together(which, list(answers)[:3])
    events.append(measurement.AnswerRevised(at=at, by=ANNA, question=first, answer=10))
    found = [question_spread(one.question, one.tally) for one in events if isinstance(one, measurement.AnswersRevealed)]
    return [*events, closing(*(spread for spread in found if spread is not None))]


def each_then_together(which: MeasurementId, questions: list[QuestionId]) -> list[Event]:
    """Three questions revealed: with both sides, with the whole only, and with too few on the scale; and a dissent."""
    at, words = NOON + timedelta(hours=1), Clear(SubjectId(which), "Vi ser det ikke slik")
    public, partner = ([Ballot(side=side, answer=answer) for answer in (2, 5, 8, "not_relevant")] for side in Side)
    cast = ([*public, *partner[:3]], public, [*public[2:], *partner[3:]])
    return [
        measurement.ModeSwitched(at=at, by=ANNA, mode=Mode.EACH_THEN_TOGETHER),
        *(
            measurement.AnswersRevealed(at=at, by=ANNA, question=question, tally=tally(ballots))
            for question, ballots in zip(questions, cast, strict=True)
        ),
        measurement.DissentNoted(at=at, by=ANNA, question=questions[0], text=words),
        measurement.DissentNoted(at=at, by=ANNA, question=questions[1], text=words),
        measurement.DissentReworded(at=at, by=ANNA, question=questions[0], text=words),
        measurement.DissentWithdrawn(at=at, by=ANNA, question=questions[1]),
    ]


def out_of_time(which: MeasurementId) -> list[Event]:
    """Three questions of one field revealed and nothing agreed when its time was over."""
    at, asked = NOON + timedelta(days=21), list(shipped_instruments().newest()[0].questions)[:3]
    cast = [
        Ballot(side=side, answer=answer)
        for side, given in zip(Side, ((1, 4, 4), (7, 9, 10)), strict=True)
        for answer in given
    ]
    counted = [tally(cast), tally([*cast[:4], cast[3]]), tally([*cast[4:], *cast[4:]])]
    found = [question_spread(question, one) for question, one in zip(asked, counted, strict=True)]
    return [
        started(which),
        *(
            measurement.AnswersRevealed(at=at, by=ANNA, question=question, tally=one)
            for question, one in zip(asked, counted, strict=True)
        ),
        measurement.MeasurementNotCompleted(
            at=at, by=ANNA, spreads=tuple(spread for spread in found if spread is not None)
        ),
    ]


def adopted(which: MeasurementId) -> list[Event]:
    """Opened again: medians of an even and of an odd number, one of which the group agrees to and one takes back."""
    at, asked = NOON + timedelta(days=22), list(shipped_instruments().newest()[0].questions)[:3]
    return [
        measurement.MeasurementReopened(at=at, by=ANNA, reason=Clear(SubjectId(which), "Vi fikk mer tid")),
        *(
            measurement.AnswerAdopted(at=at, by=ANNA, question=question, answer=answer)
            for question, answer in zip(asked, (4, 4, 9), strict=True)
        ),
        measurement.AnswerWithdrawn(at=at, by=ANNA, question=asked[2]),
        measurement.QuestionAnswered(at=at, by=BJORN, question=asked[1], answer=4),
    ]


def begun(which: MeasurementId) -> list[Event]:
    at, text = NOON + timedelta(days=1), Clear(SubjectId(which), "Enda ikke")
    key = QuestionId("1-1")
    return [
        started(which),
        measurement.QuestionAnswered(at=at, by=ANNA, question=key, answer=4, reason=text),
        measurement.CommentNoted(at=at, by=ANNA, question=key, text=text),
        measurement.CommentReworded(at=at, by=ANNA, question=key, text=text),
        measurement.DissentNoted(at=at, by=ANNA, question=key, text=text),
        measurement.DissentWithdrawn(at=at, by=ANNA, question=key),
        *asked_own(which),
        measurement.MeasurementPaused(at=at, by=ANNA),
    ]


def asked_own(which: MeasurementId) -> list[Event]:
    """Two questions of their own: one reworded, answered, revised and commented on, the other taken away again."""
    at, (first, second) = NOON + timedelta(days=1), (QuestionId("own-1"), QuestionId("own-2"))
    words = Clear(SubjectId(which), "Vi har det gøy sammen")
    return [
        measurement.OwnQuestionAdded(at=at, by=ANNA, question=first, statement=words),
        measurement.OwnQuestionAdded(at=at, by=ANNA, question=second, statement=words),
        measurement.OwnQuestionReworded(at=at, by=ANNA, question=first, statement=words),
        measurement.OwnQuestionRemoved(at=at, by=ANNA, question=second),
        measurement.OwnQuestionAnswered(at=at, by=ANNA, question=first, answer=4),
        measurement.OwnAnswerWithdrawn(at=at, by=ANNA, question=first),
        measurement.OwnQuestionAnswered(at=at, by=ANNA, question=first, answer="not_relevant"),
        measurement.OwnAnswerRevised(at=at, by=ANNA, question=first, answer=9),
        measurement.CommentNoted(at=at, by=ANNA, question=first, text=words),
    ]


def planned() -> list[Event]:
    words = Clear(SubjectId(CLOSED), "Vi møtes på kvelden")
    suggested = [
        action_plan.ActionSuggested(
            at=NOON,
            by=ANNA,
            action=action,
            collaboration=FORMED,
            measurement=CLOSED,
            question=QuestionId("1-1"),
            text=words,
        )
        for action in ACTIONS
    ]
    agreed = action_plan.ActionAgreed(
        at=NOON, by=ANNA, action=ACTIONS[0], measurement=CLOSED, owner=PARTNERS[0], due=NOON.date()
    )
    placed = action_plan.ActionPlaced(
        at=NOON, by=ANNA, action=ACTIONS[1], cell=action_plan.Cell.NEW_MORE, phase=action_plan.Phase.MAP
    )
    return [*suggested, agreed, placed, *lived_through()]


def lived_through() -> list[Event]:
    """One action done, judged twice, and one dropped, taken up, judged and that taken back."""
    first, second = ACTIONS
    said = Clear(SubjectId(OPEN), "Flere kom på kvelden")
    helped, early = action_plan.Verdict.HELPED, action_plan.Verdict.TOO_EARLY
    reason = Clear(SubjectId(CLOSED), "Ingen tid")
    return [
        action_plan.ActionStarted(at=NOON, by=ANNA, action=first),
        action_plan.ActionDone(at=NOON + timedelta(days=100), by=BJORN, action=first),
        action_plan.ActionJudged(at=NOON, by=ANNA, action=first, measurement=OPEN, verdict=early, words=said),
        action_plan.VerdictRevised(at=NOON, by=ANNA, action=first, measurement=OPEN, verdict=helped, words=said),
        action_plan.ActionDropped(at=NOON, by=ANNA, action=second, reason=reason),
        action_plan.ActionTakenUp(at=NOON, by=ANNA, action=second),
        action_plan.ActionJudged(at=NOON, by=ANNA, action=second, measurement=OPEN, verdict=helped),
        action_plan.VerdictRevised(at=NOON, by=ANNA, action=second, measurement=OPEN, verdict=early, words=said),
        action_plan.VerdictRevised(at=NOON, by=ANNA, action=second, measurement=OPEN, verdict=helped),
        action_plan.VerdictWithdrawn(at=NOON, by=ANNA, action=second, measurement=OPEN),
    ]


def campaigning() -> list[Event]:
    """Planned, revised, with rounds left out and one opened, postponed and ended; paused, resumed and cancelled."""
    usual = Plan(
        selection=AllOfThem(),
        begins=date(2027, 1, 11),
        opens_at=time(8),
        rule="FREQ=MONTHLY;INTERVAL=3",
        open_for=21,
        reminders=(7, 2),
        mode=Mode.EACH_THEN_TOGETHER,
    )
    words = Clear(SubjectId(CAMPAIGN), "Fellesferie")
    first, *left_out = (round_of(datetime(2027, month, 11, 8)) for month in (1, 4, 7, 10))  # noqa: DTZ001
    closes = NOON + timedelta(days=21)
    return [
        campaign.CampaignPlanned(at=NOON, by=ANNA, name="Kvartal", plan=usual),
        campaign.CampaignRenamed(at=NOON, by=ANNA, name="Hvert kvartal"),
        campaign.LetterWorded(
            at=NOON, by=ANNA, letter=campaign.Letter.REMINDER, language=campaign.Language.BOKMAL, words=words
        ),
        campaign.LetterWorded(at=NOON, by=ANNA, letter=campaign.Letter.REMINDER, language=campaign.Language.BOKMAL),
        campaign.PlanRevised(at=NOON, by=BJORN, plan=msgspec.structs.replace(usual, reminders=(3,))),
        campaign.RoundSkipped(at=NOON, by=ANNA, round=left_out[0], cause=campaign.Cause.PLANNED, reason=words),
        campaign.SkipLifted(at=NOON, by=ANNA, round=left_out[0]),
        campaign.RoundSkipped(at=NOON, by=ANNA, round=left_out[1], cause=campaign.Cause.PLANNED, reason=words),
        campaign.RoundSkipped(at=NOON, by=ANNA, round=left_out[2], cause=campaign.Cause.OVERTAKEN),
        campaign.RoundOpened(at=NOON, by=ANNA, round=first, due_at=NOON),
        *(
            campaign.MeasurementOpened(
                at=NOON, by=ANNA, round=first, collaboration=FORMED, measurement=which, closes_at=closes
            )
            for which in (OPEN, CLOSED)
        ),
        campaign.ClosingPostponed(at=NOON, by=ANNA, measurement=OPEN, closes_at=closes + timedelta(days=3)),
        campaign.MeasurementEnded(at=NOON, by=ANNA, measurement=CLOSED, outcome=campaign.Outcome.CLOSED),
        campaign.CampaignPaused(at=NOON, by=ANNA, reason=words),
        campaign.CampaignResumed(at=NOON, by=ANNA),
        campaign.CampaignCancelled(at=NOON, by=ANNA, reason=words),
    ]


def answering_ks(stream: UUID) -> list[Event]:
    """No, for a reason, and then yes; the campaign stands in its own stream."""
    proposal, words = ProposalId(UUID(int=31, version=4)), Clear(SubjectId(stream), "Ikke i år")
    return [
        answering.ProposalDeclined(at=NOON, by=ANNA, proposal=proposal, reason=words),
        answering.ProposalAccepted(at=NOON, by=BJORN, proposal=proposal, campaign=CAMPAIGN),
    ]


def inviting() -> list[Event]:
    """Two people: one letter came back and was repeated; one invitation was taken back and given again."""
    annas, bjorns = (invitation_of(OPEN, who) for who in (ANNA, BJORN))
    first = round_of(datetime(2027, 1, 11, 8))  # noqa: DTZ001
    words = Clear(SubjectId(OPEN), "Feil adresse")
    return [
        *(
            invitation.PersonInvited(
                at=NOON,
                by=ANNA,
                campaign=CAMPAIGN,
                round=first,
                collaboration=FORMED,
                measurement=OPEN,
                invitation=which,
                person=who,
                side=side,
            )
            for which, who, side in ((annas, ANNA, Side.PUBLIC), (bjorns, BJORN, Side.PARTNER))
        ),
        *(invitation.LetterSent(at=NOON, by=ANNA, invitation=which, number=1) for which in (annas, bjorns)),
        invitation.LetterReturned(at=NOON, by=ANNA, invitation=annas, permanent=False, code="4.2.2"),
        invitation.LetterReturned(at=NOON, by=ANNA, invitation=annas, permanent=True, code="5.1.1"),
        invitation.LetterRepeated(at=NOON, by=BJORN, invitation=annas),
        invitation.LetterSent(at=NOON, by=BJORN, invitation=annas, number=2),
        invitation.LetterReturned(at=NOON, by=BJORN, invitation=annas, permanent=True, code="5.1.1"),
        invitation.RemindersWritten(at=NOON, by=ANNA, number=1, letters=1),
        invitation.InvitationRevoked(at=NOON, by=ANNA, invitation=bjorns, cause=invitation.Cause.CHOSEN, reason=words),
        invitation.PersonInvitedAgain(at=NOON, by=BJORN, invitation=bjorns, side=Side.PUBLIC),
        invitation.InvitationRevoked(at=NOON, by=ANNA, invitation=annas, cause=invitation.Cause.LEFT),
    ]


def erasing() -> list[list[Event]]:
    """A person who is forgotten, and a text that was to be and is kept after all."""
    place = erasure.TextPlace(stream=OPEN, version=2, part="reason")
    forgotten: list[erasure.Forgotten] = [
        erasure.Person(member=BJORN),
        erasure.Wordings(kind=erasure.TextKind.REASON, places=(place,)),
    ]
    asked = [
        erasure.ErasureRequested(at=NOON, by=ANNA, what=what, reason=Clear(SubjectId(which), "Ba om det selv"))
        for which, what in zip(ERASURES, forgotten, strict=True)
    ]
    done = [erasure.ErasureConfirmed(at=NOON, by=ANNA), erasure.ErasureCarriedOut(at=NOON, by=ANNA)]
    return [[asked[0], *done], [asked[1], erasure.ErasureWithdrawn(at=NOON, by=ANNA)]]


def audited() -> list[Event]:
    """Granted, taken up, and ended by an administrator."""
    stream, until = audit_access_stream(AUDITOR), NOON + timedelta(days=30)
    purpose, reason = Clear(SubjectId(stream), "Revisjon av 2026"), Clear(SubjectId(stream), "Ferdig før tiden")
    return [
        audit_access.AuditAccessGranted(at=NOON, by=ANNA, auditor=AUDITOR, until=until, purpose=purpose),
        audit_access.AuditorInvited(
            at=NOON, by=ANNA, auditor=AUDITOR, name=Clear(AUDITOR, "Randi"), email=Clear(AUDITOR, "r@rev.no")
        ),
        audit_access.AuditAccessAccepted(at=NOON, by=AUDITOR),
        audit_access.AuditAccessEnded(at=NOON, by=ANNA, reason=reason),
    ]


def other_id(seed: str) -> UUID:
    return uuid5(FORMED, seed)
