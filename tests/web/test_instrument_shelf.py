"""KS takes a version of the questions in, two people let it through, and every municipality measures with it."""

import json
from collections.abc import Iterator

import msgspec
import pytest
from instrument_text import encoded, next_version
from instruments import SAMSON, reworded, with_question
from msgspec.structs import replace

from domain.instrument.reading import structure_sha256
from domain.measurement.state import Measurement, fold
from infra.identity import new_stream_id
from infra.instrument_files import LARGEST
from infra.instruments import instrument_files
from tests.running_site import Site, opened_site
from tests.support.browsing import Browser, Shown
from tests.support.shelves import publish, retire
from tests.support.towns import Person, Town, analyst, browser_of, found_town

TWO = next_version(SAMSON, " To.")
IN_SAMI = replace(
    reworded(SAMSON, lambda wording: {**wording, "se": wording["nb"]}), languages=(*SAMSON.languages, "se")
)


@pytest.fixture
def house(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    """A site of its own, because what is published here is measured with everywhere on it."""
    with opened_site(cluster_url, redis_url) as opened:
        yield opened


def take_in(browser: Browser, file: bytes, note: str = "", command_id: str = "") -> Shown:
    page = browser.open("/ks/instrument")
    form = page.one("button", "Ta inn filen").above("form")
    assert form is not None
    assert (form.get("enctype"), form.get("method")) == ("multipart/form-data", "post")
    fields = page.values(form) | {"note": note} | ({"command_id": command_id} if command_id else {})
    fields.pop("file")
    answer = browser.client.post("/ks/instrument", data=fields, files={"file": ("samson-v2.toml", file)})
    return Shown(browser, answer)


def started(house: Site, town: Town) -> Measurement:
    """A measurement that somebody in a municipality begins now."""
    collaboration = town.collaborate(f"Friskgården {new_stream_id()}")
    town.show()
    with browser_of(house, town.administrator) as browser:
        page = browser.open(f"{town.home}/collaborations/{collaboration}/measurements/new")
        begun = page.press("Start målingen", {"Kommune": "2"})
    which = begun.path.split("/measurements/")[1].split("/")[0]
    state = fold(record.event for record in house.run(town.world.log.read_stream(town.workspace.tenant, which)))  # type: ignore[arg-type]
    assert state is not None
    return state


def web_world(house: Site):
    return msgspec.structs.replace(house.world, database=house.web)


def test_from_a_file_to_a_municipality_s_measurement_and_out_of_use_again(
    house: Site, kari: Browser, ola: Browser
) -> None:
    town = found_town(house)
    assert started(house, town).instrument_version == 1
    taken = take_in(kari, encoded(TWO), note="Etter høring i fem kommuner")
    assert (taken.status, taken.path) == (200, "/ks/instrument/2")
    assert "Etter høring i fem kommuner" in taken.text
    waiting = taken.press("Send til gjennomgang")
    assert "Du tok inn dette utkastet" in waiting.text
    assert "Godkjenn utkastet" not in waiting.names("button")
    assert started(house, town).instrument_version == 1
    approved = ola.open("/ks/instrument/2").press("Godkjenn utkastet")
    assert "Godkjent utkast" in approved.text
    published = approved.press("Gi ut versjonen")
    assert "I bruk i nye målinger" in published.text
    measured = started(house, town)
    assert (measured.instrument_version, measured.instrument_sha256) == (2, structure_sha256(TWO))
    retired = published.press("Ta ut av bruk", {"Hvorfor?": "Ordene misforstås"})
    assert "Tatt ut av bruk" in retired.text
    assert started(house, town).instrument_version == 1
    last = kari.open("/ks/instrument/1")
    assert "Dette er den eneste versjonen i bruk" in last.text
    assert "Ta ut av bruk" not in last.names("button")
    back = ola.open("/ks/instrument/2").press("Ta i bruk igjen", {"Hvorfor?": "Vi tok feil"})
    assert started(house, town).instrument_version == 2
    for words in ("Ordene misforstås", "Vi tok feil", "· deg"):
        assert words in back.text


def test_a_measurement_under_way_keeps_its_version_and_its_words(house: Site, kari: Browser) -> None:
    town = found_town(house)
    collaboration = town.collaborate()
    under_way = town.measure(collaboration, {"1-1": 5}, close=False)
    house.run(publish(web_world(house), TWO))
    house.run(retire(web_world(house), 1))
    town.show()
    with browser_of(house, town.administrator) as browser:
        page = browser.open(f"{town.home}/measurements/{under_way}/questions/1-1")
    assert page.status == 200
    assert SAMSON.questions["1-1"].statement["nb"] in page.text
    assert " To." not in page.text


def test_guidance_lists_the_questions_that_a_new_measurement_asks(house: Site, kari: Browser) -> None:
    assert " To." not in kari.open("/guidance/field-equality").text
    house.run(publish(web_world(house), TWO))
    assert " To." in kari.open("/guidance/field-equality").text


def test_a_draft_is_returned_with_a_reason_and_a_newer_file_begins_anew(
    house: Site, kari: Browser, ola: Browser
) -> None:
    take_in(kari, encoded(TWO)).press("Send til gjennomgang")
    refused = ola.open("/ks/instrument/2").press("Send tilbake", {"Hva må rettes?": " "})
    assert refused.status == 422
    returned = refused.press("Send tilbake", {"Hva må rettes?": "Spørsmål 2-3 er uklart"})
    assert "Spørsmål 2-3 er uklart" in kari.open("/ks/instrument/2").text
    assert "Send til gjennomgang" in returned.names("button")
    old = kari.open("/ks/instrument/2")
    take_in(ola, encoded(next_version(SAMSON, " Tydeligere.")))
    moved = old.press("Send til gjennomgang")
    assert moved.status == 409
    assert "Noen har tatt inn en nyere fil" in moved.text


def test_a_withdrawn_draft_leaves_its_history(kari: Browser) -> None:
    gone = take_in(kari, encoded(TWO)).press("Trekk tilbake", withdraw_reason="Vi venter")
    assert "Vi venter" in gone.text
    listed = kari.open("/ks/instrument")
    listed.one("heading", "Trukket tilbake")
    assert kari.open("/ks/instrument/2/file").status == 404
    assert take_in(kari, encoded(TWO)).status == 200


def test_everything_that_is_wrong_with_a_file_is_listed_and_what_was_typed_is_kept(kari: Browser) -> None:
    broken = with_question("1-1", lambda one: replace(one, continues="9-9", links={}), of=TWO)
    page = take_in(kari, encoded(broken), note="Min merknad")
    assert page.status == 422
    page.one("heading", "2 ting må rettes i filen")
    assert "1-1 er ikke koblet til noen verdi" in page.text
    assert "1-1 nevner 9-9, som versjon 1 ikke har" in page.text
    assert "Min merknad" in page.text
    assert kari.open("/ks/instrument/2").status == 404


@pytest.mark.parametrize(
    ("file", "status", "said"),
    [
        (b"id = ", 422, "Invalid value (at end of document)"),
        (b"\xff\xfe", 422, "it is not UTF-8 text (byte 0)"),
        (b"#" * (LARGEST + 1), 413, "Filen er på 1025 kB eller mer"),
        (encoded(replace(TWO, id="delilah")), 422, "Filen sier at den er «delilah»"),
        (instrument_files()["samson", 1], 409, "Det er ikke noe nytt i filen"),
        (encoded(next_version(TWO)), 422, "går videre fra versjon 2, som ikke finnes blant de utgitte"),
        (encoded(replace(SAMSON, version=2)), 409, "og det er versjon 1"),
    ],
    ids=["no TOML", "no text", "too large", "another", "nothing new", "follows nobody's", "follows nothing"],
)
def test_a_file_that_is_not_taken_in_is_told_why(site: Site, file: bytes, status: int, said: str) -> None:
    with browser_of(site, analyst(site)) as browser:
        page = take_in(browser, file)
    assert page.status == status
    assert said in page.text.replace("\xa0", " ")


def test_a_form_without_a_file_is_told_so_at_the_field(site: Site) -> None:
    with browser_of(site, analyst(site)) as browser:
        page = browser.open("/ks/instrument").press("Ta inn filen")
    assert page.status == 422
    (field,) = [one for one in page.root if one.get("id") == "file"]
    assert (field.get("aria-invalid"), field.get("aria-describedby")) == ("true", "file-help file-error")
    page.one("link", "Du har ikke valgt noen fil. Ingenting er lagret. Velg filen, og ta den inn.")


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_page_says_what_is_wrong_in_the_reader_s_language(site: Site, language: str) -> None:
    broken = encoded(with_question("1-1", lambda one: replace(one, links={}), of=TWO))
    with browser_of(site, analyst(site), language) as browser:
        browser.open("/ks/instrument")
        fields = {"_csrf_token": browser.client.cookies["samson-csrf"], "command_id": str(new_stream_id())}
        answer = browser.client.post("/ks/instrument", data=fields, files={"file": ("x.toml", broken)})
    assert {"nn": "er ikkje kopla til nokon verdi", "en": "is linked to no value"}[language] in answer.text


def test_a_draft_is_read_beside_the_version_that_it_follows(kari: Browser) -> None:
    page = take_in(kari, encoded(TWO)).follow("Les utkastet")
    assert "beside=1" in str(page.answer.url)
    assert "Endret" in page.text


def test_a_version_is_given_out_as_its_file_drafts_too(house: Site, kari: Browser) -> None:
    shipped = kari.client.get("/ks/instrument/1/file")
    assert shipped.content == instrument_files()["samson", 1]
    assert shipped.headers["content-disposition"] == 'attachment; filename="samson-v1.toml"'
    take_in(kari, encoded(IN_SAMI))
    assert kari.client.get("/ks/instrument/1/file").content == shipped.content
    draft = kari.client.get("/ks/instrument/1/file?draft")
    assert draft.content == encoded(IN_SAMI)
    assert draft.headers["content-disposition"] == 'attachment; filename="samson-v1-draft.toml"'
    page = kari.open("/ks/instrument/1")
    for link in ("Last ned filen", "Last ned utkastet"):
        page.one("link", link)
    assert "davvisámegiella" not in page.follow("Les og sammenlign").text
    assert "davvisámegiella" in page.follow("Les utkastet").text


def test_a_version_that_nothing_happened_to_is_not_found(kari: Browser) -> None:
    for path in ("/ks/instrument/77", "/ks/instrument/77/file", "/ks/instrument/1/file?draft"):
        assert kari.open(path).status == 404


def test_a_language_is_added_to_a_published_version(house: Site, kari: Browser, ola: Browser) -> None:
    take_in(kari, encoded(IN_SAMI)).press("Send til gjennomgang")
    published = ola.open("/ks/instrument/1").press("Godkjenn utkastet").press("Gi ut versjonen")
    assert "norsk bokmål, norsk nynorsk, English, davvisámegiella" in published.text
    town = found_town(house)
    assert started(house, town).instrument_sha256 == structure_sha256(SAMSON)


def test_one_is_told_what_ks_s_log_holds_of_oneself_and_others_by_address(house: Site) -> None:
    kari, ola = analyst(house), analyst(house)
    with browser_of(house, kari) as first, browser_of(house, ola) as second:
        assert "KS" not in headings(first.open("/me"))
        take_in(first, encoded(TWO), note="Etter høring")
        me = first.open("/me")
        assert "KS" in headings(me)
        assert "Et utkast til spørsmål ble tatt inn · versjon 2" in me.text
        assert "Etter høring" in me.text
        exported = json.loads(first.open("/me/export.json").answer.text)["ks"]
        (deed,) = exported["did"]
        assert (deed["facts"]["version"], deed["texts"]) == (2, {"note": "Etter høring"})
        assert exported["pseudonym"] in me.text
        assert json.loads(second.open("/me/export.json").answer.text)["ks"] is None
        assert "· deg" in first.open("/ks/instrument/2").text
        assert kari.account.email in second.open("/ks/instrument/2").text


def test_the_tie_of_a_pseudonym_dies_with_the_account(house: Site) -> None:
    kari, ola = analyst(house), analyst(house)
    with browser_of(house, kari) as first:
        take_in(first, encoded(TWO))
    house.run(_delete_account(house, kari))
    with browser_of(house, ola) as second:
        page = second.open("/ks/instrument/2")
    assert kari.account.email not in page.text
    assert "Person " in page.text


async def _delete_account(house: Site, person: Person) -> None:
    async with house.web.account(person.account.id) as connection:
        await connection.execute("delete from accounts.accounts where account_id = $1", person.account.id)


def headings(page: Shown) -> list[str]:
    return page.names("heading")
