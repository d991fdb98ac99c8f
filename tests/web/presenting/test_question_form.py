from uuid import UUID

import pytest
from builders import ACT, COLLABORATION, MEASUREMENT, instrument

from domain.action_plan.decisions import RewordAction, SuggestAction, WithdrawSuggestion
from domain.action_plan.state import Action
from domain.ids import ActionId, QuestionId, SubjectId
from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.scoring.answer import NOT_RELEVANT
from domain.sectors import Sector
from domain.text import Clear
from services.reports.origins import Origin
from services.web.forms import FieldIsUnreadable, Form
from services.web.presenting.measuring.question_form import Notes, asked_for, moved, refreshed, shown_fields
from services.web.presenting.measuring.suggestions import Suggestion

HERE = QuestionId("1-1")
FORM = "019aaaaa-0000-7000-8000-000000000001"
CALL = ActionId(UUID(int=7))
NOTHING = Notes()


def after(*commands):
    events = start(
        MEASUREMENT,
        asked.StartMeasurement(
            collaboration=COLLABORATION, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
        ),
        instrument(),
        "hash",
        ACT,
    )
    for command in commands:
        events += decide(MEASUREMENT, fold(events), command, instrument(), ACT)
    return fold(events)


def suggestion(text="Ring NAV", revision=1):
    action = Action(
        id=CALL,
        collaboration=COLLABORATION,
        measurement=MEASUREMENT,
        question=HERE,
        text=Clear(SubjectId(MEASUREMENT), text),
        revision=revision,
    )
    return Suggestion(action=action, text=text, erased=False, here=True, origin=Origin(None, action.question))


def answered(answer):
    return asked.AnswerQuestion(question=HERE, answer=answer, seen=None)


def commented(text, seen=0):
    return asked.NoteComment(question=HERE, text=text, seen=seen)


def dissented(text, seen=0):
    return asked.NoteDissent(question=HERE, text=text, seen=seen)


def sent(state, noted=NOTHING, actions=(), **typed):
    """The form of a page that showed `state`, with what was typed into it."""
    fields = shown_fields(state, HERE, noted, actions) | {"command_id": FORM}
    return Form(fields | typed)


def asks(form, state):
    return asked_for(form, state, MEASUREMENT, HERE)


def test_a_form_that_nobody_touched_asks_for_nothing():
    state = after(answered(4), commented("Vi var enige"))
    everything = asks(sent(state, Notes("Vi var enige"), [suggestion()]), state)
    assert (everything.measurement, everything.actions) == ((), ())


def test_a_number_is_an_answer_with_what_the_page_showed_before():
    state = after(answered(4))
    (command,) = asks(sent(state, answer="7"), state).measurement
    assert command == asked.AnswerQuestion(question=HERE, answer=7, seen=4)


def test_a_question_can_be_not_relevant():
    state = after()
    (command,) = asks(sent(state, answer="not_relevant"), state).measurement
    assert command == asked.AnswerQuestion(question=HERE, answer=NOT_RELEVANT, seen=None)


def test_an_answer_can_be_taken_back_to_unanswered():
    state = after(answered(4))
    (command,) = asks(sent(state, answer=""), state).measurement
    assert command == asked.WithdrawAnswer(question=HERE, seen=4)


def test_what_is_no_number_is_refused_by_the_name_of_its_field():
    state = after()
    with pytest.raises(FieldIsUnreadable) as refused:
        asks(sent(state, answer="sju"), state)
    assert refused.value.data == {"field": "answer"}


def test_an_answer_that_changed_under_the_page_is_sent_on_so_that_it_can_be_refused():
    form = sent(after(answered(4)))
    (command,) = asks(form, after(answered(6))).measurement
    assert command == asked.AnswerQuestion(question=HERE, answer=4, seen=4)


def test_a_form_without_an_answer_leaves_the_answer_alone():
    form = Form({"command_id": FORM, "comment": "Hei", "shown-comment": "", "seen-comment": "0"})
    assert asks(form, after(answered(4))).measurement == (commented("Hei"),)


def test_an_emptied_comment_is_taken_back():
    state = after(commented("Hei"))
    assert asks(sent(state, Notes("Hei"), comment=" "), state).measurement == (commented(" ", seen=1),)


def test_a_comment_that_was_only_looked_at_is_never_sent_over_a_newer_one():
    form = sent(after(commented("Hei")), Notes("Hei"), answer="3")
    (command,) = asks(form, after(commented("Hei"), commented("Hei dere", seen=1))).measurement
    assert command == answered(3)


def test_only_the_suggestion_that_was_reworded_is_sent():
    state = after()
    form = sent(state, actions=[suggestion()], **{f"action-{CALL}": "Ring NAV i morgen"})
    assert asks(form, state).actions == (RewordAction(action=CALL, text="Ring NAV i morgen", seen=1),)


def test_a_suggestion_of_several_lines_that_nobody_touched_is_not_reworded():
    state = after()
    lines = dict.fromkeys((f"action-{CALL}", f"shown-action-{CALL}"), "Ring NAV\r\nRing skolen")
    assert asks(sent(state, actions=[suggestion()], **lines), state).actions == ()


def test_a_withdrawn_suggestion_is_not_reworded_too():
    state = after()
    form = sent(state, actions=[suggestion()], withdraw=str(CALL), **{f"action-{CALL}": "Ring"})
    assert asks(form, state).actions == (WithdrawSuggestion(action=CALL),)


def test_the_same_new_suggestion_from_the_same_form_is_one():
    state = after()
    (first,), (again,) = (asks(sent(state, action=words), state).actions for words in ("Ring NAV", "Ring NAV "))
    assert first == again
    assert first == SuggestAction(
        action=first.action, collaboration=COLLABORATION, measurement=MEASUREMENT, question=HERE, text="Ring NAV"
    )


def test_other_words_from_the_same_form_are_another_suggestion_so_that_neither_is_lost():
    state = after()
    (first,), (other,) = (asks(sent(state, action=words), state).actions for words in ("Ring NAV", "Skriv til NAV"))
    assert first.action != other.action


def test_the_group_can_keep_the_answer_that_somebody_else_saved():
    state = after(answered(6))
    form = Form(
        refreshed(sent(after(), answer="4"), shown_fields(state, HERE, NOTHING, ()), moved_of(state, answer="4"))
    )
    assert form.typed["answer"] == "4"
    theirs = Form({**form.typed, "choose": "theirs"})
    ours = Form({**form.typed, "choose": "ours"})
    assert asks(theirs, state).measurement == ()
    assert asks(ours, state).measurement == (asked.AnswerQuestion(question=HERE, answer=4, seen=6),)


def moved_of(state, noted=NOTHING, actions=(), **typed):
    return moved(sent(after(), noted, actions, **typed), state, HERE, Notes("Deres"), actions)


def test_an_answer_has_moved_when_theirs_is_another_than_was_seen_and_than_is_wanted():
    assert moved_of(after(answered(6)), answer="4").answer
    assert moved_of(after(answered(6)), answer="4").now == 6
    assert not moved_of(after(answered(4)), answer="4").answer
    assert not moved_of(after(), answer="4").answer


def test_a_comment_has_moved_only_for_who_wrote_one():
    state = after(commented("Deres"))
    assert moved_of(state, comment="Vår").comment
    assert not moved_of(state, comment="Deres").comment
    assert not moved_of(state).comment


def test_a_refused_form_keeps_what_was_typed_and_learns_what_stands_now():
    form = sent(after(), comment="Vår", answer="3")
    state = after(commented("Deres"))
    fields = refreshed(
        form, shown_fields(state, HERE, Notes("Deres"), ()), moved(form, state, HERE, Notes("Deres"), ())
    )
    assert (fields["comment"], fields["shown-comment"], fields["seen-comment"]) == ("Vår", "Deres", "1")
    assert (fields["answer"], fields["command_id"]) == ("3", FORM)
    assert asks(Form(fields), state).measurement == (answered(3), commented("Vår", seen=1))


def test_a_refused_rewording_learns_what_the_suggestion_says_now():
    form = sent(after(), actions=[suggestion()], **{f"action-{CALL}": "Ring NAV i morgen"})
    newer = [suggestion("Skriv til NAV", revision=2)]
    fields = refreshed(form, shown_fields(after(), HERE, NOTHING, newer), moved(form, after(), HERE, NOTHING, newer))
    assert asks(Form(fields), after()).actions == (RewordAction(action=CALL, text="Ring NAV i morgen", seen=2),)


def test_the_words_of_a_suggestion_that_was_withdrawn_meanwhile_are_kept_as_a_new_one():
    form = sent(after(), actions=[suggestion()], action="Skriv", **{f"action-{CALL}": "Ring NAV i morgen"})
    fields = refreshed(form, shown_fields(after(), HERE, NOTHING, ()), moved(form, after(), HERE, NOTHING, ()))
    assert fields["action"] == "Skriv\nRing NAV i morgen"


def test_a_refused_form_that_says_the_same_as_what_stands_now_asks_for_it_no_more():
    form = sent(after(), comment="Deres", answer="6", actions=[suggestion()])
    state = after(answered(6), commented("Deres"))
    gone = moved(form, state, HERE, Notes("Deres"), [suggestion()])
    again = Form(refreshed(form, shown_fields(state, HERE, Notes("Deres"), [suggestion()]), gone))
    assert (gone.answer, gone.comment, asks(again, state).measurement) == (False, False, ())


def test_a_dissent_is_noted_beside_the_comment_and_taken_back_when_it_is_emptied():
    state = after(commented("Vi var nesten enige"))
    notes = Notes("Vi var nesten enige")
    assert asks(sent(state, notes, dissent="Ikke jeg"), state).measurement == (dissented("Ikke jeg"),)
    noted = after(commented("Vi var nesten enige"), dissented("Ikke jeg"))
    assert asks(sent(noted, Notes("Vi var nesten enige", "Ikke jeg")), noted).measurement == ()
    emptied = sent(noted, Notes("Vi var nesten enige", "Ikke jeg"), dissent="")
    assert asks(emptied, noted).measurement == (dissented("", seen=1),)


def test_a_dissent_has_moved_only_for_who_wrote_one():
    state = after(dissented("Deres"))
    notes = Notes(dissent="Deres")
    assert moved(sent(after(), dissent="Vår"), state, HERE, notes, ()).dissent
    assert not moved(sent(after(), dissent="Deres"), state, HERE, notes, ()).dissent
    assert not moved(sent(after(), comment="Vår"), state, HERE, notes, ()).dissent


def test_a_refused_form_keeps_the_dissent_that_was_typed_and_learns_what_stands_now():
    form, state, notes = sent(after(), dissent="Vår"), after(dissented("Deres")), Notes(dissent="Deres")
    fields = refreshed(form, shown_fields(state, HERE, notes, ()), moved(form, state, HERE, notes, ()))
    assert (fields["dissent"], fields["shown-dissent"], fields["seen-dissent"]) == ("Vår", "Deres", "1")
    assert asks(Form(fields), state).measurement == (dissented("Vår", seen=1),)


def test_a_form_without_a_field_for_dissent_leaves_it_alone():
    form = Form({"command_id": FORM, "answer": "4", "seen-answer": ""})
    assert asks(form, after(dissented("Deres"))).measurement == (answered(4),)
