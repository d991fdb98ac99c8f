"""Who did something, as this reader may know it. The rule stands in `docs/privacy.md`."""

from collections.abc import Mapping, Sequence

from domain.ids import SubjectId
from domain.replay.history import Step
from infra.translation.translator import Translator
from projections.people.queries import Person
from services.web.opening import Opened
from services.web.place import Place


def numbered(steps: Sequence[Step]) -> Mapping[SubjectId, int]:
    """From 1 in the order of the first appearance, and so the same for ever within one measurement."""
    order = dict.fromkeys(step.event.by for step in steps)
    return {subject: number for number, subject in enumerate(order, start=1)}


def names_of(
    numbers: Mapping[SubjectId, int], people: Mapping[SubjectId, Person], opened: Opened, place: Place, t: Translator
) -> Mapping[SubjectId, str]:
    """Names for who leads here, numbers for everybody else; of an erased person that they are."""
    return {subject: _name(number, people.get(subject), opened, place, t) for subject, number in numbers.items()}


def _name(number: int, person: Person | None, opened: Opened, place: Place, t: Translator) -> str:
    if person is None:
        return t("replay.person", number=number)
    if opened.is_erased(person.email):
        return t("replay.person.erased", number=number)
    return opened.name(person) if place.leads else t("replay.person", number=number)
