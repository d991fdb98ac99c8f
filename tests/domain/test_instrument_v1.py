"""The words of version 1, and what every question rests on."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from instruments import SAMSON

from domain.instrument.reading import wordings

COVERAGE = Path(__file__).parents[2] / "docs" / "instrument.md"

THEMES = {
    "equality": [
        "room for negotiation",
        "trust takes time",
        "who dominates by habit",
        "both sides' role habits, dependence on grants too",
        "neutral or shared meeting places and hours",
        "nobody used as a means",
        "a municipality that stays, in another role",
        "citizens as equal parties",
    ],
    "shared_goals": [
        "a shared vision as a wanted picture of the future",
        "tested that it really is shared",
        "concrete goals and strategies",
        "not one party's goals",
        "room for partners' own aims",
        "clash with target steering",
        "goals revised as the group learns",
        "a distinct purpose",
    ],
    "communication": [
        "regular and structured talk",
        "lasting over years",
        "open and honest",
        "safe for worries",
        "talk about how we talk",
        "everyone's responsibility",
        "each in own language",
        "styles",
        "disagreement lifted",
        "no selective information",
        "informal contact and talk beyond the project",
        "from us and them to we",
        "telling others outside",
        "who represents whom",
    ],
    "anchoring": [
        "downwards: those concerned and their own stated needs",
        "downwards: the local community",
        "upwards: plans and budgets",
        "upwards: leaders' personal backing",
        "sideways: the own organisation's support functions",
        "frontline ownership",
        "decision mandate",
    ],
    "facilitation": [
        "times, places and routines that suit all",
        "someone prepares",
        "rooms and their atmosphere",
        "meeting where the work happens",
        "a steady heartbeat",
        "frames made jointly",
        "resources for the process",
        "agreed rules and agreements",
    ],
    "resource_focus": [
        "strengths before problems",
        "the citizens' own resources in design",
        "the citizens' own resources in delivery",
        "the citizens' own resources in evaluation",
        "local actors' own resources",
        "looking ahead rather than repairing",
        "seeing opportunities",
        "prevention",
    ],
    "competences": [
        "lived experience counts beside professional knowledge",
        "curiosity towards those “below”",
        "learning from each other",
        "knowledge put to use",
        "complementing roles",
        "shared language",
        "organisational learning",
        "attitudes and willingness to change roles",
    ],
}
"""What the domain model lists for each field, section 3, theme by theme."""

GRADES = {
    "nb": r"bra|best|beste|bedre|dårlig\w*|feil|flink\w*|god|godt|gode|høye?|lave?|lavt|perfekt\w*|riktig\w*|svak\w*|"
    r"verst|utmerket|mangelfull\w*",
    "nn": r"bra|best|beste|betre|dårleg\w*|feil|flink\w*|god|godt|gode|høge?|låge?|lågt|perfekt\w*|riktig\w*|"
    r"svak\w*|verst|utmerkt|mangelfull\w*",
    "en": r"good|better|best|bad|badly|wrong|right|poor|poorly|excellent|perfect\w*|weak\w*|worse|worst|high|low",
}
"""Words that would tell a group how it does."""

OPENERS = {
    "nb": {"hva", "hvem", "hvilke", "hvilken", "hvilket", "hvor", "hvordan", "når"},
    "nn": {"kva", "kven", "kvar", "korleis", "når"},
    "en": {"what", "who", "whose", "which", "where", "how", "when"},
}
"""What an open question begins with."""

TEXTS = [(place, language, wording[language]) for place, wording in wordings(SAMSON) for language in ("nb", "nn", "en")]
NORWEGIAN = [(place, language, text) for place, language, text in TEXTS if language != "en"]
STATEMENTS = [(place, language, text) for place, language, text in TEXTS if place.endswith("statement")]


HARD = 45
"""LIX from which on a text is hard to read (Björnsson 1968)."""


class Row(NamedTuple):
    field: str
    theme: str
    question: str
    name: str
    chapter: str


def coverage() -> Iterator[Row]:
    for line in COVERAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(Row._fields) and cells[0] in THEMES:
            yield Row(*cells)


def lix(text: str) -> float:
    """Words a sentence plus per cent of words longer than six letters (Björnsson 1968)."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(1, len(re.findall(r"[.!?:](?=\s|$)", text)))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_the_reading_level_is_counted_as_it_is_defined():
    assert lix("Vi er her. Kommunen er her.") == 3 + 100 / 6


def test_a_statement_is_understood_at_once():
    harder = [(place, language) for place, language, text in STATEMENTS if language != "en" and lix(text) >= HARD]
    assert harder == []


def test_help_and_scale_read_as_easily_as_the_statements():
    texts = [one for one in NORWEGIAN if not one[0].endswith("name")]
    assert [(place, language) for place, language, text in texts if lix(text) >= HARD] == []


def test_no_word_grades_the_group():
    graded = ((place, language, re.findall(rf"(?i)\b({GRADES[language]})\b", text)) for place, language, text in TEXTS)
    assert [one for one in graded if one[2]] == []


def test_help_asks_the_group_open_questions():
    lines = [
        (place, language, line)
        for place, language, text in TEXTS
        if place.endswith("help")
        for line in text.split("\n")
    ]
    assert [one for one in lines if first_word(one[2]) not in OPENERS[one[1]]] == []


def first_word(line: str) -> str:
    return re.sub(r"^(I|På|Til|In) ", "", line).split()[0].lower()


def test_a_statement_is_one_sentence_and_no_question():
    assert [(place, language) for place, language, text in STATEMENTS if not re.fullmatch(r"[^.?!]+\.", text)] == []


def test_a_text_has_as_many_lines_in_every_language():
    lines = {(place, language): text.count("\n") for place, language, text in TEXTS}
    assert [key for key, count in lines.items() if count != lines[key[0], "nb"]] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nn", r"ikke|hva|hvem|hvordan|noe|noen|dere|jeg|en"),
        ("nb", r"ikkje|kva|kven|korleis|noko|nokon|dykk|eit|ein"),
    ],
)
def test_no_word_of_the_other_norwegian_has_slipped_in(language, words):
    texts = ((place, re.findall(rf"(?i)\b({words})\b", text)) for place, spoken, text in TEXTS if spoken == language)
    assert [one for one in texts if one[1]] == []


def test_every_theme_of_the_model_has_a_question_of_its_field():
    rows = list(coverage())
    numbers = {field.id: field.number for field in SAMSON.fields}
    assert [(row.field, row.theme) for row in rows] == [(field, theme) for field in THEMES for theme in THEMES[field]]
    assert [row for row in rows if not row.question.startswith(f"{numbers[row.field]}-")] == []


def test_the_coverage_table_has_every_question_and_no_other():
    assert {row.question for row in coverage()} == set(SAMSON.questions)


def test_the_coverage_table_says_what_the_file_says():
    questions = SAMSON.questions
    said = {(row.question, row.name, row.chapter) for row in coverage()}
    assert said == {(number, one.name["nb"], one.chapter) for number, one in questions.items()}


def test_thickness_rests_on_eight_to_fourteen_questions_of_several_fields():
    markers = [number for number, one in SAMSON.questions.items() if one.thickness]
    assert 8 <= len(markers) <= 14
    assert len({number[0] for number in markers}) >= 5


def test_every_value_weighs_on_a_fair_part_of_the_questions():
    shares = dict.fromkeys((value.id for value in SAMSON.values), 0.0)
    for question in SAMSON.questions.values():
        for value, coefficient in question.links.items():
            shares[value] += coefficient / sum(question.links.values())
    assert min(shares.values()) > len(SAMSON.questions) / 8
