"""A collaboration's next meeting: proposed from what the group says matters, changed in the address, printed."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import msgspec
import pikepdf
import pypdf
import pytest

from domain.action_plan.decisions import Agreed, ReviseAgreement
from domain.erasure.decisions import ConfirmErasure
from domain.erasure.events import TextPlace
from domain.ids import CollaborationId, QuestionId
from domain.measurement.commands import NoteComment
from domain.measurement.events import CommentNoted
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.report_shelf import Chosen, Kind, reports_of
from services.application.actions import decide_actions
from services.application.erasures import EraseText, decide_erasure, request_erasure
from services.application.measurements import decide_measurement
from tests.running_site import Site
from tests.support.browsing import Shown
from tests.support.towns import Town, found_town
from tests.web.conftest import OpenBrowser

START = datetime(2025, 3, 12, 12, tzinfo=UTC)
PAPER = "Lag PDF"


class Prepared(msgspec.Struct, frozen=True):
    town: Town
    collaboration: CollaborationId

    @property
    def path(self) -> str:
        return f"{self.town.home}/collaborations/{self.collaboration}/meeting"


@pytest.fixture(scope="module")
def prepared(site: Site) -> Prepared:
    """Measured twice, last with two answers below the weighting: an action on one of them, a comment on the other."""
    town = found_town(site, "Vesterby")
    collaboration = town.at(START).collaborate("Verftet")
    town.at(START).measure(collaboration, {**_answers(town), "1-1": 6})
    then = town.at(START + timedelta(days=91))
    last = then.measure(collaboration, {**_answers(town), "1-1": 3, "2-1": 5}, close=False)
    action, by = then.suggest(collaboration, last, "Møtes på verftet"), town.administrator.here
    due = ReviseAgreement(action=action, agreed=Agreed(owner=None, due=date(2025, 8, 1)), seen=Agreed(None, None))
    site.run(decide_actions(then.world, by, collaboration, due, new_stream_id()))
    note = NoteComment(question=QuestionId("2-1"), text="Vi har hvert vårt mål", seen=0)
    site.run(decide_measurement(then.world, by, last, note, new_stream_id()))
    then.close(last)
    town.show()
    return Prepared(town, collaboration)


def _answers(town: Town) -> dict[str, int]:
    instrument, _ = town.world.instruments.newest()
    return dict.fromkeys(instrument.questions, 9)


def parts(page: Shown) -> list[str]:
    return [one.text for one in page.all("listitem", within=page.one("region", "Forslag til dagsorden"))]


def test_the_focus_list_says_why_a_question_is_on_it_and_what_there_is_to_know(
    prepared: Prepared, browser_for: OpenBrowser
) -> None:
    page = browser_for(prepared.town.administrator).open(prepared.path)
    text = page.one("region", "Viktig for dere, og lavt plassert").text
    for said in (
        "Dere har vektet dette til 8,0 og svart 3.",
        "Gangen før svarte dere 6.",
        "Avtalt: Møtes på verftet",
        "Dere har vektet dette til 8,0 og svart 5.",
        "Dere har ikke noe åpent tiltak på dette.",
        "Vi har hvert vårt mål",
        "ikke en karakter",
    ):
        assert said in text
    assert text.index("1-1") < text.index("2-1")
    assert "Den dagen er gått" in page.one("region", "Åpne tiltak").text
    assert "Avtalt tiltak: Møtes på verftet" in page.one("region", "Hva har skjedd siden sist").text


def test_the_agenda_is_proposed_and_changed_in_the_address_and_nothing_is_written(
    prepared: Prepared, browser_for: OpenBrowser
) -> None:
    page = browser_for(prepared.town.administrator).open(prepared.path)
    assert "Til sammen 55 minutter." in page.text
    assert [text.split(" min")[0] for text in parts(page)] == ["0–5", "5–10", "10–15", "15–30", "30–45", "45–55"]
    head = prepared.town.site.run(prepared.town.world.log.head(prepared.town.workspace.tenant))
    changed = page.browser.open(f"{prepared.path}?opening=0&question-1-1=30&question-9-9=5")
    assert "Til sammen 65 minutter." in changed.text
    assert parts(changed)[0].startswith("Ikke med")
    assert prepared.town.site.run(prepared.town.world.log.head(prepared.town.workspace.tenant)) == head


@pytest.mark.parametrize("typed", ["ti", "-1", "241", "2,5"])
def test_minutes_that_can_not_be_read_are_shown_again_beside_what_is_wrong(
    prepared: Prepared, browser_for: OpenBrowser, typed: str
) -> None:
    refused = browser_for(prepared.town.administrator).open(f"{prepared.path}?closing={typed}&opening=7")
    assert refused.status == 422
    assert "Skriv minuttene til «Hva dere er blitt enige om» som et helt tall fra 0 til 240." in refused.text
    boxes = {box.get("name"): box.get("value") for box in refused.all("textbox")}
    assert (boxes["closing"], boxes["opening"]) == (typed, "7")


def test_before_the_first_measurement_the_page_says_what_will_stand_here(town: Town, browser_for: OpenBrowser) -> None:
    collaboration, browser = town.collaborate("Kaia"), browser_for(town.administrator)
    town.show()
    home = f"{town.home}/collaborations/{collaboration}"
    page = browser.open(home).follow("Forbered neste møte")
    assert page.one("heading", "Her kommer et forslag når dere har målt")
    assert PAPER not in browser.open(f"{home}/meeting/paper").names("button")
    form = {"command_id": str(new_stream_id()), "language": "nb"}
    assert browser.send(f"{home}/meeting/paper", form).status == 404


def test_where_nothing_lies_below_its_weighting_the_meeting_is_about_the_rest(
    town: Town, browser_for: OpenBrowser
) -> None:
    collaboration = town.collaborate("Loftet")
    town.measure(collaboration, 9)
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}/meeting")
    assert "Ingen svar ligger under det dere har vektet." in page.text
    assert [text.split(" ")[2] for text in parts(page)] == ["Velkommen", "Hva"]


@pytest.fixture(scope="module")
def town(prepared: Prepared) -> Town:
    return prepared.town


@pytest.mark.usefixtures("real_paper")
def test_the_meeting_is_printed_with_the_minutes_of_its_page(prepared: Prepared, browser_for: OpenBrowser) -> None:
    browser, town = browser_for(prepared.town.administrator), prepared.town
    paper = browser.open(f"{prepared.path}?opening=0&closing=20").follow("Lag PDF til møtet")
    assert "Møtet varer 60 minutter." in paper.text
    ordered = paper.press(PAPER, {"Språk i PDF-en": "nn"})
    paper.press(PAPER, {"Språk i PDF-en": "nn"})
    town.site.work_off()

    async def shelf() -> list[Chosen]:
        async with town.world.database.reading(town.workspace.tenant) as connection:
            found = await reports_of(connection, town.workspace.tenant, prepared.collaboration, Kind.MEETING)
        return [one.order.chosen for one in found]

    (chosen,) = town.site.run(shelf())
    assert chosen.minutes["opening"] == 0
    page = browser.open(ordered.path)
    (link,) = [one for one in page.all("link") if page.name(one).startswith("Last ned PDF til møtet på Nynorsk")]
    answer = browser.client.get(link.get("href"))
    assert 'filename="samson-neste-mote-verftet-' in answer.headers["content-disposition"]
    words = " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(answer.content)).pages).split())
    for said in (
        "Framlegg til dagsorden",
        "Til saman 60 minutt.",
        "40–60",
        "Vi har hvert vårt mål",
        "Det vi vart samde om",
    ):
        assert said in words
    assert "Velkomen" not in words
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert (pdf.Root.Lang, bool(pdf.Root.MarkInfo.Marked)) == ("nn", True)


def test_a_comment_that_is_erased_goes_from_the_paper_of_the_meeting_too(town: Town, browser_for: OpenBrowser) -> None:
    collaboration, run, by = town.collaborate("Kjelleren"), town.site.run, town.administrator.here
    which = town.measure(collaboration, {**_answers(town), "2-1": 5}, close=False)
    note = NoteComment(question=QuestionId("2-1"), text="Vi sa rabarbrablad", seen=0)
    run(decide_measurement(town.world, by, which, note, new_stream_id()))
    town.close(which)
    bo = town.join(Role.ADMINISTRATOR, "Bo Bekreftar")
    town.show()
    browser, path = browser_for(town.administrator), f"{town.home}/collaborations/{collaboration}/meeting/paper"
    browser.open(path).press(PAPER)
    town.site.work_off()

    def printed() -> str:
        page = browser.open(path)
        (link,) = [one for one in page.all("link") if page.name(one).startswith("Last ned PDF")]
        pages = pypdf.PdfReader(BytesIO(browser.client.get(link.get("href")).content)).pages
        return " ".join(" ".join(one.extract_text() for one in pages).split())

    assert "rabarbrablad" in printed()
    recorded = run(town.world.log.read_stream(town.workspace.tenant, which))
    noted = next(one for one in recorded if isinstance(one.event, CommentNoted))
    place, erasure = TextPlace(stream=which, version=noted.originator_version, part="text"), new_stream_id()
    run(request_erasure(town.world, by, erasure, EraseText(place=place, reason="Feil"), erasure))
    run(decide_erasure(town.world, bo.here, erasure, ConfirmErasure(), new_stream_id()))
    town.site.work_off()
    town.site.work_off()
    now = printed()
    assert "rabarbrablad" not in now
    assert "2-1" in now
