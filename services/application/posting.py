"""What the worker needs to write letters, and how it posts one."""

import msgspec

from domain.ids import SubjectId
from infra.clock import Clock
from infra.database import Database
from infra.mail.letter import Letter
from infra.mail.mailer import Mailer, MailIsRefused
from infra.mail.return_paths import MailName
from infra.mail.returned import note_posted
from infra.outbox import TakenWork
from services.application.outbox import CannotBeDone, NotYet


class Post(msgspec.Struct, frozen=True):
    """`database` is the worker's; `base_url` is where links lead, without a slash at the end."""

    database: Database
    mailer: Mailer
    clock: Clock
    base_url: str


async def post(office: Post, taken: TakenWork, letter: Letter, to: str, *, member: SubjectId | None = None) -> None:
    """When its turn has come; else raises `NotYet`, and the letter is written anew when it has.

    With `member`, who it is to under the workspace's pseudonym, it is known what becomes of it: it comes back to an
    address of its own, where the operator has set one up. A second attempt has the same Message-ID, so that mail
    servers can tell that it is the same letter.
    """
    name, now = MailName(taken.tenant, taken.id), office.clock.now()
    try:
        wait = await office.mailer.turn(to)
        if wait:
            raise NotYet(wait)
        if member is None:
            await office.mailer.send(letter, to, name, now)
            return
        await note_posted(office.database, name, member, taken.kind, now)
        await office.mailer.send_returnable(letter, to, name, now)
    except MailIsRefused as refusal:
        raise CannotBeDone(f"the mail is refused: {refusal}") from None


async def post_at_once(office: Post, taken: TakenWork, letter: Letter, to: str) -> None:
    """For what somebody sits and waits for, and can order only a few of: it waits for no turn, and takes nobody's."""
    try:
        await office.mailer.send(letter, to, MailName(taken.tenant, taken.id), office.clock.now())
    except MailIsRefused as refusal:
        raise CannotBeDone(f"the mail is refused: {refusal}") from None
