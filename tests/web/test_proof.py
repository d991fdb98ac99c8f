"""The page on the proof of a history, what it gives out, and the letter that an administrator can order."""

import base64
import hashlib
import json
from datetime import timedelta

import httpx
import psycopg
import pytest

from domain.workspace.decisions import GrantRole, InviteMember
from domain.workspace.events import CheckpointLettersOrdered, CheckpointLettersStopped, Role
from infra.caught_mail import CaughtMail, caught_mail
from infra.eventlog.checkpoints import Checkpoint
from infra.eventlog.merkle import includes
from infra.identity import new_stream_id, new_subject_id
from services.application.checkpoints.signing import sign_log
from services.application.workspaces import decide_workspace
from services.bootstrap import notary_of
from tests.support.browsing import Shown
from tests.support.checkpoints import read_note
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser


def sign(town: Town, events: int = 0) -> Checkpoint:
    """After so many invitations."""
    for _ in range(events):
        invite = InviteMember(member=new_subject_id(), role=Role.PARTICIPANT, email=f"{new_stream_id()}@example.org")
        town.site.run(decide_workspace(town.world, town.administrator.here, invite, new_stream_id()))
    signed = town.site.run(sign_log(notary_of(town.world, town.site.settings), town.workspace.tenant))
    assert signed is not None
    town.show()
    return signed


def proof_page(town: Town, browser_for: OpenBrowser, query: str = "") -> Shown:
    return town.page(browser_for(town.administrator), f"/proof{query}")


def letters(town: Town) -> list[CaughtMail]:
    """To the town's administrator, with checkpoints in them."""
    mails = caught_mail(town.site.settings.mail_catcher_dir)
    return [mail for mail in mails if mail.to == town.administrator.account.email and "sjekkpunkt" in mail.subject]


def a_day_later(town: Town) -> None:
    """As if the last checkpoint were yesterday's."""
    with psycopg.connect(town.site.database.admin_url) as connection:
        connection.execute(
            "update log.checkpoints set signed_at = signed_at - %s where tenant_id = %s",
            [timedelta(days=1), town.workspace.tenant],
        )


def test_before_anything_is_signed_the_page_says_what_will_come(town: Town, browser_for: OpenBrowser) -> None:
    page = proof_page(town, browser_for)
    assert page.status == 200
    page.one("heading", "Det første sjekkpunktet kommer snart")
    assert page.all("link", "Last ned sjekkpunktet") == []


def test_the_newest_checkpoint_is_downloaded_as_it_was_signed(town: Town, browser_for: OpenBrowser) -> None:
    signed = sign(town)
    page = proof_page(town, browser_for)
    assert f"{signed.size} hendelser, signert " in page.text
    file = page.follow("Last ned sjekkpunktet").answer
    assert file.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"{town.workspace.slug}-checkpoint-{signed.size}.txt" in file.headers["content-disposition"]
    assert file.text == signed.note
    assert read_note(file.text).is_signed_by(key_on(page))


def key_on(page: Shown) -> str:
    """The one verbatim text with a signing key in it; the other is the line that starts the verifier."""
    (key,) = [element.text for element in page.root if element.tag == "code" and "+" in element.text]
    return key


def test_a_witnesses_signature_is_shown_and_downloaded(town: Town, browser_for: OpenBrowser) -> None:
    signed, line = sign(town), "— witness.example/w1 AAAA\n"
    with psycopg.connect(town.site.database.admin_url) as connection:
        connection.execute(
            "update log.checkpoints set cosignatures = %s where tenant_id = %s", [line, town.workspace.tenant]
        )
    page = proof_page(town, browser_for)
    assert "Også signert av et vitne utenfor SAMSON." in page.text
    assert page.follow("Last ned sjekkpunktet").answer.text == signed.note + line


def test_earlier_checkpoints_are_listed_in_pages_newest_first(town: Town, browser_for: OpenBrowser) -> None:
    sizes = [sign(town, 1).size for _ in range(13)][::-1]
    page = proof_page(town, browser_for)
    assert listed(page) == sizes[:10]
    older = page.follow("Vis eldre")
    assert listed(older) == sizes[10:]
    assert older.all("link", "Vis eldre") == []
    assert listed(older.follow("Vis de nyeste")) == sizes[:10]


def listed(page: Shown) -> list[int]:
    prefix = "Last ned sjekkpunktet for "
    links = [element for element in page.root if element.get("aria-label").startswith(prefix)]
    return [int(link.get("href").rpartition("/")[2]) for link in links]


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "0"])
def test_a_page_that_there_is_not_is_empty_or_the_newest(town: Town, browser_for: OpenBrowser, before: str) -> None:
    sign(town)
    assert proof_page(town, browser_for, f"?before={before}").status == 200


def test_the_proof_of_an_event_holds_without_us(town: Town, browser_for: OpenBrowser) -> None:
    signed = sign(town, 12)
    page = proof_page(town, browser_for)
    for place in (1, 7, signed.size):
        answer = page.browser.open(f"{town.home}/proof/events?event={place}").answer
        assert f'-event-{place}.tlog-proof"' in answer.headers["content-disposition"]
        check_proof(answer, signed, place)


def check_proof(answer: httpx.Response, signed: Checkpoint, place: int) -> None:
    """By the words of https://c2sp.org/tlog-proof."""
    head, _, note = answer.text.partition("\n\n")
    kind, extra, index, *hashes = head.split("\n")
    assert (kind, index, note) == ("c2sp.org/tlog-proof@v1", f"index {place - 1}", signed.note)
    header = base64.b64decode(extra.removeprefix("extra "), validate=True)
    assert int.from_bytes(header[4:12]) == place
    leaf = hashlib.sha256(b"\x00\x01" + header).digest()
    path = [base64.b64decode(line, validate=True) for line in hashes]
    assert includes(read_note(note).root, signed.size, place - 1, leaf, path)


@pytest.mark.parametrize("typed", ["0", "-3", "x", "999999", "9" * 40, "1.5"])
def test_an_event_that_is_not_signed_is_refused_at_its_field(town: Town, browser_for: OpenBrowser, typed: str) -> None:
    sign(town)
    page = proof_page(town, browser_for, f"/events?event={typed}")
    assert page.status == 422
    assert page.one("textbox", "Plass i historikken").get("value") == typed
    assert "Det er ingen signert hendelse på den plassen." in page.by_id["event-error"].text


@pytest.mark.parametrize("path", ["checkpoints/999999", "events/999999", "events/0", f"checkpoints/{'9' * 30}"])
def test_what_is_not_there_is_not_found(town: Town, browser_for: OpenBrowser, path: str) -> None:
    sign(town)
    assert proof_page(town, browser_for, f"/{path}").status == 404


def test_only_administrators_and_auditors_see_the_proof(town: Town, browser_for: OpenBrowser) -> None:
    signed = sign(town)
    finn = town.join(Role.FACILITATOR, "Finn Fasilitator")
    town.show()
    theirs = browser_for(finn)
    for path in ("", f"/checkpoints/{signed.size}", "/events/1", "/events"):
        assert theirs.open(f"{town.home}/proof{path}").status == 403
    assert theirs.send(f"{town.home}/proof/letters", {"letters": "order"}).status == 403


def test_anybody_can_read_the_public_keys(town: Town, browser_for: OpenBrowser) -> None:
    sign(town)
    answer = browser_for().open("/log-keys").answer
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    first, *later = [json.loads(line) for line in answer.text.splitlines()]
    assert (first["number"], first["endorsement"], len(base64.b64decode(first["public_key"]))) == (1, None, 32)
    assert all(key["endorsement"] for key in later)


def test_an_administrator_orders_the_daily_letter_and_gets_it(town: Town, browser_for: OpenBrowser) -> None:
    page = proof_page(town, browser_for).press("Send meg sjekkpunktet hver dag")
    page.one("button", "Slutt å sende meg sjekkpunktet")
    signed = sign(town)
    town.site.work_off()
    (letter,) = letters(town)
    assert f"{signed.size} hendelser" in letter.text
    assert signed.note in letter.text
    assert key_on(proof_page(town, browser_for)) in letter.text
    assert f"{town.site.address}{town.home}/proof" in letter.text


def test_the_letter_comes_once_a_day_when_something_new_was_written(town: Town, browser_for: OpenBrowser) -> None:
    proof_page(town, browser_for).press("Send meg sjekkpunktet hver dag")
    for _ in range(3):
        sign(town, 1)
        town.site.work_off()
    assert len(letters(town)) == 1
    a_day_later(town)
    sign(town)
    town.site.work_off()
    assert len(letters(town)) == 1, "nothing new"
    sign(town, 1)
    town.site.work_off()
    assert len(letters(town)) == 2


def test_who_stops_the_letters_or_administers_no_more_gets_none(town: Town, browser_for: OpenBrowser) -> None:
    page = proof_page(town, browser_for).press("Send meg sjekkpunktet hver dag")
    page.press("Slutt å sende meg sjekkpunktet").one("button", "Send meg sjekkpunktet hver dag")
    sign(town)
    town.site.work_off()
    proof_page(town, browser_for).press("Send meg sjekkpunktet hver dag")
    other = town.join(Role.ADMINISTRATOR, "Berit Bytter")
    role = GrantRole(member=town.administrator.here.subject, role=Role.FACILITATOR)
    town.site.run(decide_workspace(town.world, other.here, role, new_stream_id()))
    a_day_later(town)
    sign(town)
    town.site.work_off()
    assert letters(town) == []


def test_a_letter_is_written_in_the_language_in_which_it_was_ordered(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator, language="nn").open(f"{town.home}/proof")
    page.press("Send meg sjekkpunktet kvar dag")
    sign(town)
    town.site.work_off()
    (letter,) = letters(town)
    assert "hendingar i historikken sin" in letter.text


def test_a_double_click_orders_once(town: Town, browser_for: OpenBrowser) -> None:
    page = proof_page(town, browser_for)
    for _ in range(2):
        assert page.press("Send meg sjekkpunktet hver dag").status == 200
    recorded = town.site.run(town.world.log.read_log(town.workspace.tenant, 0, 100))
    kinds = [type(one.event) for one in recorded]
    assert kinds.count(CheckpointLettersOrdered) == 1
    assert CheckpointLettersStopped not in kinds
