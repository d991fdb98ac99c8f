"""Asking an outside witness to sign a checkpoint too: https://c2sp.org/tlog-witness."""

import ssl
from functools import cache
from typing import Final

import httpx
import msgspec

TIMEOUT: Final = 20.0
"""Seconds for each step of the conversation."""

LONGEST_ANSWER: Final = 64 * 1024
LONGEST_SIZE: Final = 18
"""Digits."""


class WitnessRefuses(Exception):
    """For a reason that may pass. Says only the status."""


class ProofIsRefused(Exception):
    """The witness does not see that the log has only grown. Asking again is useless."""


class Cosigned(msgspec.Struct, frozen=True):
    """The witness's signature lines, as it sent them."""

    lines: str


class Knows(msgspec.Struct, frozen=True):
    """The witness wants a proof from this size on."""

    size: int


async def add_checkpoint(url: str, body: str) -> Cosigned | Knows:
    """`url` is the submission prefix. Raises `WitnessRefuses`, `ProofIsRefused`, or what the network raises."""
    async with (
        httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, verify=_authorities()) as client,
        client.stream("POST", f"{url}/add-checkpoint", content=body.encode()) as answer,
    ):
        text = await _text(answer)
    match answer.status_code:
        case httpx.codes.OK:
            return Cosigned(text)
        case httpx.codes.CONFLICT:
            return _known(text)
        case httpx.codes.UNPROCESSABLE_ENTITY:
            raise ProofIsRefused
        case status:
            raise WitnessRefuses(status)


@cache
def _authorities() -> ssl.SSLContext:
    """Whom we believe that a server is who it says. Reading all of them takes longer than asking the witness."""
    return httpx.create_ssl_context()


async def _text(answer: httpx.Response) -> str:
    read = b""
    async for piece in answer.aiter_bytes():
        read += piece
        if len(read) > LONGEST_ANSWER:
            raise WitnessRefuses("its answer is too long")
    try:
        return read.decode()
    except UnicodeDecodeError:
        raise WitnessRefuses("its answer is no text") from None


def _known(text: str) -> Knows:
    digits = text.removesuffix("\n")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_SIZE:
        raise WitnessRefuses(int(httpx.codes.CONFLICT))
    return Knows(int(digits))
