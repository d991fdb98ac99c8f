"""Guidance: the same pages in every language, read by anybody, and found from where it is needed."""

import re
import sys

import pytest

from infra.translation.catalogue import LANGUAGES
from services.web.presenting.guidance import HOME, OVERVIEW, PAGES, GuideIsBroken, guide, read_guide
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser

ALL = [(slug, language) for slug in (OVERVIEW, *PAGES) for language in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_page_and_no_other(language):
    assert {file.stem for file in (HOME / language).iterdir()} == {OVERVIEW, *PAGES}


@pytest.mark.parametrize(("slug", "language"), ALL)
def test_a_page_has_a_heading_and_a_lead_and_is_in_its_own_language(slug, language):
    found = guide(slug, language)
    assert found.title
    assert found.lead
    assert found.language == language


@pytest.mark.parametrize(("slug", "language"), ALL)
def test_a_page_is_plain_markdown(slug, language):
    text = (HOME / language / f"{slug}.md").read_text(encoding="utf-8")
    assert not re.search(r"[<>\[\]|`]", text)
    assert not re.search(r"^#{3,}|^# .*\n(?:.*\n)*# ", text, re.MULTILINE)


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_has_the_same_parts_in_every_language(slug):
    parts = {one: re.findall(r"<(h2|ul|ol|li)\b", guide(slug, one).body) for one in LANGUAGES}
    assert parts["nn"] == parts["nb"]
    assert parts["en"] == parts["nb"]


def test_a_file_that_does_not_begin_with_heading_and_paragraph_is_broken():
    with pytest.raises(GuideIsBroken):
        read_guide("x", "nb", "# Overskrift\n\n- punkt\n")
    with pytest.raises(GuideIsBroken):
        read_guide("x", "nb", "Ingen overskrift\n")


def test_html_in_a_page_is_shown_and_not_obeyed():
    assert "&lt;b&gt;" in read_guide("x", "nb", "# A\n\nB\n\n<b>C</b>\n").body


def test_a_language_that_lacks_a_page_shows_it_in_bokmal_and_says_so():
    assert guide("theory", "se").language == "nb"


def test_pages_that_there_are_not_leave_nothing_in_memory():
    before = sys.getallocatedblocks()
    for number in range(10_000):
        assert guide(f"no-page-{number}", "nb") is None
    assert sys.getallocatedblocks() - before < 1000


def test_anybody_finds_the_guidance_and_walks_through_it(browser_for: OpenBrowser) -> None:
    page = browser_for().open("/").follow("Veiledning")
    page.one("heading", "De sju handlingsfeltene")
    page = page.follow(guide("preparing", "nb").title)
    assert page.path == "/guidance/preparing"
    page = page.follow(f"Neste: {guide('time', 'nb').title}")
    assert page.path == "/guidance/time"


def test_a_field_s_guidance_lists_its_questions(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for().open("/guidance/field-anchoring")
    instrument, _ = town.world.instruments.newest()
    for question in instrument.fields[3].questions:
        assert question.statement["nb"] in page.answer.text


@pytest.mark.parametrize("name", ["nothing", OVERVIEW, "..%2Fnb%2Ftime", "time.md"])
def test_a_page_that_there_is_not_is_not_found(browser_for: OpenBrowser, name: str) -> None:
    assert browser_for().open(f"/guidance/{name}").status == 404


def test_a_question_and_a_value_lead_to_their_guidance(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate("Verftet")
    measurement = town.measure(collaboration, close=False)
    town.show()
    browser = browser_for(town.administrator)
    asked = browser.open(f"{town.home}/measurements/{measurement}/questions/1-1")
    assert asked.follow("Mer om feltet, til å lese sammen").path == "/guidance/field-equality"
    weighed = browser.open(f"{town.home}/measurements/{measurement}/values/openness")
    assert weighed.follow("Mer om verdien, til å lese sammen").path == "/guidance/value-openness"
