"""Published releases on paper: a PDF for each language, kept by the hash of its release and by its own. Written once.

A worker writes (`samson_worker`, for KS); everybody reads as KS's role (`samson_ks`). Which releases wait for theirs
stands in the outbox.
"""

from collections.abc import Mapping
from datetime import datetime

from asyncpg import Connection

from domain.ids import KS
from domain.national.snapshot import sha256_of
from infra.translation.catalogue import Language

PRINT_RELEASE = "national-release.print"
"""The kind of outbox work that publishing leads to; its payload names the release by its hash."""

KEEP_PAPER = """
    insert into national.papers (tenant_id, release_sha256, language, paper_sha256, paper, printed_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing
"""

FIND_PAPER = """
    select paper
    from national.papers
    where tenant_id = $1 and release_sha256 = $2 and language = $3
"""

PRINTED = """
    select encode(release_sha256, 'hex') as release_sha256, language, encode(paper_sha256, 'hex') as paper_sha256
    from national.papers
    where tenant_id = $1
    order by release_sha256, language
"""

IS_ORDERED = """
    select exists (
        select from log.outbox
        where tenant_id = $1 and kind = $2 and done_at is null and payload ->> 'release' = $3
    )
"""


async def keep_paper(
    connection: Connection, release_sha256: str, language: Language, paper: bytes, at: datetime
) -> None:
    """One that is there already stays as it is. `connection` is a worker's, for KS."""
    own = bytes.fromhex(sha256_of(paper))
    await connection.execute(KEEP_PAPER, KS, bytes.fromhex(release_sha256), language, own, paper, at)


async def find_paper(connection: Connection, release_sha256: str, language: Language) -> bytes | None:
    """`None` until it is printed. `connection` is KS's role's or a worker's, for KS."""
    paper: bytes | None = await connection.fetchval(FIND_PAPER, KS, bytes.fromhex(release_sha256), language)
    return paper


async def papers(connection: Connection) -> Mapping[str, Mapping[str, str]]:
    """Which there are: the hash of each, by its language, by the hash of its release. `connection` as above."""
    found: dict[str, dict[str, str]] = {}
    for row in await connection.fetch(PRINTED, KS):
        found.setdefault(row["release_sha256"], {})[row["language"]] = row["paper_sha256"]
    return found


async def is_ordered(connection: Connection, release_sha256: str) -> bool:
    """Whether its printing stands in the outbox, also where it was set aside. `connection` is a worker's, for KS."""
    ordered: bool = await connection.fetchval(IS_ORDERED, KS, PRINT_RELEASE, release_sha256)
    return ordered
