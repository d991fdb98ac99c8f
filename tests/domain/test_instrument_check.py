from typing import get_args

import pytest
from instruments import SAMSON, reworded, with_field, with_question, with_value
from msgspec.structs import replace

from domain.instrument.check import MOST_PROBLEMS, Code, check, unknown_predecessor

Q = SAMSON.questions


def renumbered(number, to):
    return with_question(number, lambda one: replace(one, id=to))


def linked(links):
    return with_question("1-1", lambda one: replace(one, links=links))


def worded(number, **texts):
    def change(one):
        return replace(one, **{part: {**getattr(one, part), "nb": text} for part, text in texts.items()})

    return with_question(number, change)


def unmarked():
    instrument = SAMSON
    for number in Q:
        instrument = with_question(number, lambda one: replace(one, thickness=False), of=instrument)
    return instrument


def without_links_to(value):
    instrument = SAMSON
    for number in Q:
        links = {key: 1 for key in Q[number].links if key != value} or {"openness": 1}
        instrument = with_question(number, lambda one, links=links: replace(one, links=links), of=instrument)
    return instrument


def following(**origins):
    """A version that continues everything but what `origins` says of some questions."""
    instrument = replace(SAMSON, version=2, follows=1)
    for number in Q:
        origin = origins.get(f"q{number.replace('-', '_')}", {"continues": number})
        instrument = with_question(number, lambda one, origin=origin: replace(one, **origin), of=instrument)
    return replace(instrument, values=tuple(map(continued, instrument.values)))


def continued(value):
    return replace(value, ambitions=tuple(replace(one, continues=one.id) for one in value.ambitions))


BROKEN = [
    ("bad_id", "SAMSON", replace(SAMSON, id="SAMSON")),
    ("bad_id", "samson", replace(SAMSON, version=-1)),
    ("bad_id", "samson", replace(SAMSON, version=10_000)),
    ("bad_language", "Nynorsk", replace(SAMSON, languages=("nb", "Nynorsk"))),
    ("values_not_the_four", "samson", replace(SAMSON, values=SAMSON.values[::-1])),
    ("fields_not_the_seven", "samson", replace(SAMSON, fields=SAMSON.fields[:6])),
    ("field_out_of_order", "equality", with_field(1, lambda one: replace(one, number=8))),
    ("number_of_ambitions", "openness", with_value("openness", lambda one: replace(one, ambitions=one.ambitions[:1]))),
    (
        "number_of_ambitions",
        "openness",
        with_value(
            "openness",
            lambda one: replace(one, ambitions=(*one.ambitions, replace(one.ambitions[0], id="openness-4"))),
        ),
    ),
    (
        "duplicate_ambition",
        "openness-1",
        with_value("openness", lambda one: replace(one, ambitions=(one.ambitions[0], one.ambitions[0]))),
    ),
    (
        "ambition_out_of_order",
        "openness-2",
        with_value("openness", lambda one: replace(one, ambitions=one.ambitions[1:])),
    ),
    ("duplicate_question", "3-4", renumbered("3-5", "3-4")),
    ("question_of_another_field", "4-8", renumbered("3-9", "4-8")),
    ("question_out_of_order", "3-10", renumbered("3-9", "3-10")),
    ("too_few_questions", "equality", with_field(1, lambda one: replace(one, questions=one.questions[:5]))),
    (
        "too_many_questions",
        "communication",
        with_field(3, lambda one: replace(one, questions=(*one.questions, replace(Q["3-1"], id="3-10")))),
    ),
    ("no_links", "1-1", linked({})),
    ("unknown_value", "1-1", linked({"trust": 1})),
    ("bad_coefficient", "1-1", linked({"democracy": 0})),
    ("bad_coefficient", "1-1", linked({"democracy": 4})),
    ("unlinked_value", "leadership", without_links_to("leadership")),
    ("no_thickness_marker", "samson", unmarked()),
    ("bad_chapter", "1-1", with_question("1-1", lambda one: replace(one, chapter="6 and 9"))),
    ("required_language_missing", "samson", replace(SAMSON, languages=("nb", "en"))),
    ("duplicate_language", "nb", replace(SAMSON, languages=("nb", "nb"))),
    ("language_missing", "1-1 statement", with_question("1-1", lambda one: replace(one, statement={}))),
    (
        "language_undeclared",
        "1-1 name",
        with_question("1-1", lambda one: replace(one, name={**one.name, "se": "Saji šiehtadit"})),
    ),
    ("untidy_text", "1-1 statement", worded("1-1", statement="Vi former planen sammen. ")),
    ("untidy_text", "1-1 statement", worded("1-1", statement="")),
    ("untidy_text", "1-1 statement", worded("1-1", statement="Vi former\x00planen sammen.")),
    ("follows_no_earlier_version", "samson", replace(following(), follows=2)),
    ("no_origin", "1-1", following(q1_1={})),
    ("origin_without_predecessor", "samson", with_question("1-1", lambda one: replace(one, replaces=()))),
    ("two_origins", "1-1", following(q1_1={"continues": "1-1", "replaces": ()})),
    ("continued_twice", "1-2", following(q1_2={"continues": "1-1"})),
    ("continued_and_replaced", "1-2", following(q1_2={"replaces": ("1-1",)})),
    ("unknown_origin", "1-2", following(q1_2={"continues": "9-1"})),
    ("unknown_origin", "1-2", following(q1_2={"replaces": ("openness-1",)})),
    ("name_too_long", "1-1", worded("1-1", name="Rom for å forhandle mer")),
    (
        "name_too_long",
        "equality",
        with_field(1, lambda one: replace(one, name={**one.name, "nn": "Ivaretaking av likeverd"})),
    ),
    ("duplicate_name", "1-2", worded("1-2", name=Q["1-1"].name["nb"].upper())),
    ("help_without_two_or_three_questions", "1-1", worded("1-1", help="Hva nå?")),
    ("help_without_two_or_three_questions", "1-1", worded("1-1", help="Hva nå?\nSnakk sammen.")),
    ("help_without_two_or_three_questions", "1-1", worded("1-1", help="Hva?\nHvem?\nHvor?\nNår?")),
]


@pytest.mark.parametrize(("code", "where", "instrument"), BROKEN, ids=[f"{code}-{where}" for code, where, _ in BROKEN])
def test_each_flaw_is_found_under_its_own_code_where_it_is(code, where, instrument):
    assert (code, where) in [(problem.code, problem.where) for problem in check(instrument, SAMSON)]


def test_there_is_a_broken_instrument_for_every_code():
    assert {code for code, _, _ in BROKEN} | {unknown_predecessor(following()).code} == set(get_args(Code))


def test_the_shipped_instrument_is_sound():
    assert check(SAMSON) == []


def test_a_version_that_says_what_each_question_goes_on_from_is_sound():
    assert check(following(q1_2={"replaces": ("1-2",)}, q1_3={"replaces": ()}), SAMSON) == []


def test_no_more_is_told_than_anybody_reads():
    in_many = replace(SAMSON, languages=tuple(f"x{number}" for number in range(2000)))
    assert len(check(in_many)) == MOST_PROBLEMS


def test_without_the_earlier_version_nobody_asks_what_that_one_has():
    assert check(following(q1_2={"continues": "9-1"})) == []


def test_one_flaw_gives_one_problem():
    assert [problem.code for problem in check(linked({"democracy": 4}))] == ["bad_coefficient"]
    assert [problem.code for problem in check(worded("1-1", statement=" Vi"))] == ["untidy_text"]
    assert [problem.code for problem in check(renumbered("3-9", "3-10"))] == ["question_out_of_order"]


def test_a_language_is_added_by_its_words_alone():
    fourth = reworded(SAMSON, lambda wording: {**wording, "se": wording["nb"]})
    assert check(replace(fourth, languages=(*SAMSON.languages, "se"))) == []


def test_an_added_language_has_to_be_complete():
    problems = check(replace(SAMSON, languages=(*SAMSON.languages, "se")))
    assert {problem.code for problem in problems} == {"language_missing"}
    assert len(problems) == 2 * 4 + 12 + 2 * 7 + 6 * 52


def test_a_problem_carries_what_its_sentence_needs():
    assert check(worded("1-1", name="Rom for å forhandle mer"))[0].data == {
        "language": "nb",
        "name": "Rom for å forhandle mer",
        "found": 23,
        "most": 22,
    }
