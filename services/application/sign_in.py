"""Signing in by e-mail: asking for a link, and the worker's sending of it.

Whether an address is known shows nowhere before the mail: asking takes the same steps for every address.
"""

from datetime import timedelta
from typing import ClassVar, Final
from urllib.parse import quote

import msgspec

from domain.address import address
from domain.errors import DomainError
from domain.ids import PLATFORM
from infra.accounts import sign_in
from infra.database import Database
from infra.doorbell import Doorbell
from infra.outbox import TakenWork, enqueue
from infra.rate_limit import Limit, RateLimiter
from infra.translation import Language, Translator
from services.application.letters import sign_in_letter
from services.application.posting import Post, post_at_once

SIGN_IN_MAIL: Final = "mail.sign-in"

PER_ADDRESS: Final = Limit("sign-in.address", most=5, per=timedelta(hours=1))
PER_IP: Final = Limit("sign-in.ip", most=60, per=timedelta(hours=1))
"""A whole town hall may share one."""

NOBODY_WAITS_ANY_MORE: Final = timedelta(hours=1)


class TooManyRequests(DomainError):
    """Data: `minutes`, after which it is allowed again. Says nothing of whether the address is known."""

    code: ClassVar[str] = "too_many_requests"


class LinkRequest(msgspec.Struct, frozen=True):
    """`then` is the path to come to afterwards, if any; the page that uses the link checks that it is one of ours."""

    email: str
    ip: str
    language: Language
    then: str = ""


class LinkWork(msgspec.Struct, frozen=True):
    """What the outbox keeps of a request until the mail is sent."""

    email: str
    language: Language
    then: str


async def request_sign_in_link(
    database: Database, limiter: RateLimiter, doorbell: Doorbell, request: LinkRequest
) -> None:
    """Raises `AddressIsMalformed` or `TooManyRequests`, and else nothing, whoever asks."""
    email = address(request.email)
    waits = (await limiter.wait(PER_IP, request.ip), await limiter.wait(PER_ADDRESS, email.lower()))
    if any(waits):
        raise TooManyRequests(minutes=-(-max(waits) // timedelta(minutes=1)))
    work = LinkWork(email, request.language, request.then)
    async with database.tenant(PLATFORM) as connection:
        await enqueue(connection, PLATFORM, SIGN_IN_MAIL, msgspec.to_builtins(work))
    doorbell.ring()


async def send_sign_in_link(office: Post, taken: TakenWork) -> None:
    """Handler of `SIGN_IN_MAIL`: an unknown address gets no mail, and a link that comes too late is not sent."""
    if taken.late > NOBODY_WAITS_ANY_MORE:
        return
    work = msgspec.convert(taken.payload, LinkWork)
    link = await sign_in.make_email_link(office.database, work.email, office.clock.now())
    if link is None:
        return
    then = f"?next={quote(work.then)}" if work.then else ""
    letter = sign_in_letter(Translator(work.language), f"{office.base_url}{sign_in.PATH}{link.token}{then}")
    await post_at_once(office, taken, letter, link.account.email)
