"""The municipality's own words on the pages: written in the plan, seen before anything is sent, lost by nothing."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.campaign.events import LetterWorded
from domain.campaign.own_words import LONGEST_WORDS
from domain.workspace.events import Role
from infra.caught_mail import caught_mail
from services.application.campaigns.turning import turn_campaigns
from tests.support.browsing import Shown
from tests.support.towns import Person, Town
from tests.web.conftest import OpenBrowser

NEXT_YEAR = datetime.now(UTC).year + 1
OPENING = datetime(NEXT_YEAR, 1, 11, 7, tzinfo=UTC)
FORM = {"name": "Hvert kvartal", "begins": f"{NEXT_YEAR}-01-11", "by": "date"}
NB, NN, EN = (f"words-invitation-{language}" for language in ("nb", "nn", "en"))
REMINDER = "words-reminder-nb"


def form(town: Town, browser_for: OpenBrowser, who: Person | None = None) -> Shown:
    return town.page(browser_for(who or town.administrator), "/campaigns/new")


def head(town: Town) -> int:
    return town.site.run(town.world.log.head(town.workspace.tenant))


def kept(page: Shown, button: str = "Lagre kampanjen") -> dict[str, str]:
    found = page.one("button", button).above("form")
    assert found is not None
    return page.values(found)


def worded(town: Town) -> Sequence[LetterWorded]:
    found = town.site.run(town.world.log.read_kinds(town.workspace.tenant, [LetterWorded]))
    return [one.event for one in found if isinstance(one.event, LetterWorded)]


def test_the_letters_are_seen_before_anything_is_saved_and_what_was_typed_stays(
    town: Town, browser_for: OpenBrowser
) -> None:
    before = head(town)
    typed = {**FORM, NB: "Vi måler før <budsjettet>.\n\nSpør Kari.", REMINDER: "Siste sjanse."}
    page = form(town, browser_for).press("Se brevene", **typed)
    assert page.status == 200
    letters = page.one("region", "Brevene i kampanjen").text
    assert f"{town.workspace.name} skriver:" in letters
    assert letters.count("Siste sjanse.") == 2, "in bokmål, and in nynorsk where it stands in"
    assert "Eksempelsamarbeidet" in letters
    assert "https://example.invalid/answer" in letters
    assert {name: kept(page)[name].replace("\r\n", "\n") for name in typed} == typed
    assert head(town) == before


def test_words_are_saved_with_a_new_campaign_and_the_letters_show_them_in_three_languages(
    town: Town, browser_for: OpenBrowser
) -> None:
    typed = {**FORM, NB: "På bokmål", EN: "In English"}
    page = form(town, browser_for).press("Lagre kampanjen", **typed).follow("Se brevene")
    assert page.text.count("På bokmål") == 2
    assert page.text.count("In English") == 1
    assert "Egne ord på dette språket mangler. Derfor står de på bokmål." in page.text
    assert page.text.count("Brevet har ingen egne ord.") == 3, "the reminders"
    assert len(worded(town)) == 2


def test_what_is_as_it_was_is_not_written_again_and_an_empty_field_takes_words_away(
    town: Town, browser_for: OpenBrowser
) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **{**FORM, NB: "Hei", NN: "Hei der"})
    page = page.follow("Endre planen")
    assert (kept(page, "Lagre endringen")[NB], kept(page, "Lagre endringen")[NN]) == ("Hei", "Hei der")
    page = page.press("Lagre endringen", name="Et annet navn").follow("Endre planen")
    assert len(worded(town)) == 2
    page = page.press("Lagre endringen", **{NN: " "})
    assert worded(town)[-1].words is None
    page = page.follow("Se brevene")
    assert "Hei der" not in page.text
    assert "Ordene som sto her før, er tatt bort." in page.text
    assert len(page.all("link", "Slett denne teksten: Invitasjonen på nynorsk")) == 1


def test_words_that_are_too_long_are_refused_at_their_field_and_kept(town: Town, browser_for: OpenBrowser) -> None:
    before, typed = head(town), {**FORM, EN: "x" * (LONGEST_WORDS + 1)}
    for button in ("Lagre kampanjen", "Se brevene"):
        page = form(town, browser_for).press(button, **typed)
        assert page.status == 422
        assert f'href="#{EN}"' in page.answer.text
        assert kept(page)[EN] == typed[EN]
    assert head(town) == before


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten_nor_in_the_way_of_another_change(
    town: Town, browser_for: OpenBrowser
) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **FORM).follow("Endre planen")
    early = page.browser.open(page.path)
    page.press("Lagre endringen", **{NB: "Skrevet først"})
    late = early.press("Lagre endringen", **{NB: "Skrevet sist"})
    assert late.status == 409
    assert "Noen andre har skrevet andre ord" in late.text
    assert kept(late, "Lagre endringen")[NB] == "Skrevet sist"
    renamed = early.press("Lagre endringen", name="Bare navnet")
    assert "Bare navnet" in renamed.text
    assert "Skrevet først" in renamed.follow("Se brevene").text


def test_a_campaign_that_has_ended_shows_its_letters_and_takes_no_words(town: Town, browser_for: OpenBrowser) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **{**FORM, NB: "Hei"})
    early = page.follow("Endre planen")
    page = early.browser.open(page.path).press("Avslutt kampanjen", **{"cancel-reason": "Slutt"})
    assert early.press("Lagre endringen", **{NB: "For sent"}).status == 409
    page = page.follow("Se brevene")
    assert "Hei" in page.text
    assert page.all("link", "Skriv egne ord") == []


def test_who_belongs_to_a_group_sees_the_letters_and_who_is_elsewhere_does_not(
    town: Town, browser_for: OpenBrowser
) -> None:
    pia, per = town.join(Role.PARTICIPANT, "Pia"), town.join(Role.PARTICIPANT, "Per")
    town.collaborate(participants=(pia,))
    page = form(town, browser_for).press("Lagre kampanjen", **{**FORM, NB: "Til alle i gruppa"})
    address = f"{page.path}/letters"
    shown = browser_for(pia).open(address)
    assert "Til alle i gruppa" in shown.text
    assert [name for name in shown.names("link") if name.startswith("Slett")] == []
    assert browser_for(per).open(address).status == 404


def test_words_are_erased_by_themselves_with_all_their_wordings_and_the_mail_that_has_them(
    town: Town, browser_for: OpenBrowser
) -> None:
    pia, bo = town.join(Role.PARTICIPANT, "Pia"), town.join(Role.ADMINISTRATOR, "Bo")
    town.collaborate(participants=(pia,))
    page = form(town, browser_for).press("Lagre kampanjen", **{**FORM, NB: "Ring Kari Hansen"})
    town.site.run(turn_campaigns(town.at(OPENING).world))
    town.site.work_off()
    page = page.follow("Endre planen").press("Lagre endringen", **{NB: "Ring Kari", REMINDER: "Siste sjanse"})
    asked = page.follow("Se brevene").follow("Slett denne teksten: Invitasjonen på bokmål")
    assert "Ring Kari Hansen" in asked.text, "all that it was"
    asked.press("Be om sletting", {"Begrunnelse": "Hun ba om det"})
    waiting = browser_for(bo).open(f"{town.home}/erasures")
    (link,) = [name for name in waiting.names("link") if name.startswith("Egne ord i et brev i en kampanje")]
    waiting.follow(link).press("Slett for godt")
    town.site.work_off()
    letters = page.follow("Se brevene")
    assert "Ordene som sto her, er slettet for godt." in letters.text
    assert "Kari" not in letters.text
    assert letters.text.count("Siste sjanse") == 2
    assert kept(letters.follow("Skriv egne ord"), "Lagre endringen")[NB] == ""
    assert [one for one in caught_mail(town.site.settings.mail_catcher_dir) if "Ring Kari" in one.text] == []


def test_the_preview_is_the_letter_that_is_sent_but_for_what_it_says_is_made_up(
    town: Town, browser_for: OpenBrowser
) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia")
    town.collaborate("Eksempelsamarbeidet", participants=(pia,))
    page = form(town, browser_for).press("Lagre kampanjen", **{**FORM, NB: "Vi måler.\nAlle er med.\n\nHilsen oss."})
    preview = page.follow("Se brevene")
    town.site.run(turn_campaigns(town.at(OPENING).world))
    town.site.work_off()
    sent = next(one for one in caught_mail(town.site.settings.mail_catcher_dir) if one.to == pia.account.email)
    assert made_up(" ".join(sent.text.split())) in made_up(preview.text)


def made_up(text: str) -> str:
    return re.sub(r"https?://\S+", "LINK", text)


def test_a_page_with_letters_lets_in_their_styles_and_nothing_else_that_is_inline(
    town: Town, browser_for: OpenBrowser
) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **FORM)
    client = page.browser.client
    policies = [client.get(path).headers["content-security-policy"] for path in (page.path, f"{page.path}/letters")]
    assert "unsafe" not in policies[0]
    assert "'unsafe-inline'" not in policies[1]
    assert "style-src 'self' 'unsafe-hashes' 'sha256-" in policies[1]


def test_an_opening_on_a_day_off_is_told_and_can_be_left_out_with_one_click(
    town: Town, browser_for: OpenBrowser
) -> None:
    saturday = next(
        day for day in (date(NEXT_YEAR, 2, 1) + timedelta(days=days) for days in range(7)) if day.weekday() == 5
    )
    page = form(town, browser_for).press("Vis datoene", name="x", begins=saturday.isoformat(), every="once")
    assert "Runden åpner på en lørdag." in page.text
    chosen = f"skip-{saturday.isoformat()}T08:00"
    assert chosen not in kept(page), "nothing is left out by itself"
    page = page.press("Lagre kampanjen", **{chosen: "Lørdag"})
    assert "Denne runden hopper dere over. Lørdag" in page.text


@pytest.mark.parametrize(("day", "said"), [("05-17", "offentlig fridag"), ("05-18", None)])
def test_a_public_holiday_is_told_and_the_day_after_it_is_not(
    town: Town, browser_for: OpenBrowser, day: str, said: str | None
) -> None:
    page = form(town, browser_for).press("Vis datoene", name="x", begins=f"2028-{day}", every="once")
    assert ("Runden åpner på en offentlig fridag." in page.text) is (said is not None)
