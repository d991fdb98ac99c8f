"""The pseudonyms of KS's people in KS's log."""

from collections.abc import Mapping

from domain.ids import KS, SubjectId
from infra.accounts.people import AccountId
from infra.database import Database
from infra.identity import new_subject_id

FIND_KS_PERSON = """
    select subject_id
    from accounts.ks_people
    where tenant_id = $1 and account_id = $2
"""

INSERT_KS_PERSON = """
    insert into accounts.ks_people (tenant_id, subject_id, account_id)
    values ($1, $2, $3)
    on conflict (tenant_id, account_id) do nothing
"""

LIST_KS_PEOPLE = """
    select subject_id, email
    from accounts.ks_people
    join accounts.accounts using (account_id)
    where tenant_id = $1
    order by subject_id
"""


async def find_ks_person(database: Database, account: AccountId) -> SubjectId | None:
    """`None` for who has not done anything in KS's log yet."""
    async with database.reading(KS) as connection:
        subject = await connection.fetchval(FIND_KS_PERSON, KS, account)
    return None if subject is None else SubjectId(subject)


async def ensure_ks_person(database: Database, account: AccountId) -> SubjectId:
    """The pseudonym, made at random where there is none. Whether the account is one of KS's is the guard's business."""
    async with database.tenant(KS) as connection:
        await connection.execute(INSERT_KS_PERSON, KS, new_subject_id(), account)
        return SubjectId(await connection.fetchval(FIND_KS_PERSON, KS, account))


async def ks_people(database: Database) -> Mapping[SubjectId, str]:
    """The addresses of those whose account is still there."""
    async with database.reading(KS) as connection:
        rows = await connection.fetch(LIST_KS_PEOPLE, KS)
    return {SubjectId(row["subject_id"]): row["email"] for row in rows}
