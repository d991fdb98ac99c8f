import pytest
from hypothesis import given
from hypothesis import strategies as st
from instruments import SAMSON

from domain.scoring.answer import NOT_RELEVANT, Answer, AnswerIsOffTheScale
from domain.sectors import Side
from infra.translation import Translator
from services.web.forms import Form
from services.web.presenting.measuring.sheet_form import (
    mark,
    marks_of,
    read_mark,
    read_number,
    read_sheet,
    sheet_errors,
)

ID = "019aaaaa-0000-7000-8000-000000000001"
T = Translator("nb")
QUESTIONS = sorted(SAMSON.questions)

answers = st.one_of(st.integers(0, 10), st.just(NOT_RELEVANT))


@given(answers)
def test_what_a_field_holds_is_read_as_the_answer_that_it_stands_for(answer: Answer) -> None:
    assert read_mark(mark(answer)) == answer


@pytest.mark.parametrize(("typed", "answer"), [("x", 10), ("T", 10), (" 7 ", 7), ("–", NOT_RELEVANT), ("", None)])
def test_a_mark_can_be_typed_in_a_few_ways(typed: str, answer: Answer | None) -> None:
    assert read_mark(typed) == answer


@given(st.text(min_size=1).filter(lambda typed: typed.strip()))
def test_anything_else_is_no_mark_and_never_becomes_a_number(typed: str) -> None:
    marks = {*"0123456789xXtT-–−", "10"}
    if typed.strip() in marks or (typed.strip().isascii() and typed.strip().isdecimal() and int(typed) <= 10):
        assert read_mark(typed) is not None
    else:
        with pytest.raises(AnswerIsOffTheScale):
            read_mark(typed)


@given(st.dictionaries(st.sampled_from(QUESTIONS), answers, min_size=1), st.sampled_from(Side))
def test_a_sheet_that_is_put_into_the_form_again_is_the_same_sheet(given_: dict[str, Answer], side: Side) -> None:
    fields = {f"answer-{question}": mark(answer) for question, answer in given_.items()}
    form = Form({"command_id": ID, "side": side, **fields})
    assert not sheet_errors(form, SAMSON, T)
    sheet = read_sheet(form, SAMSON)
    assert sheet.answers == given_
    again = Form({"command_id": ID, "side": side, **{f"answer-{key}": typed for key, typed in marks_of(sheet).items()}})
    assert read_sheet(again, SAMSON) == sheet


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_page() -> None:
    wrong = sheet_errors(Form({"answer-2-1": "11", "answer-1-2": "sju"}), SAMSON, T)
    assert list(wrong) == ["side", "answer-1-2", "answer-2-1"]
    assert wrong["answer-2-1"].startswith("2-1: ")


def test_an_empty_sheet_is_no_sheet() -> None:
    assert sheet_errors(Form({"side": "public"}), SAMSON, T) == {"answer-1-1": T("sheets.error.empty")}


@pytest.mark.parametrize(("typed", "number"), [("4", 4), ("0", 1), ("99999", 999), ("fire", 1), ("", 1)])
def test_which_sheet_of_the_pile_it_is_can_not_be_anything_odd(typed: str, number: int) -> None:
    assert read_number(Form({"sheet": typed})) == number
