"""What the worker needs to write letters, and how it posts one."""

import msgspec

from infra.clock import Clock
from infra.database import Database
from infra.mail.letter import Letter
from infra.mail.mailer import Mailer, MailIsRefused
from infra.outbox import TakenWork
from services.application.outbox import CannotBeDone


class Post(msgspec.Struct, frozen=True):
    """`database` is the worker's; `base_url` is where links lead, without a slash at the end."""

    database: Database
    mailer: Mailer
    clock: Clock
    base_url: str


async def post(office: Post, taken: TakenWork, letter: Letter, to: str) -> None:
    """A second attempt has the same Message-ID, so that mail servers can tell that it is the same letter."""
    try:
        await office.mailer.send(letter, to, taken.id, office.clock.now())
    except MailIsRefused as refusal:
        raise CannotBeDone(f"the mail is refused: {refusal}") from None
