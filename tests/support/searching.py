"""Looking for words everywhere that something is kept: to see that nothing of an erased text is left."""

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pypdf
from psycopg.sql import SQL, Identifier, Literal
from redis import Redis

from infra.accounts.directory import Workspace, find_workspace
from infra.accounts.tidying import every_tenant
from services.application.auditing.export import export
from services.application.auditing.exporting import signed_of
from services.verifier.verify import Report, verify
from tests.running_site import Site

COLUMNS = """
    select nspname, relname, attname, atttypid = 'bytea'::regtype
    from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relkind = 'r' and nspname not like 'pg\\_%' and nspname not in ('information_schema', 'migrations')
    order by 1, 2, attnum
"""

IN_TEXT = SQL("select count(*) from {} where position(lower({}) in lower({}::text)) > 0")
IN_BYTES = SQL("select count(*) from {} where position(convert_to({}, 'UTF8') in {}) > 0")
FILES = "select file from reports.reports where file is not null"


def columns_with(site: Site, word: str) -> list[str]:
    """Every column of every table that holds the word, past every policy; bytes as they lie there."""
    found = []
    with psycopg.connect(site.database.admin_url) as connection:
        for schema, table, column, is_bytes in connection.execute(COLUMNS).fetchall():
            query = (IN_BYTES if is_bytes else IN_TEXT).format(
                Identifier(schema, table), Literal(word), Identifier(column)
            )
            row = connection.execute(query).fetchone()
            if row and row[0]:
                found.append(f"{schema}.{table}.{column}")
    return found


def printed(site: Site) -> Iterator[str]:
    """The text and the description of every PDF that is kept, lines joined."""
    with psycopg.connect(site.database.admin_url) as connection:
        for (file,) in connection.execute(FILES).fetchall():
            if file.startswith(b"%PDF-"):
                reader = pypdf.PdfReader(io.BytesIO(file))
                yield " ".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])


def mail(site: Site) -> Iterator[str]:
    folder = site.settings.mail_catcher_dir
    assert isinstance(folder, Path)
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.read_text("utf-8", "replace")


def in_valkey(site: Site) -> Iterator[str]:
    """Every key with what it holds."""
    with Redis.from_url(site.settings.redis_url) as valkey:
        for key in valkey.scan_iter():
            yield f"{key!r} {_held(valkey, key)!r}"


def _held(valkey: Redis, key: bytes) -> object:
    match valkey.type(key):
        case b"string":
            return valkey.get(key)
        case b"list":
            return valkey.lrange(key, 0, -1)
        case b"set":
            return valkey.smembers(key)
        case b"hash":
            return valkey.hgetall(key)
        case b"zset":
            return valkey.zrange(key, 0, -1)
        case other:
            raise LookupError(f"nobody looked into a {other!r}")


def exported(site: Site) -> Iterator[str]:
    """The whole history of each workspace, as it would be handed out now."""
    for workspace in site.run(_workspaces(site)):
        with tempfile.NamedTemporaryFile() as file:
            site.run(_export(site, workspace, Path(file.name)))
            yield Path(file.name).read_text("utf-8", "replace")


def verdict(site: Site, workspace: Workspace) -> Report:
    """What the verifier says of an export that is made now."""
    with tempfile.NamedTemporaryFile() as file:
        site.run(_export(site, workspace, Path(file.name)))
        return verify(Path(file.name))


async def _workspaces(site: Site) -> list[Workspace]:
    found = [await find_workspace(site.world.database, tenant) for tenant in await every_tenant(site.world.database)]
    return [workspace for workspace in found if workspace is not None]


async def _export(site: Site, workspace: Workspace, to: Path) -> None:
    signed = await signed_of(site.world, workspace.tenant, site.settings.log_name)
    with to.open("wb") as file:
        await export(site.world.database, workspace, signed, file)


KEPT_BESIDE_THE_TABLES: Sequence[tuple[str, Callable[[Site], Iterator[str]]]] = (
    ("a PDF", printed),
    ("a mail", mail),
    ("Valkey", in_valkey),
    ("an export", exported),
)
"""Whatever else can hold a text belongs in here: a file, a cache."""


def places_with(site: Site, word: str) -> list[str]:
    """Where the word is found, whatever its letters' case: an empty list is the promise of an erasure."""
    found = columns_with(site, word)
    for name, texts in KEPT_BESIDE_THE_TABLES:
        found += [name for text in texts(site) if word.casefold() in text.casefold()]
    return found
