"""What somebody is called, as this reader may know it. The rule stands in `docs/privacy.md`, under "Who did it"."""

from collections.abc import Callable, Mapping, Sequence

from domain.event import Event
from domain.ids import SubjectId
from domain.replay.history import Step
from infra.translation.translator import Translator
from projections.people.queries import Person
from services.web.opening import Opened
from services.web.place import Place


def numbered(steps: Sequence[Step]) -> Mapping[SubjectId, int]:
    """From 1 in the order of the first appearance, and so the same for ever within one measurement."""
    return numbered_by([step.event for step in steps])


def numbered_by(events: Sequence[Event]) -> Mapping[SubjectId, int]:
    """As `numbered`, within another history. The numbers of two histories have nothing to do with each other."""
    order = dict.fromkeys(event.by for event in events)
    return {subject: number for number, subject in enumerate(order, start=1)}


def names_of(
    numbers: Mapping[SubjectId, int], people: Mapping[SubjectId, Person], opened: Opened, place: Place, t: Translator
) -> Mapping[SubjectId, str]:
    """Names for who leads here, pseudonyms for an auditor, numbers for everybody else; of the erased that they are."""
    names = {}
    for who, number in numbers.items():
        person = people.get(who)
        unnamed = _pseudonym(who, t) if place.audits else t("who.numbered", number=number)
        shown = _unless_erased(unnamed, person, opened, t)
        names[who] = opened.name(person) if place.leads and person and shown == unnamed else shown
    return names


def by_pseudonym(opened: Opened, t: Translator) -> Callable[[Person], str]:
    """What an auditor calls people, on pages that number nobody."""
    return lambda person: _unless_erased(_pseudonym(person.subject, t), person, opened, t)


def _unless_erased(unnamed: str, person: Person | None, opened: Opened, t: Translator) -> str:
    return t("who.erased", who=unnamed) if person and opened.is_erased(person.email) else unnamed


def _pseudonym(who: SubjectId, t: Translator) -> str:
    """The beginning of what stands in the log, and in its export."""
    return t("who.pseudonym", code=str(who)[:8])
