import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import SAMSON, reworded, with_question, with_value
from msgspec.structs import replace

from domain.instrument.reading import InstrumentIsUnreadable, language_sha256, read, structure_sha256, wordings

SMALL = """
id = "samson"
version = 0
languages = ["nb"]
values = []

[[fields]]
id = "equality"
number = 1
name.nb = "Likeverdighet"
meaning.nb = "Hvem som har noe å si."
chapter = "6"
questions = []
"""

languages = st.sampled_from(["se", "da", "fi"])
places = st.sampled_from([place for place, _ in wordings(SAMSON)])
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def with_language(instrument, language, text):
    added = reworded(instrument, lambda wording: {**wording, language: text})
    return replace(added, languages=(*added.languages, language))


def with_text_at(instrument, place, language, text):
    target = next(wording for each, wording in wordings(instrument) if each == place)
    return reworded(instrument, lambda wording: {**wording, language: text} if wording is target else wording)


def test_a_file_becomes_an_instrument_in_the_order_of_the_file():
    assert [field.name["nb"] for field in SAMSON.fields] == [
        "Likeverdighet",
        "Felles mål",
        "Kommunikasjon",
        "Forankring",
        "Tilrettelegging",
        "Ressursfokus",
        "Flere kompetanser",
    ]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (SMALL.replace("version = 0", "version ="), "at line 3"),
        (SMALL.replace("version = 0", 'version = "0"'), "$.version"),
        (SMALL.replace("version = 0", f"version = {'1' * 5000}"), "5000 digits"),
        (SMALL.replace("version = 0", f"version = 0x{'f' * 5000}"), "$.version"),
        (SMALL.replace("number = 1", f"number = -{2**63 + 1}"), "$.fields[0].number"),
        (SMALL.replace("number = 1", "number = 1\nrank = 1"), "rank"),
        (SMALL.replace('chapter = "6"\n', ""), "chapter"),
        (SMALL.replace('name.nb = "Likeverdighet"', 'name = "Likeverdighet"'), "$.fields[0].name"),
    ],
)
def test_a_file_that_is_no_instrument_says_where(broken, reason):
    assert read(SMALL).id == "samson"
    with pytest.raises(InstrumentIsUnreadable) as refused:
        read(broken)
    assert reason in str(refused.value.data["detail"])
    assert "\n" not in str(refused.value.data["detail"])


@settings(max_examples=30)
@given(languages, words)
def test_adding_a_language_changes_no_hash_that_is_there(language, text):
    more = with_language(SAMSON, language, text)
    assert structure_sha256(more) == structure_sha256(SAMSON)
    assert {key: language_sha256(more)[key] for key in SAMSON.languages} == language_sha256(SAMSON)
    assert set(language_sha256(more)) == {*SAMSON.languages, language}


@settings(max_examples=30)
@given(places, words)
def test_changing_any_text_changes_its_language_s_hash_and_nothing_else(place, text):
    changed = with_text_at(SAMSON, place, "nb", f"{text} endret")
    texts = zip(wordings(SAMSON), wordings(changed), strict=True)
    assert [at for (at, old), (_, new) in texts if old != new] == [place]
    before, after = language_sha256(SAMSON), language_sha256(changed)
    assert [language for language in SAMSON.languages if before[language] != after[language]] == ["nb"]
    assert structure_sha256(changed) == structure_sha256(SAMSON)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SAMSON, version=2),
        replace(SAMSON, follows=0),
        replace(SAMSON, fields=SAMSON.fields[::-1]),
        with_question("3-4", lambda one: replace(one, links={**one.links, "leadership": 1})),
        with_question("3-4", lambda one: replace(one, links=dict.fromkeys(one.links, 1))),
        with_question("3-4", lambda one: replace(one, thickness=not one.thickness)),
        with_question("3-4", lambda one: replace(one, chapter="9")),
        with_question("3-4", lambda one: replace(one, id="3-10")),
        with_question("3-4", lambda one: replace(one, continues="3-4")),
        with_question("3-4", lambda one: replace(one, replaces=("3-4",))),
        with_question("3-4", lambda one: replace(one, replaces=())),
        with_value("openness", lambda one: replace(one, ambitions=one.ambitions[:2])),
    ],
)
def test_another_structure_has_another_hash(changed):
    assert structure_sha256(changed) != structure_sha256(SAMSON)


def test_the_order_in_which_links_are_written_does_not_matter():
    turned = with_question("1-1", lambda one: replace(one, links=dict(reversed(one.links.items()))))
    assert structure_sha256(turned) == structure_sha256(SAMSON)


def test_two_texts_that_change_places_change_the_hash():
    def swapped(one):
        return replace(one, scale=replace(one.scale, low=one.scale.high, high=one.scale.low))

    assert language_sha256(with_question("1-1", swapped)) != language_sha256(SAMSON)


def test_a_key_of_a_great_many_parts_is_refused_before_it_takes_long():
    with pytest.raises(InstrumentIsUnreadable) as refused:
        read('id = "samson"\n' + "a." * 100_000 + "a = 1")
    assert refused.value.data["detail"] == "line 2 has more than 100 full stops"
