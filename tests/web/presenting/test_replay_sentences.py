"""Every event of a measurement and of an action has a sentence of its own in every language."""

from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest
from builders import ACT, MEASUREMENT, NOON, instrument
from event_samples import STREAM, SUBJECT, VERSION, stored_samples
from msgspec.structs import replace

from domain.action_plan import events as acted
from domain.action_plan.state import Action
from domain.collaboration.events import PartnerLeft
from domain.measurement import events as happened
from domain.measurement.commands import StartMeasurement
from domain.measurement.decisions import start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.replay.movement import Moved
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.figure_name import FigureName, Kind
from domain.sectors import Sector
from domain.text import Clear
from domain.topics import EVENTS
from infra.eventlog.mapper import EventMapper
from infra.eventlog.sealed_parts import decode_parts
from infra.translation import LANGUAGES
from infra.translation.translator import Translator
from services.web.presenting.replay.naming import amount_words, figure_words
from services.web.presenting.replay.sentences import NoSentence, sentence
from services.web.presenting.replay.wanted import EventKind, kind_of

NB = Translator("nb")
INSTRUMENT = instrument()
KINDS = [kind for kind in EVENTS if kind.TOPIC.startswith(("measurement.", "action-plan."))]
PULL = Action(
    id=uuid4(),
    collaboration=uuid4(),
    measurement=MEASUREMENT,
    question="1-2",
    text=Clear(subject=MEASUREMENT, text="Møtes på gården"),
)
STARTED = fold(
    start(
        MEASUREMENT,
        StartMeasurement(collaboration=uuid4(), mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}),
        INSTRUMENT,
        "hash",
        ACT,
    )
)


def an_event(kind):
    """The stored sample, of a question and a statement that there are."""
    sample = next(one for one in stored_samples() if one.topic == kind.TOPIC)
    parts = decode_parts(bytes.fromhex(sample.sealed), SUBJECT, STREAM, VERSION) if sample.sealed else {}
    event = EventMapper().event(sample.topic, sample.state.encode(), parts)
    known = {"question": "1-1", "ambition": "openness-1"}
    return replace(event, **{name: value for name, value in known.items() if hasattr(event, name)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_of_a_measurement_and_of_an_action_has_a_sentence(language):
    t = Translator(language)
    told = {kind: sentence(an_event(kind), STARTED, t, INSTRUMENT, action=PULL) for kind in KINDS}
    assert len(set(told.values())) == len(KINDS)
    assert all(words.endswith(".") for words in told.values())


def test_every_event_is_of_a_kind_that_can_be_chosen():
    assert {kind_of(an_event(kind)) for kind in KINDS} == set(EventKind)


def test_an_event_of_something_else_has_none():
    with pytest.raises(NoSentence):
        sentence(PartnerLeft(at=NOON, by=ACT.by, partner=uuid4()), STARTED, NB, INSTRUMENT)


def test_a_revised_answer_says_what_it_was():
    before = replace(STARTED, answers={"1-2": 4})
    event = happened.AnswerRevised(at=NOON, by=ACT.by, question="1-2", answer=NOT_RELEVANT)
    assert sentence(event, before, NB, INSTRUMENT).endswith(": 4\u00a0→\u00a0ikke relevant.")


def test_a_revised_weight_says_which_statement_and_what_it_was():
    before = replace(STARTED, weights={"democracy-3": 0})
    event = happened.WeightingRevised(at=NOON, by=ACT.by, ambition="democracy-3", weight=10)
    assert sentence(event, before, NB, INSTRUMENT) == "democracy, påstand 3, hvor viktig: 0\u00a0→\u00a010."


def test_an_agreement_says_who_and_when():
    owner = uuid4()
    event = acted.ActionAgreed(
        at=NOON, by=ACT.by, action=PULL.id, measurement=MEASUREMENT, owner=owner, due=date(2027, 3, 1)
    )
    told = sentence(event, STARTED, NB, INSTRUMENT, action=PULL, partners={owner: "Kommunen"})
    assert told.endswith("ble avtalt. Ansvarlig: Kommunen. Frist: 1. mars 2027.")
    assert "en partner som ikke er med lenger" in sentence(event, STARTED, NB, INSTRUMENT, action=PULL)


def test_an_agreement_without_anybody_says_that_too():
    event = acted.AgreementRevised(at=NOON, by=ACT.by, action=PULL.id, owner=None, due=None)
    assert sentence(event, STARTED, NB, INSTRUMENT, action=PULL).endswith("Ingen ansvarlig og ingen frist.")


def test_an_action_at_a_question_of_an_earlier_version_is_told_by_its_number():
    event = acted.ActionDone(at=NOON, by=ACT.by, action=PULL.id)
    told = sentence(event, STARTED, NB, INSTRUMENT, action=replace(PULL, question="9-9"))
    assert told == "Tiltaket ved spørsmål 9-9 i en tidligere utgave ble gjort."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_name_of_its_own(language):
    t = Translator(language)
    of = {Kind.SCORE: "equality", Kind.WEIGHTING: "equality", Kind.VALUE: "openness", Kind.THICKNESS: ""}
    names = [figure_words(FigureName(kind, of.get(kind, "1-1")), t, INSTRUMENT) for kind in Kind]
    assert len(set(names)) == len(Kind)


def test_a_missing_figure_is_no_zero():
    moved = Moved(figure=FigureName(Kind.SCORE, "equality"), before=None, after=Fraction(0))
    assert (amount_words(moved.before, NB, Kind.SCORE), amount_words(moved.after, NB)) == ("uten tall", "0,0")
    assert amount_words(None, NB) == "ubesvart"
