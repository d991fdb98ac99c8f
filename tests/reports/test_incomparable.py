"""What keeps figures from being compared, in words."""

import pytest
from builders import COLLABORATION, NOON
from instruments import SAMSON, SECOND, with_value
from msgspec.structs import replace

from domain.comparability import Kind
from domain.instrument.continuation import lineage, unrelated
from domain.measurement.state import Measurement, Status
from domain.modes import Mode
from domain.scoring.profile import profile
from domain.sectors import Sector
from infra.translation import LANGUAGES, Language, Translator
from services.reports.comparison import Comparison, compared
from services.reports.incomparable import marks, remarks, thickness_mark

NB = Translator("nb")


def other_ambition(value):
    first, *rest = value.ambitions
    return replace(value, ambitions=(replace(first, continues=None, replaces=(first.id,)), *rest))


OTHERWISE = with_value("openness", other_ambition, of=SECOND)


def closed(of=SAMSON, scoring=1, sectors=(Sector.MUNICIPALITY,)):
    return Measurement(
        collaboration=COLLABORATION,
        instrument=of.id,
        instrument_version=of.version,
        instrument_sha256="hash",
        mode=Mode.TOGETHER,
        practice=False,
        status=Status.CLOSED,
        started_at=NOON,
        attendance=dict.fromkeys(sectors, 2),
        place=None,
        answers=dict.fromkeys(of.questions, 6),
        figures=profile(of, {}, dict.fromkeys(of.questions, 6)),
        scoring_version=scoring,
    )


def everything() -> Comparison:
    """Each reason there is."""
    earlier, later = closed(), closed(OTHERWISE, scoring=2, sectors=(Sector.CITIZENS,))
    return compared(earlier, later, (SAMSON, OTHERWISE), lineage([SAMSON, OTHERWISE]), [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words_and_names_what_is_other_than_before(language: Language):
    found = remarks(everything(), OTHERWISE, Translator(language))
    assert [one.kind for one in found] == list(Kind)
    assert all(one.title and one.lead for one in found)
    assert [len(one.lines) for one in found] == [3, 2, 2, 2, 0]


def test_a_question_is_named_as_it_was_called_in_its_own_version():
    (first, *_) = remarks(everything(), OTHERWISE, NB)
    assert first.lines[1] == f"Kommunikasjon: 3-8 {SAMSON.questions['3-8'].name['nb']} er tatt ut."


def test_other_formulas_mark_every_field_and_thickness():
    found = everything()
    assert set(marks(found, OTHERWISE.fields, NB).values()) == {"andre formler"}
    assert thickness_mark(found.found, NB) == "andre formler"


def test_where_nothing_goes_on_one_sentence_is_enough():
    earlier, later = closed(SECOND), closed(SAMSON)
    found = compared(earlier, later, (SECOND, SAMSON), unrelated(SECOND, SAMSON), [])
    (only,) = remarks(found, SAMSON, NB)
    assert (only.kind, only.lines) == (Kind.QUESTIONS, ())
    assert len(marks(found, SAMSON.fields, NB)) == len(SAMSON.fields)


def test_what_can_be_compared_needs_no_words():
    found = compared(closed(), closed(), (SAMSON, SAMSON), lineage([SAMSON]), [])
    assert remarks(found, SAMSON, NB) == ()
    assert marks(found, SAMSON.fields, NB) == {}
    assert thickness_mark(found.found, NB) is None
