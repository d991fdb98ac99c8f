"""The municipality's own words, in letters as a real mail server gets them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from campaigns import plan
from post_office import PostOffice, mailer_to
from rounds import FIRST, OPENING, Parish, at

from domain.campaign.events import Language, Letter, LetterWorded
from domain.campaign.own_words import WordLetter, words_after
from domain.campaign.turn import measurement_of
from domain.ids import CampaignId, MeasurementId, SubjectId
from domain.invitation.decisions import RepeatLetter, RevokeInvitation, invitation_of
from domain.modes import Mode
from domain.text import Sealed
from infra.identity import new_stream_id
from infra.keys.sealing import SealIsBroken
from infra.mail.choices import Choice, choose
from infra.mail.mailer import Mailer
from infra.outbox import TakenWork
from services.application.campaigns.inviting import (
    CAMPAIGN_INVITATION,
    CAMPAIGN_REMINDING,
    invite_again,
    repeat_letter,
    revoke_invitation,
)
from services.application.campaigns.own_words import standing_words
from services.application.campaigns.planning import decide_campaign
from services.application.campaigns.reminding import CAMPAIGN_REMINDER, remind_of_round
from services.application.campaigns.writing_letters import send_campaign_invitation, send_campaign_reminder
from services.application.posting import Post
from services.application.world import World

pytestmark = pytest.mark.anyio

INVITATION, REMINDER = Letter.INVITATION, Letter.REMINDER
NB, NN, EN = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH
OURS = "Lenken er din egen."


class Office:
    """A group of one, Pia, and the mail server that her letters go to."""

    def __init__(self, parish: Parish, mailer: Mailer, post: PostOffice) -> None:
        self.parish = parish
        self.mailer = mailer
        self.post = post
        self.pia: SubjectId
        self.campaign: CampaignId
        self.measured: MeasurementId

    async def plan(self, mode: Mode = Mode.EACH_THEN_TOGETHER) -> None:
        self.pia = await self.parish.join("Pia")
        self.group = await self.parish.collaborate(public=[self.pia])
        self.campaign = await self.parish.plan(plan(mode=mode))
        self.measured = measurement_of(self.campaign, FIRST, self.group)

    async def reads(self, language: Any) -> None:
        async with self.parish.web.database.tenant(self.parish.tenant) as connection:
            await choose(connection, self.parish.tenant, self.pia, Choice(reminders=True, language=language))

    async def word(self, words: str, letter: Letter = INVITATION, language: Language = NB) -> None:
        recorded = await self.parish.web.log.read_stream(self.parish.tenant, self.campaign)
        standing = await standing_words(self.parish.web, self.parish.tenant, [one.event for one in recorded])
        command = WordLetter(letter, language, words, seen=standing.get((letter, language), ""))
        await decide_campaign(self.parish.web, self.parish.planner, self.campaign, (), new_stream_id(), words=[command])

    async def open(self) -> None:
        await self.parish.turn(OPENING)

    async def invite(self, number: int = 1, world: World | None = None) -> str:
        """The text of the letter, sent from the row that the log has of it."""
        taken = await self._row(CAMPAIGN_INVITATION, number)
        world = at(world or self.parish.worker, OPENING)
        await send_campaign_invitation(self._post(world), world, taken)
        return self.text()

    async def remind(self, number: int = 1) -> str:
        payload = {"measurement": str(self.measured)}
        days = plan().reminders[number - 1]
        world = at(self.parish.worker, OPENING + timedelta(days=21 - days, hours=1))
        tenant = self.parish.tenant
        taken = TakenWork(tenant, new_stream_id(), CAMPAIGN_REMINDING, payload, 1, timedelta(0))
        await remind_of_round(world, taken)
        return await self.send_reminder(number, world)

    async def send_reminder(self, number: int, world: World) -> str:
        await send_campaign_reminder(self._post(world), world, await self._row(CAMPAIGN_REMINDER, number))
        return self.text()

    def text(self) -> str:
        return self.post.text().replace("\r\n", "\n")

    def html(self) -> str:
        return str(self.post.mails[-1].get_body(("html",)).get_content())  # type: ignore[union-attr]

    def _post(self, world: World) -> Post:
        return Post(world.database, self.mailer, world.clock, "https://samson.example")

    async def _row(self, kind: str, number: int) -> TakenWork:
        """The newest row of this kind and number."""
        async with self.parish.worker.database.single_statements() as connection:
            row = await connection.fetchrow(
                """
                select id, payload from log.outbox
                where kind = $1 and payload->>'number' = $2
                order by id desc
                limit 1
                """,
                kind,
                str(number),
            )
        assert row is not None
        payload = row["payload"]
        read = msgspec.json.decode(payload) if isinstance(payload, str | bytes) else payload
        return TakenWork(self.parish.tenant, row["id"], kind, read, 1, timedelta(0))


@pytest.fixture
async def office(parish: Parish, post_office: PostOffice) -> AsyncIterator[Office]:
    async with mailer_to(post_office) as mailer:
        yield Office(parish, mailer, post_office)


async def test_a_letter_has_the_words_between_what_is_ours_and_nothing_of_ours_is_less(office: Office) -> None:
    await office.plan()
    await office.word("Vi måler før budsjettet.\n\nSpør Kari i tredje etasje.")
    await office.open()
    text = await office.invite()
    assert "Bygda skriver:\n\nVi måler før budsjettet.\n\nSpør Kari i tredje etasje.\n\nSvar for deg selv:" in text
    await office.word("")
    await office.parish.turn(OPENING)
    bare = await repeated(office)
    said = "Bygda skriver:\n\nVi måler før budsjettet.\n\nSpør Kari i tredje etasje.\n\n"
    assert text.replace(said, "") == bare


async def repeated(office: Office, number: int = 2) -> str:
    parish, which = office.parish, invitation_of(office.measured, office.pia)
    command = RepeatLetter(which, seen=number - 1)
    await repeat_letter(at(parish.web, OPENING), parish.planner, office.measured, command, new_stream_id())
    return await office.invite(number)


@pytest.mark.parametrize(
    ("reader", "said", "lang"),
    [("nn", "Hei på nynorsk", "nn"), ("nb", "Hei på nynorsk", "nn"), ("en", None, "en")],
)
async def test_each_person_gets_their_own_language_or_the_one_that_they_read_as_well(
    office: Office, reader: str, said: str | None, lang: str
) -> None:
    await office.plan()
    await office.word("Hei på nynorsk", language=NN)
    await office.reads(reader)
    await office.open()
    text = await office.invite()
    assert ("Hei på nynorsk" in text) is (said is not None)
    assert f'<html lang="{reader}">' in office.html()
    assert ('<p lang="nn"' in office.html()) is (said is not None)
    assert str(office.post.mails[-1]["Content-Language"]) == reader


async def test_a_letter_that_is_sent_again_after_a_crash_says_the_same_whatever_was_written_meanwhile(
    office: Office,
) -> None:
    await office.plan()
    await office.word("Slik sto det da runden åpnet.")
    await office.open()
    office.post.lost = 1
    with pytest.raises(Exception):  # noqa: B017, PT011 -- whatever the line breaks with
        await office.invite()
    await office.word("Slik står det nå.")
    await office.word("")
    await office.invite()
    first, second = office.post.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert office.post.text(0) == office.post.text(1)
    assert "Slik sto det da runden åpnet." in office.post.text(1)


async def test_whoever_is_asked_later_is_told_what_stands_then(office: Office) -> None:
    await office.plan()
    await office.open()
    assert "skriver:" not in await office.invite()
    await office.word("Nå er det bare to dager igjen.")
    assert "Nå er det bare to dager igjen." in await repeated(office)
    parish, which = office.parish, invitation_of(office.measured, office.pia)
    by, world = parish.planner, at(parish.web, OPENING)
    revoked = RevokeInvitation(which, reason="Feil gruppe")
    await revoke_invitation(world, by, office.measured, revoked, new_stream_id())
    await office.word("Velkommen tilbake.")
    await invite_again(world, by, office.measured, which, new_stream_id())
    assert "Velkommen tilbake." in await office.invite(3)


async def test_a_reminder_has_words_of_its_own_from_when_it_was_written(office: Office) -> None:
    await office.plan()
    await office.word("Bare i invitasjonen.")
    await office.word("Bare i påminnelsen.", REMINDER)
    await office.open()
    assert "påminnelsen" not in await office.invite()
    text = await office.remind()
    assert "Bare i påminnelsen." in text
    assert "invitasjonen." not in text
    assert "/letters/stop/" in text
    await office.word("Siste sjanse.", REMINDER)
    late = at(office.parish.worker, OPENING + timedelta(days=15))
    assert "Bare i påminnelsen." in await office.send_reminder(1, late), "the same row says the same"
    assert "Siste sjanse." in await office.remind(2)


async def test_a_group_that_answers_together_is_called_to_its_meeting_with_the_same_words(office: Office) -> None:
    await office.plan(Mode.TOGETHER)
    await office.word("Vi stiller med kaffe.")
    await office.open()
    text = await office.invite()
    assert "Vi stiller med kaffe." in text
    assert f"/measurements/{office.measured}" in text


async def test_words_that_were_erased_are_in_no_letter_and_stop_none(office: Office) -> None:
    await office.plan()
    await office.word("Ring Kari på 99 99 99 99.")
    await office.open()
    await office.parish.worker.keyring.erase_part(office.parish.tenant, (await sealed(office)).key_id)
    text = await office.invite()
    assert "Kari" not in text
    assert "skriver:" not in text
    assert OURS in text


async def test_words_that_do_not_open_are_said_to_whoever_runs_it_and_stop_no_letter(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.plan()
    await office.word("Noen har rørt ved dette.")
    await office.open()
    broken = msgspec.structs.replace(office.parish.worker, keyring=BrokenKeyring(office.parish.worker.keyring))
    assert OURS in await office.invite(world=broken)
    assert "goes without the words that were written for it" in caplog.text
    assert "rørt" not in caplog.text


class BrokenKeyring:
    """Opens everything but words in letters."""

    def __init__(self, keyring: Any) -> None:
        self._keyring = keyring

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keyring, name)

    async def open(self, tenant: Any, texts: Sequence[Sealed]) -> Mapping[Sealed, str | None]:
        if any(one.part == "words" for one in texts):
            raise SealIsBroken("the text does not open")
        return dict(await self._keyring.open(tenant, texts))


async def sealed(office: Office) -> Sealed:
    recorded = await office.parish.worker.log.read_stream(office.parish.tenant, office.campaign)
    (text,) = words_after(one.event for one in recorded).values()
    assert isinstance(text, Sealed)
    return text


async def test_the_log_holds_no_word_in_plain_text(office: Office) -> None:
    await office.plan()
    await office.word("Et ord som ingen skal lese")
    (worded,) = await office.parish.happened(LetterWorded)
    assert isinstance(worded, LetterWorded)
    assert (worded.letter, worded.language) == (INVITATION, NB)
    async with office.parish.worker.database.tenant(office.parish.tenant) as connection:
        for row in await connection.fetch("select state, sealed from log.events"):
            assert b"ingen skal lese" not in bytes(row["sealed"] or b"")
            assert "ingen skal lese" not in str(row["state"])
