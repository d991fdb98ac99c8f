"""Which letters a member of a workspace wants, and in which language.

One choice for all letters that remind: of an action's date, of a round of measuring. Letters that somebody has asked
for, or cannot do without (to sign in, an invitation, an erasure that waits), never ask it.
"""

from typing import Final

import msgspec
from asyncpg import Connection

from domain.ids import SubjectId, TenantId
from infra.translation.catalogue import Language


class Choice(msgspec.Struct, frozen=True):
    """`reminders`: whether they are wanted; `language`: what letters from this workspace are written in."""

    reminders: bool
    language: Language


UNSAID: Final = Choice(reminders=True, language="nb")
"""Of who has chosen nothing."""

FIND = """
    select reminders, language
    from accounts.letter_choices
    where tenant_id = $1 and subject_id = $2
"""


async def choice_of(connection: Connection, tenant: TenantId, member: SubjectId) -> Choice:
    row = await connection.fetchrow(FIND, tenant, member)
    return Choice(*row) if row else UNSAID


LIST_UNWILLING = """
    select subject_id
    from accounts.letter_choices
    where tenant_id = $1 and not reminders
    order by subject_id
"""


async def who_wants_none(connection: Connection, tenant: TenantId) -> frozenset[SubjectId]:
    """Members who are not to be reminded of anything."""
    return frozenset(SubjectId(row["subject_id"]) for row in await connection.fetch(LIST_UNWILLING, tenant))


CHOOSE = """
    insert into accounts.letter_choices (tenant_id, subject_id, reminders, language)
    values ($1, $2, $3, $4)
    on conflict (tenant_id, subject_id) do update set reminders = excluded.reminders, language = excluded.language
"""


async def choose(connection: Connection, tenant: TenantId, member: SubjectId, choice: Choice) -> None:
    await connection.execute(CHOOSE, tenant, member, choice.reminders, choice.language)


STOP = """
    insert into accounts.letter_choices (tenant_id, subject_id, reminders)
    select tenant_id, subject_id, false
    from accounts.memberships
    where tenant_id = $1 and subject_id = $2
    on conflict (tenant_id, subject_id) do update set reminders = false
"""


async def stop_reminders(connection: Connection, tenant: TenantId, member: SubjectId) -> None:
    """The language stays as it is chosen. Who is no member has nothing to stop."""
    await connection.execute(STOP, tenant, member)


NOTE_LANGUAGE = """
    insert into accounts.letter_choices (tenant_id, subject_id, language)
    values ($1, $2, $3)
    on conflict (tenant_id, subject_id) do nothing
"""


async def note_language(connection: Connection, tenant: TenantId, member: SubjectId, language: Language) -> None:
    """What somebody reads in as they join: until they choose."""
    await connection.execute(NOTE_LANGUAGE, tenant, member, language)
