"""KS proposes a national measurement; each municipality accepts it, takes another time or declines, and KS sees nothing
of that."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, time, timedelta

import pytest

from domain.campaign.decisions import PlanCampaign
from domain.campaign.events import CampaignPlanned, Language, Letter, LetterWorded
from domain.civil_time import civil_of, moment_of
from domain.ids import KS, ProposalId
from domain.planning.plan import AllOfThem
from domain.proposal.answering.events import ProposalAccepted, ProposalDeclined
from domain.streams import proposal_answer_stream, proposed_campaign
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.translation import Translator
from services.application.proposals import accept_as_it_is, accept_proposal, proposals
from services.web.presenting.campaigns.letters import field_of
from tests.running_site import Site
from tests.support.browsing import Browser, Shown
from tests.support.campaigns import plan
from tests.support.proposals import next_january, propose, withdraw
from tests.support.towns import Person, Town, analyst, browser_of, found_town

T = Translator("nb")
DAY = timedelta(days=1)
CARD = "KS foreslår en nasjonal måling"

OpenBrowser = Callable[..., Browser]


@pytest.fixture
def town(house: Site) -> Town:
    town = found_town(house)
    town.collaborate()
    town.show()
    return town


@pytest.fixture
def browser_for(house: Site) -> Iterator[OpenBrowser]:
    with ExitStack() as stack:

        def open_browser(person: Person, language: str = "nb") -> Browser:
            return stack.enter_context(browser_of(house, person, language))

        yield open_browser


@pytest.fixture
def proposal(house: Site) -> Iterator[ProposalId]:
    """One that stands while the test lasts, and no other."""
    which = propose(house, f"Nasjonal måling {new_stream_id()}", nynorsk="Nasjonal måling på nynorsk")
    yield which
    if house.run(proposals(house.world))[which].stands:
        withdraw(house, which)


def first(house: Site) -> datetime:
    return moment_of(datetime.combine(next_january(house), time(8)))


def log_of(town: Town) -> list[object]:
    recorded = town.site.run(town.world.log.read_log(town.workspace.tenant, 0, 10_000))
    return [record.event for record in recorded]


def offered(browser_for: OpenBrowser, town: Town, which: ProposalId) -> Shown:
    return browser_for(town.administrator).open(f"{town.home}/proposals/{which}")


class TestAtKs:
    @pytest.fixture
    def kari(self, house: Site, browser_for: OpenBrowser) -> Browser:
        return browser_for(analyst(house))

    def test_the_dates_are_shown_before_anything_is_sent(self, house: Site, kari: Browser) -> None:
        before = house.run(house.world.log.head(KS))
        page = kari.open("/ks").follow("Forslag om nasjonale målinger").follow("Foreslå en måling")
        begins = next_january(house).isoformat()
        shown = page.press("Vis datoene", begins=begins, name_nb="Vår", why_en="Because")
        assert T.weekday_moment(first(house)) in shown.one("region", "Datoene dette fører til").text
        form = shown.one("button", "Vis datoene").above("form")
        assert form is not None
        assert shown.values(form)["why_en"] == "Because"
        assert house.run(house.world.log.head(KS)) == before

    def test_the_letter_to_administrators_is_seen_before_anything_is_sent(self, house: Site, kari: Browser) -> None:
        before = house.run(house.world.log.head(KS))
        begins = next_january(house).isoformat()
        form = kari.open("/ks/proposals/new")
        assert "–" in form.press("Se brevet", begins=begins).one("region", "Brevet til administratorene").text
        shown = form.press("Se brevet", begins=begins, name_nb="Våren", name_en="Spring")
        letters = shown.one("region", "Brevet til administratorene").text
        for said in (
            "KS foreslår en nasjonal måling: Våren",
            "KS foreslår ei nasjonal måling: Våren",
            "KS proposes a national measurement: Spring",
            T.weekday_moment(first(house)),
            "Eksempelkommunen",
        ):
            assert said in letters
        assert "unsafe-hashes" in shown.answer.headers["content-security-policy"]
        assert house.run(house.world.log.head(KS)) == before

    def test_the_letter_is_shown_for_as_long_as_anybody_can_get_it(
        self, house: Site, kari: Browser, proposal: ProposalId
    ) -> None:
        page = kari.open(f"/ks/proposals/{proposal}")
        assert "Eksempelkommunen" in page.one("region", "Brevet til administratorene").text
        assert page.press("Trekk forslaget fra alle kommuner").status == 422
        withdraw(house, proposal)
        assert kari.open(page.path).all("region", "Brevet til administratorene") == []

    def test_it_is_sent_told_and_withdrawn_for_a_reason(self, house: Site, kari: Browser) -> None:
        words = {"name_nb": "Våren", "why_nb": "Vi vil se landet", "asks_nb": "Mål i januar"}
        form = kari.open("/ks/proposals/new")
        sent = form.press("Send forslaget til alle kommuner", begins=next_january(house).isoformat(), **words)
        assert sent.status == 200
        for text in (*words.values(), T.weekday_moment(first(house))):
            assert text in sent.text
        assert form.press("Send forslaget til alle kommuner", begins=next_january(house).isoformat(), **words).path == (
            sent.path
        )
        refused = sent.press("Trekk forslaget fra alle kommuner")
        assert refused.status == 422
        withdrawn = refused.press("Trekk forslaget fra alle kommuner", reason="Vi tok feil")
        assert "Vi tok feil" in withdrawn.text
        assert withdrawn.all("button", "Trekk forslaget fra alle kommuner") == []
        assert "Trukket" in kari.open("/ks/proposals").text

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"name_nb": " "}, "name_nb"),
            ({"asks_nb": ""}, "asks_nb"),
            ({"name_nn": "Våren"}, "why_nn"),
            ({"begins": "2020-01-06"}, "begins"),
            ({"open_for": "x"}, "open_for"),
        ],
    )
    def test_a_wrong_form_says_where_and_loses_nothing(
        self, house: Site, kari: Browser, typed: dict[str, str], field: str
    ) -> None:
        before = house.run(house.world.log.head(KS))
        words = {"name_nb": "Våren", "why_nb": "Vi vil se landet", "asks_nb": "Mål i januar"}
        sent = {"begins": next_january(house).isoformat()} | words | typed
        again = kari.open("/ks/proposals/new").press("Send forslaget til alle kommuner", **sent)
        assert again.status == 422
        (wrong,) = [one for one in again.root if one.get("aria-invalid") == "true"]
        assert wrong.get("name") == field
        form = again.one("button", "Vis datoene").above("form")
        assert form is not None
        assert {name: again.values(form)[name] for name in sent} == sent
        assert house.run(house.world.log.head(KS)) == before

    def test_what_nobody_has_proposed_is_not_found(self, kari: Browser) -> None:
        assert kari.open(f"/ks/proposals/{new_stream_id()}").status == 404

    def test_who_proposed_it_can_read_in_everything_about_themselves(self, kari: Browser) -> None:
        words = {"name_nb": "Høsten", "why_nb": "Høstens grunn", "asks_nb": "Mål i oktober"}
        kari.open("/ks/proposals/new").press("Send forslaget til alle kommuner", **words).press(
            "Trekk forslaget fra alle kommuner", reason="Det var en prøve"
        )
        me = kari.open("/me").text
        assert "En måling ble foreslått for alle kommuner" in me
        assert "Høstens grunn" in me
        assert "Det var en prøve" in me

    def test_nothing_of_a_municipalitys_answer_reaches_ks(
        self, town: Town, kari: Browser, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        house = town.site
        pages = [f"/ks/proposals/{proposal}", "/ks/proposals", "/ks"]
        head = house.run(house.world.log.head(KS))
        before = [kari.open(path).text for path in pages]
        offered(browser_for, town, proposal).press("Takk nei til forslaget", reason="Vi har ikke tid")
        offered(browser_for, town, proposal).press("Ta imot som det er")
        assert [kari.open(path).text for path in pages] == before
        assert house.run(house.world.log.head(KS)) == head


class TestInAMunicipality:
    def test_administrators_are_told_where_they_are_and_nobody_else_is(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        finn = town.join(Role.FACILITATOR, "Finn")
        rita = town.let_in("Rita")
        town.show()
        for path in (town.home, f"{town.home}/campaigns"):
            assert CARD in browser_for(town.administrator).open(path).text
            for person in (finn, rita):
                assert CARD not in browser_for(person).open(path).text
        for person in (finn, rita):
            assert browser_for(person).open(f"{town.home}/proposals/{proposal}").status == 403

    def test_it_is_accepted_as_it_is_in_one_append(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        head = town.site.run(town.world.log.head(town.workspace.tenant))
        page = offered(browser_for, town, proposal)
        assert "Grunnen til Nasjonal måling" in page.text
        assert T.weekday_moment(first(town.site)) in page.one("region", "Datoene i forslaget").text
        campaign = page.press("Ta imot som det er")
        assert campaign.path.startswith(f"{town.home}/campaigns/{proposed_campaign(town.workspace.tenant, proposal)}")
        assert "Kampanjen bygger på et forslag fra KS" in campaign.text
        accepted, planned = log_of(town)[head:]
        assert isinstance(accepted, ProposalAccepted)
        assert isinstance(planned, CampaignPlanned)
        assert planned.plan.selection == AllOfThem()
        assert planned.plan.begins == next_january(town.site)
        assert CARD not in page.browser.open(town.home).text
        assert "Tatt imot" in page.browser.open(f"{town.home}/campaigns").text

    def test_whoever_sees_the_campaign_is_told_where_it_came_from(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        pia, rita = town.join(Role.PARTICIPANT, "Pia"), town.let_in("Rita")
        town.collaborate("Vår gruppe", participants=(pia,))
        campaign = offered(browser_for, town, proposal).press("Ta imot som det er")
        name = campaign.one("heading", next(one for one in campaign.names("heading") if "Nasjonal" in one)).text
        assert len(campaign.all("link", name)) == 1
        for person in (pia, rita):
            seen = browser_for(person).open(campaign.path)
            assert "Kampanjen bygger på et forslag fra KS" in seen.text
            assert seen.all("link", name) == []

    def test_a_second_click_and_a_second_person_plan_no_second_campaign(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        page, other = (offered(browser_for, town, proposal) for _ in range(2))
        paths = {one.press("Ta imot som det er").path for one in (page, page, other)}
        assert len(paths) == 1
        assert sum(isinstance(event, CampaignPlanned) for event in log_of(town)) == 1
        assert sum(isinstance(event, ProposalAccepted) for event in log_of(town)) == 1

    def test_two_who_accept_in_the_same_moment_plan_one_campaign(self, town: Town, proposal: ProposalId) -> None:
        by, world = town.administrator.here, town.world
        otherwise = PlanCampaign(name="Min tid", plan=plan(begins=next_january(town.site), rule=None))

        async def both() -> None:
            await asyncio.gather(
                accept_as_it_is(world, by, proposal, "Som det er", new_stream_id()),
                accept_proposal(world, by, proposal, otherwise, new_stream_id()),
            )

        town.site.run(both())
        assert sum(isinstance(event, CampaignPlanned) for event in log_of(town)) == 1
        assert sum(isinstance(event, ProposalAccepted) for event in log_of(town)) == 1

    def test_another_time_is_chosen_on_the_form_of_a_plan_that_ks_has_filled_in(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        head = town.site.run(town.world.log.head(town.workspace.tenant))
        page = offered(browser_for, town, proposal).follow("Velg en annen tid")
        form = page.one("button", "Ta imot med denne planen").above("form")
        assert form is not None
        assert page.values(form)["begins"] == next_january(town.site).isoformat()
        wrong = page.press("Ta imot med denne planen", opens_at="tidlig")
        assert wrong.status == 422
        later = wrong.press("Vis datoene", opens_at="13:00")
        assert T.weekday_moment(first(town.site) + timedelta(hours=5)) in later.text
        assert town.site.run(town.world.log.head(town.workspace.tenant)) == head
        campaign = later.press("Ta imot med denne planen", open_for="14", name="Vår egen vår")
        assert "Vår egen vår" in campaign.text
        assert "kl. 13.00, norsk tid" in campaign.text
        assert "14 dager" in campaign.text
        accepted, planned = log_of(town)[head:]
        assert isinstance(accepted, ProposalAccepted)
        assert isinstance(planned, CampaignPlanned)
        assert page.browser.open(page.path).path == f"{town.home}/proposals/{proposal}"

    def test_own_words_for_the_letters_are_kept_with_the_plan_that_is_accepted(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        page = offered(browser_for, town, proposal).follow("Velg en annen tid")
        said = {field_of(Letter.INVITATION, Language.BOKMAL): "Vi er med på den nasjonale målingen"}
        assert page.press("Ta imot med denne planen", **said).status == 200
        assert [type(event) for event in log_of(town)[-3:]] == [ProposalAccepted, CampaignPlanned, LetterWorded]

    def test_a_no_may_have_a_reason_and_can_become_a_yes(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        page = offered(browser_for, town, proposal).press("Takk nei til forslaget", reason="Vi bytter ledelse")
        assert "Dere takket nei" in page.text
        assert "Vi bytter ledelse" in page.text
        assert page.all("button", "Takk nei til forslaget") == []
        assert CARD not in page.browser.open(town.home).text
        assert "Takket nei" in page.browser.open(f"{town.home}/campaigns").text
        assert page.press("Ta imot som det er").status == 200
        assert "Dere tok imot" in page.browser.open(page.path).text

    def test_a_reason_can_be_erased_by_itself(self, town: Town, browser_for: OpenBrowser, proposal: ProposalId) -> None:
        page = offered(browser_for, town, proposal).press("Takk nei til forslaget", reason="Ola er syk")
        asked = page.follow("Slett denne teksten: En begrunnelse")
        assert asked.status == 200
        assert "Ola er syk" in asked.text

    def test_a_reason_that_is_too_long_is_kept_on_the_form(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        page = offered(browser_for, town, proposal).press("Takk nei til forslaget", reason="x" * 501)
        assert page.status == 422
        assert "x" * 501 in page.text
        assert not any(isinstance(event, ProposalDeclined) for event in log_of(town))

    def test_what_ks_withdraws_can_be_accepted_no_more_and_a_campaign_goes_on(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        slow = found_town(town.site)
        slow.show()
        late = offered(browser_for, slow, proposal)
        later = late.follow("Velg en annen tid")
        campaign = offered(browser_for, town, proposal).press("Ta imot som det er")
        withdraw(town.site, proposal, "Departementet måler selv")
        for refused in (
            late.press("Ta imot som det er"),
            late.press("Takk nei til forslaget"),
            later.press("Ta imot med denne planen"),
        ):
            assert refused.status == 409
            assert "KS har trukket forslaget" in refused.text
        shown = late.browser.open(late.path)
        assert "Departementet måler selv" in shown.text
        assert shown.all("button", "Ta imot som det er") == []
        assert CARD not in late.browser.open(slow.home).text
        assert "Trukket av KS" in late.browser.open(f"{slow.home}/campaigns").text
        assert late.browser.open(later.path).path == late.path
        again = campaign.browser.open(campaign.path)
        assert "Kampanjen går videre som planlagt" in again.text
        assert T.weekday_moment(first(town.site)) in again.text
        assert not any(isinstance(event, (ProposalAccepted, ProposalDeclined)) for event in log_of(slow))

    def test_an_answer_lies_in_the_workspaces_own_log_and_no_other(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        other = found_town(town.site)
        other.show()
        offered(browser_for, town, proposal).press("Takk nei til forslaget", reason="Bare vårt")
        page = offered(browser_for, other, proposal)
        assert "Bare vårt" not in page.text
        assert "Dere takket nei" not in page.text
        read = other.world.log.read_stream(other.workspace.tenant, proposal_answer_stream(town.workspace.tenant))
        assert town.site.run(read) == []

    def test_it_is_told_in_the_readers_language_or_else_marked_as_bokmal(
        self, town: Town, browser_for: OpenBrowser, proposal: ProposalId
    ) -> None:
        path = f"{town.home}/proposals/{proposal}"
        nynorsk = browser_for(town.administrator, "nn").open(path)
        assert "Grunnen til Nasjonal måling på nynorsk" in nynorsk.text
        english = browser_for(town.administrator, "en").open(path)
        (words,) = [one for one in english.root if one.tag == "p" and one.text.startswith("Grunnen til")]
        assert words.get("lang") == "nb"

    def test_what_nobody_has_proposed_is_not_found(self, town: Town, browser_for: OpenBrowser) -> None:
        assert offered(browser_for, town, ProposalId(new_stream_id())).status == 404


class TestAfterItHasBegun:
    @pytest.fixture
    def begun(self, house: Site) -> Iterator[Callable[..., ProposalId]]:
        """Proposed a month ago, to begin ten days later."""
        made, now = list[ProposalId](), house.world.clock.now()

        def propose_then(rule: str | None) -> ProposalId:
            begins = civil_of(now - 20 * DAY).date()
            made.append(propose(house, f"Begynt {new_stream_id()}", at=now - 30 * DAY, begins=begins, rule=rule))
            return made[-1]

        yield propose_then
        for which in made:
            withdraw(house, which)

    def test_it_is_joined_from_the_next_round_on(
        self, town: Town, browser_for: OpenBrowser, begun: Callable[..., ProposalId]
    ) -> None:
        page = offered(browser_for, town, begun("FREQ=DAILY;INTERVAL=30;COUNT=4"))
        second = civil_of(town.world.clock.now() + 10 * DAY).date()
        assert "Runder som alt har åpnet, er dere ikke med på." in page.text
        page.press("Ta imot som det er")
        planned = log_of(town)[-1]
        assert isinstance(planned, CampaignPlanned)
        assert (planned.plan.begins, planned.plan.rule) == (second, "FREQ=DAILY;INTERVAL=30;COUNT=3")

    def test_one_that_is_over_waits_for_nobody_and_can_still_be_taken_at_another_time(
        self, town: Town, browser_for: OpenBrowser, begun: Callable[..., ProposalId]
    ) -> None:
        over = begun(None)
        page = offered(browser_for, town, over)
        assert "Rundene i forslaget har vært" in page.text
        assert page.all("button", "Ta imot som det er") == []
        assert CARD not in page.browser.open(town.home).text
        form = page.one("button", "Takk nei til forslaget").above("form")
        assert form is not None
        refused = page.browser.send(f"{page.path}/acceptance", {"command_id": page.values(form)["command_id"]})
        assert refused.status == 409
        assert page.follow("Velg en annen tid").press("Ta imot med denne planen").status == 200
        assert isinstance(log_of(town)[-1], CampaignPlanned)
