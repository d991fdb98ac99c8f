"""What a collaboration's page shows: its last profile over the one before, its open actions, its partners' people."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from domain.action_plan.state import Action, Status
from domain.collaboration.state import Collaboration, Partner
from domain.ids import ActionId, MeasurementId, PartnerId, QuestionId, SubjectId
from domain.sectors import Sector
from domain.text import Text
from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra.translation.translator import Translator
from projections.people.queries import Person
from services.reports.figures import figures_of
from services.reports.incomparable import Remark, marks, remarks
from services.reports.over_time import OverTime
from services.reports.overall_profile import EarlierProfile, overall_spider
from services.reports.reasons import Reasons
from services.reports.spider import Spider
from services.web.opening import Opened
from services.web.place import Place
from services.web.presenting.roster import norwegian_order


class ShownProfile(msgspec.Struct, frozen=True):
    """The last closed measurement over the one before it, if there is one, and what can't be compared of them."""

    spider: Spider
    measurement: MeasurementId
    measured_at: datetime
    earlier_at: datetime | None
    remarks: tuple[Remark, ...]


class AgreedAction(msgspec.Struct, frozen=True):
    """`owner` is a partner's name. A partner who has left owns nothing any more."""

    id: ActionId
    text: str
    sealed: Text
    status: Status
    question: QuestionId
    owner: str | None
    due: date | None


class Name(msgspec.Struct, frozen=True):
    """Somebody, as they are called here. `invited`: not there yet."""

    subject: SubjectId
    name: str
    role: Role
    invited: bool


class PartnerWithPeople(msgspec.Struct, frozen=True):
    id: PartnerId
    name: str
    sector: Sector
    people: tuple[Name, ...]


def collaboration_profile(over: OverTime, place: Place, t: Translator) -> ShownProfile:
    """The last of the series over the one before it."""
    last, before, instrument = over.measured[-1], over.measured[-2:-1], over.instrument
    compared = over.to_last[-1:]
    earlier = [
        EarlierProfile(t.day(one.measurement.started_at), one.figures, marks(one, instrument.fields, t))
        for one in compared
    ]
    measurements = f"{place.home}/measurements"
    spider = overall_spider(
        t("collaboration.profile.title", name=place.collaboration.state.name),
        instrument,
        figures_of(last.state, instrument),
        t.language,
        earlier=earlier,
        href=lambda field: f"{measurements}/{last.id}/fields/{field.id}",
        reasons=Reasons(measurements, last.id, tuple(one.id for one in before)),
    )
    return ShownProfile(
        spider=spider,
        measurement=last.id,
        measured_at=last.state.started_at,
        earlier_at=before[0].state.started_at if before else None,
        remarks=remarks(compared[0], instrument, t) if compared else (),
    )


def agreed_actions(
    planned: Sequence[Action], partners: Mapping[PartnerId, Partner], opened: Opened
) -> list[AgreedAction]:
    """Those that are agreed or started: what has a date first, the nearest before the others."""
    still_open = [action for action in planned if action.is_under_way]
    by_date = sorted(still_open, key=lambda action: action.due or date.max)
    return [
        AgreedAction(
            id=action.id,
            text=opened(action.text),
            sealed=action.text,
            status=action.status,
            question=action.question,
            owner=partners[action.owner].name if action.owner and action.owner in partners else None,
            due=action.due,
        )
        for action in by_date
    ]


def partners_with_people(
    state: Collaboration, people: Sequence[Person], name: Callable[[Person], str]
) -> list[PartnerWithPeople]:
    """In the order in which the partners joined. Who has left the workspace is in none."""
    return [
        PartnerWithPeople(
            id=partner,
            name=found.name,
            sector=found.sector,
            people=tuple(named([one for one in people if state.participants.get(one.subject) == partner], name)),
        )
        for partner, found in state.partners.items()
    ]


def named(people: Sequence[Person], name: Callable[[Person], str]) -> list[Name]:
    """By name."""
    names = [
        Name(
            subject=one.subject,
            name=name(one),
            role=one.role,
            invited=one.standing is Standing.INVITED,
        )
        for one in people
    ]
    return sorted(names, key=lambda one: norwegian_order(one.name))
