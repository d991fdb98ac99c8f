"""KS reads the instrument: languages and versions side by side, with what differs marked in words."""

import pytest
from instruments import SAMSON, with_question
from msgspec.structs import replace

from services.web.presenting.instrument_reading import Reading, chosen_languages, language_name
from tests.running_site import Site
from tests.support.towns import Town, analyst
from tests.web.conftest import OpenBrowser

PATH = "/ks/instrument/1/read"


def following(**changes):
    """A version 2 in which 1-1 is what `changes` say."""
    instrument = replace(SAMSON, version=2, follows=1)
    for number in SAMSON.questions:
        instrument = with_question(number, lambda one, number=number: replace(one, continues=number), of=instrument)
    instrument = replace(instrument, values=tuple(continuing(value) for value in instrument.values))
    return with_question("1-1", lambda one: replace(one, **changes), of=instrument)


def continuing(value):
    return replace(value, ambitions=tuple(replace(one, continues=one.id) for one in value.ambitions))


def block(reading, which):
    return next(one for one in reading.blocks() if one.id == which)


def test_languages_stand_in_the_order_of_the_instrument_each_in_its_column():
    reading = Reading(shown=SAMSON, languages=("nb",))
    row = next(row for row in block(reading, "1-1").rows if row.part == "help")
    assert [cell.language for cell in row.cells] == ["nb"]
    assert row.cells[0].lines == tuple(SAMSON.questions["1-1"].help["nb"].split("\n"))
    assert not row.cells[0].changed


def test_every_text_of_the_instrument_is_there_once():
    blocks = list(Reading(shown=SAMSON, languages=("nb",)).blocks())
    assert len(blocks) == 4 + 12 + 7 + len(SAMSON.questions)
    assert sum(len(one.rows) for one in blocks) == 2 * 4 + 12 + 2 * 7 + 6 * len(SAMSON.questions)


def test_one_value_or_field_can_be_read_by_itself():
    assert [one.id for one in Reading(SAMSON, ("nb",), part="openness").blocks()] == [
        "openness",
        "openness-1",
        "openness-2",
        "openness-3",
    ]
    whole = {one.id for one in Reading(SAMSON, ("nb",), part="anchoring").blocks()}
    assert whole == {"anchoring", *(question.id for question in SAMSON.fields[3].questions)}


def test_beside_another_version_what_differs_is_marked():
    changed = following(statement={**SAMSON.questions["1-1"].statement, "nb": "Alle kan endre planen."})
    rows = {row.part: row for row in block(Reading(changed, ("nb",), SAMSON), "1-1").rows}
    assert [cell.lines for cell in rows["statement"].cells] == [
        ("Alle kan endre planen.",),
        (SAMSON.questions["1-1"].statement["nb"],),
    ]
    assert all(cell.changed for cell in rows["statement"].cells)
    assert not any(cell.changed for cell in rows["help"].cells)


def test_a_question_stands_beside_the_one_that_it_continues_whatever_its_number():
    moved = following(continues="1-2")
    assert block(Reading(moved, ("nb",), SAMSON), "1-1").then == SAMSON.questions["1-2"]
    assert block(Reading(SAMSON, ("nb",), moved), "1-2").then.continues == "1-2"


def test_what_only_one_version_has_is_there_and_said_to_be():
    new = following(continues=None, replaces=())
    blocks = list(Reading(new, ("nb",), SAMSON).blocks())
    assert next(one for one in blocks if one.id == "1-1").then is None
    assert [(one.id, one.now) for one in blocks if one.now is None] == [("1-1", None)]
    assert not any(cell.changed for one in blocks if one.id == "1-1" for row in one.rows for cell in row.cells)


@pytest.mark.parametrize(("asked", "chosen"), [(["nb"], ("nb",)), (["xx"], ("nb",)), ([], ("nb",))])
def test_a_language_that_the_instrument_lacks_is_not_chosen(asked, chosen):
    assert chosen_languages(SAMSON, asked, "nb") == chosen


def test_a_language_is_called_what_its_speakers_call_it():
    assert [language_name(code) for code in ("nb", "nn", "en", "se", "xx-nowhere")] == [
        "norsk bokmål",
        "norsk nynorsk",
        "English",
        "davvisámegiella",
        "xx-nowhere",
    ]


def test_ks_reads_the_instrument(site: Site, browser_for: OpenBrowser) -> None:
    page = browser_for(analyst(site)).open(PATH)
    page.one("heading", "Spørsmålene, versjon 1")
    assert SAMSON.questions["7-7"].scale.high["nb"] in page.answer.text
    text = " ".join(page.answer.text.split())
    assert "Merke for tykk samskaping. Kapitlene 6, 9 i rapporten." in text
    assert "Kapittel 5 i rapporten." in text


def test_nobody_else_reads_it_there(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    assert browser_for(town.administrator).open(PATH).status == 404


def test_a_part_that_there_is_not_is_the_whole(site: Site, browser_for: OpenBrowser) -> None:
    page = browser_for(analyst(site)).open(f"{PATH}?part=nothing")
    assert SAMSON.questions["7-7"].scale.high["nb"] in page.answer.text


@pytest.mark.parametrize("path", ["/ks/instrument/99/read", "/ks/instrument/1/read?beside=99"])
def test_a_version_that_there_is_not_is_left_out(site: Site, browser_for: OpenBrowser, path: str) -> None:
    assert browser_for(analyst(site)).open(path).status == (404 if "/99/" in path else 200)
