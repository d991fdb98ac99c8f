"""KS's workshop of releases: two people let a quarter through, with a worker, the database and the pages for real."""

from msgspec import structs

from domain.ids import KS
from domain.national.quarter import Quarter
from domain.national_release.state import Stage
from domain.streams import national_releases_stream
from services.application.releases.deciding import all_releases
from tests.running_site import Site
from tests.support.browsing import Browser, Shown
from tests.support.releases import Country, compute_orders, contributors, hand_made, publish_release
from tests.support.towns import browser_of, found_town

QUARTER = "2026K1"
PAGE = f"/ks/releases/{QUARTER}"


def compute(site: Site, country: Country) -> None:
    site.run(compute_orders(site.world, site.settings, country))


def stage_of(site: Site, quarter: str) -> Stage:
    return site.run(all_releases(site.world)).stage(Quarter.read(quarter))


def order(browser: Browser, quarter: str) -> Shown:
    return browser.open(f"/ks/releases/{quarter}").press("Frys tallene og beregn")


def test_from_an_order_to_what_everybody_reads_and_a_second_version(house: Site, kari: Browser, ola: Browser) -> None:
    country = Country()
    waiting = order(kari, QUARTER)
    assert "Tallene beregnes" in waiting.text
    compute(house, country)
    proposed = kari.open(PAGE)
    for words in ("Forslaget venter på godkjenning", "Prøvingen er bestått", "Kommuner: 50-99", "Kan noen regne ut"):
        assert words in proposed.text
    once = proposed.press("Godkjenn forslaget")
    assert "Nå må en annen i KS godkjenne" in once.text
    assert "Godkjenn forslaget" not in once.names("button")
    twice = ola.open(PAGE).press("Godkjenn forslaget")
    assert "To har godkjent forslaget" in twice.text
    assert ola.client.get(f"/national/releases/{QUARTER}/v1.csv").status_code == 404
    published = twice.press("Utgi for alle")
    assert "Utgitt, versjon 1" in published.text
    assert ola.client.get(f"/national/releases/{QUARTER}/v1.csv").status_code == 200
    assert "· deg" in published.text

    empty = published.press("Bestill en ny versjon")
    assert empty.status == 422
    empty.press("Bestill en ny versjon", {"Hvorfor en ny versjon?": "Feil i folketallet"})
    country.contributing = contributors(range(10))
    compute(house, country)
    few = ola.open(PAGE)
    assert "For få kommuner har andre tall" in few.text
    few.press("Bestill en ny versjon", {"Hvorfor en ny versjon?": "Feil i folketallet"})
    country.contributing = contributors(range(14))
    compute(house, country)
    second = ola.open(PAGE)
    assert "Feil i folketallet" in second.text
    withdrawn = second.press("Trekk tilbake", {"Hvorfor trekkes det tilbake?": "Vi venter likevel"})
    assert "Vi venter likevel" in withdrawn.text
    assert "Tallene til denne versjonen ble frosset" in withdrawn.text
    assert ola.client.get(f"/national/releases/{QUARTER}/v2.csv").status_code == 404


def test_who_saw_another_proposal_approves_nothing(house: Site, kari: Browser, ola: Browser) -> None:
    """The page was opened, the proposal withdrawn and another one made: the button of the old page is refused."""
    quarter, country = "2026K2", Country()
    order(kari, quarter)
    compute(house, country)
    old = kari.open(f"/ks/releases/{quarter}")
    ola.open(f"/ks/releases/{quarter}").press("Trekk tilbake", {"Hvorfor trekkes det tilbake?": "Med støy"})
    ola.open(f"/ks/releases/{quarter}").press("Frys tallene og beregn", {"2: med litt støy i små grupper": "2"})
    compute(house, country)
    refused = old.press("Godkjenn forslaget")
    assert refused.status == 409
    assert "Forslaget er et annet enn det siden viste" in refused.text
    ola.open(f"/ks/releases/{quarter}").press("Trekk tilbake", {"Hvorfor trekkes det tilbake?": "Ferdig"})


def test_what_the_audit_stops_can_only_be_withdrawn(house: Site, kari: Browser) -> None:
    quarter, country = "2026K2", Country()
    country.passes = False
    order(kari, quarter)
    compute(house, country)
    stopped = kari.open(f"/ks/releases/{quarter}")
    assert "Prøvingen stopper forslaget" in stopped.text
    assert "Verst: 0,31. Grense: 0,4." in stopped.text
    assert "Godkjenn forslaget" not in stopped.names("button")
    stopped.press("Trekk tilbake", {"Hvorfor trekkes det tilbake?": "Stoppet"})
    assert stage_of(house, quarter) is Stage.NOTHING


def test_a_quarter_that_is_not_over_and_one_that_is_none(house: Site, kari: Browser) -> None:
    listed = kari.open("/ks/releases")
    assert "Ikke over ennå" in listed.text
    assert "Kvartalet er ikke over" in kari.open("/ks/releases/2199K4").text
    for path in ("2026-1", "0001K1", "9999K4", "2026K1/figures?version=x", "2025K1/figures"):
        assert kari.client.get(f"/ks/releases/{path}").status_code == 404


def test_a_simulated_quarter_says_so_of_each_version_and_takes_no_correction(house: Site, kari: Browser) -> None:
    """Last year's, so that no other test's quarter comes after it."""
    made = structs.replace(hand_made("2024K3"), simulated=True)
    house.run(publish_release(house.database, house.world.log, made))
    shown = kari.open("/ks/releases/2024K3")
    assert "Tallene er simulert og gjelder ingen virkelige kommuner" in shown.text
    assert "det finnes ingenting å rette i dem" in shown.text
    assert "Bestill en ny versjon" not in shown.names("button")
    house.run(publish_release(house.database, house.world.log, hand_made("2024K4")))
    real = kari.open("/ks/releases/2024K4")
    assert "simulert" not in real.text
    assert "Bestill en ny versjon" in real.names("button")


def test_the_workshop_is_for_ks_alone(house: Site) -> None:
    town = found_town(house)
    with browser_of(house, town.administrator) as browser:
        for path in ("/ks/releases", PAGE, f"{PAGE}/progress", f"{PAGE}/figures"):
            assert browser.client.get(path).status_code == 404


def test_nothing_that_ks_reads_of_a_quarter_names_a_municipality(house: Site, kari: Browser) -> None:
    """No event, no page and no progress: the snapshot has official numbers, and they stand nowhere but in it."""
    quarter = "2026K3"
    country = Country()
    order(kari, quarter)
    compute(house, country)
    numbers = {one.number for one in country.contributing}
    pages = [kari.open(f"/ks/releases/{quarter}{path}").text for path in ("", "/figures", "/figures?group=county:11")]
    events = [str(one.event) for one in house.run(house.world.log.read_stream(KS, national_releases_stream()))]
    for text in (*pages, *events):
        assert not any(f"'{number}'" in text or f" {number} " in text for number in numbers)
