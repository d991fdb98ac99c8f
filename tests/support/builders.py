"""Small worlds with good defaults, for tests that need one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from domain.event import Act
from domain.ids import AmbitionId, CollaborationId, FieldId, MeasurementId, QuestionId, SubjectId, ValueId
from domain.instrument.model import Ambition, Field, Instrument, Question, Scale, Value

NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
ANNA = SubjectId(UUID("11111111-1111-4111-8111-111111111111"))
BJORN = SubjectId(UUID("22222222-2222-4222-8222-222222222222"))
COLLABORATION = CollaborationId(UUID("33333333-3333-4333-8333-333333333333"))
MEASUREMENT = MeasurementId(UUID("44444444-4444-4444-8444-444444444444"))

ACT = Act(by=ANNA, at=NOON)


def text(words: str) -> Mapping[str, str]:
    return {"nb": words}


def value(key: str, ambitions: int = 2) -> Value:
    return Value(
        id=ValueId(key),
        name=text(key),
        meaning=text(key),
        chapter="5",
        ambitions=tuple(
            Ambition(id=AmbitionId(f"{key}-{number}"), statement=text(f"{key} {number}"))
            for number in range(1, ambitions + 1)
        ),
    )


def question(number: str, links: Mapping[str, int], *, thickness: bool = False) -> Question:
    return Question(
        id=QuestionId(number),
        name=text(number),
        statement=text(number),
        help=text(number),
        scale=Scale(low=text("0"), middle=text("5"), high=text("10")),
        links={ValueId(key): coefficient for key, coefficient in links.items()},
        chapter="6",
        thickness=thickness,
    )


def field(number: int, key: str, questions: Sequence[Question]) -> Field:
    return Field(
        id=FieldId(key), number=number, name=text(key), meaning=text(key), chapter="6", questions=tuple(questions)
    )


def instrument() -> Instrument:
    """Two values and two fields: small enough to reckon by hand."""
    return Instrument(
        id="samson",
        version=0,
        languages=("nb",),
        values=(value("openness"), value("democracy", ambitions=3)),
        fields=(
            field(
                1,
                "equality",
                [
                    question("1-1", {"openness": 1}, thickness=True),
                    question("1-2", {"democracy": 1}),
                    question("1-3", {"openness": 1, "democracy": 2}, thickness=True),
                ],
            ),
            field(
                2,
                "shared_goals",
                [question("2-1", {"openness": 3, "democracy": 0}), question("2-2", {"democracy": 1}, thickness=True)],
            ),
        ),
    )
