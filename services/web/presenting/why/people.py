"""Who did something, by name for those who lead, and by number for everyone else."""

from collections.abc import Mapping, Sequence

from domain.event import Event
from domain.ids import SubjectId
from infra.translation.translator import Translator
from projections.people.queries import Person
from services.web.opening import Opened


def numbered(events: Sequence[Event], t: Translator) -> Mapping[SubjectId, str]:
    """“Person 1”, “Person 2” …, in the order in which they first appear in a measurement's events."""
    order = dict.fromkeys(event.by for event in events)
    return {subject: t("why.person", number=number) for number, subject in enumerate(order, start=1)}


def named(events: Sequence[Event], people: Sequence[Person], opened: Opened, t: Translator) -> Mapping[SubjectId, str]:
    """By name. Somebody whom the workspace knows nothing of any more says so."""
    found = {person.subject: opened.name(person) for person in people}
    return {event.by: found.get(event.by, t("person.erased")) for event in events}
