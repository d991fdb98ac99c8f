"""The description by DCAT-AP-NO: the same in both notations, and with all that the standard asks for."""

import json
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from national_files import PUBLISHED, issue

from infra.translation import LANGUAGES, Translator
from services.reports.national_tables.catalogue import catalogue
from services.reports.national_tables.graph import Said, Thing, Typed, json_ld, turtle
from tests.support.releases import hand_made
from tests.support.turtle_reader import RDF_TYPE, Turtle, of_json_ld

BASE = "https://samson.example"
DCAT, DCT = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"

MANDATORY = {
    "Catalog": ("title", "description", "publisher", "dcat:contactPoint", "identifier"),
    "Dataset": ("title", "description", "publisher", "dcat:contactPoint", "dcat:theme"),
    "DatasetSeries": ("title", "description", "publisher", "dcat:contactPoint", "dcat:theme"),
    "DataService": ("title", "publisher", "dcat:contactPoint", "dcat:endpointURL"),
    "Distribution": ("dcat:accessURL", "format", "license"),
}
"""By the tables of DCAT-AP-NO 3; of distributions, what is recommended too."""

ONE = ("publisher", "dcat:endpointURL")

ISSUES = [
    issue(hand_made()),
    issue(hand_made("2026K2"), datetime(2027, 4, 1, 9, tzinfo=UTC)),
    issue(hand_made(version=2), datetime(2027, 5, 1, 9, tzinfo=UTC)),
]


def things(issues=ISSUES):
    return catalogue(issues, [Translator(language) for language in LANGUAGES], BASE)


def described(issues=ISSUES):
    found = defaultdict(lambda: defaultdict(list))
    for subject, name, value in Turtle(turtle(things(issues)).decode()).triples:
        found[subject][name].append(value)
    return found


def name(short: str) -> str:
    return DCAT + short.removeprefix("dcat:") if short.startswith("dcat:") else DCT + short


@pytest.mark.parametrize("issues", [[], ISSUES[:1], ISSUES])
def test_turtle_and_json_ld_say_the_same(issues):
    in_turtle = Turtle(turtle(things(issues)).decode()).triples
    assert in_turtle == of_json_ld(json.loads(json_ld(things(issues))))
    assert len(in_turtle) > 40


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_both_notations(text):
    said = [Thing("https://a.example/", "dcat:Dataset", [("dct:title", Said(text, "nb")), ("dct:issued", text)])]
    found = Turtle(turtle(said).decode()).triples
    assert found == of_json_ld(json.loads(json_ld(said)))
    assert ("https://a.example/", f"{DCT}title", f"{json.dumps(text)}@nb") in found


@pytest.mark.parametrize("issues", [[], ISSUES])
def test_everything_has_what_the_standard_asks_for(issues):
    found, seen = described(issues), set()
    for subject, said in found.items():
        for kind in said[RDF_TYPE]:
            short = kind[1:-1].removeprefix(DCAT)
            seen.add(short)
            for wanted in MANDATORY.get(short, ()):
                assert said[name(wanted)], f"{subject} has no {wanted}"
            assert all(len(said[name(one)]) <= 1 for one in ONE)
    assert seen >= MANDATORY.keys() - (set() if issues else {"Dataset", "Distribution"})


def test_titles_and_descriptions_are_in_three_languages_once_each():
    for said in described().values():
        for wanted in ("title", "description"):
            languages = [value.rpartition("@")[2] for value in said[name(wanted)]]
            assert sorted(languages) in ([], ["en"], sorted(LANGUAGES))


def test_whatever_is_named_of_ours_is_described():
    found = described()
    named = {value[1:-1] for said in found.values() for values in said.values() for value in values if value[0] == "<"}
    assert {one for one in named if one.startswith(f"{BASE}/national/catalogue.ttl#")} <= found.keys()


def test_each_version_has_its_files_its_time_and_what_it_replaces():
    found, last = described(), f"{BASE}/national/catalogue.ttl#2026K1-v2"
    files = {
        value
        for distribution in found[last][f"{DCAT}distribution"]
        for value in found[distribution[1:-1]][f"{DCAT}downloadURL"]
    }
    assert files == {f"<{BASE}/national/releases/2026K1/v2.{ending}>" for ending in ("csv", "xlsx", "json", "pdf")}
    assert found[last][f"{DCT}replaces"] == [f"<{BASE}/national/catalogue.ttl#2026K1-v1>"]
    assert "2026-01-01" in found[last][f"{DCT}temporal"][0]
    assert "2026-03-31" in found[last][f"{DCT}temporal"][0]
    series = found[f"{BASE}/national/catalogue.ttl#series"]
    assert series[f"{DCAT}last"] == [f"<{BASE}/national/catalogue.ttl#2026K2-v1>"]
    assert "2026-06-30" in series[f"{DCT}temporal"][0]
    assert series[f"{DCT}modified"] == ['"2027-05-01"^^<http://www.w3.org/2001/XMLSchema#date>']


def test_a_simulated_release_says_so_first():
    made_up = issue(replace(hand_made(), simulated=True), PUBLISHED)
    said = described([made_up])[f"{BASE}/national/catalogue.ttl#2026K1-v1"]
    assert all(text.startswith(('"Tall', '"Tala', '"The figures are simulated')) for text in said[f"{DCT}title"])
    assert "simul" not in " ".join(described(ISSUES[:1])[f"{BASE}/national/catalogue.ttl#2026K1-v1"][f"{DCT}title"])


def test_the_reader_refuses_what_is_no_turtle():
    for spoilt in ("<a> a dcat:Dataset", "@prefix a: <b> <c> .", '<a> <b> "c\n" .', "<a> <b> 'c' ."):
        with pytest.raises((ValueError, IndexError, KeyError)):
            Turtle(spoilt)
    assert Typed("2026-01-01", "xsd:date").kind
