"""Logs for tests: each test opens a tenant that nobody else uses."""

from random import SystemRandom

import psycopg

from domain.ids import TenantId
from infra.migrations.roles import WORKER
from tests.database_plugin import DatabaseCopy

_RANDOM = SystemRandom()


def new_tenant(database: DatabaseCopy) -> TenantId:
    """A tenant with an empty log."""
    tenant = TenantId(_RANDOM.randrange(10_000, 2**31))
    with psycopg.connect(database.url(WORKER)) as connection:
        connection.execute("select set_config('samson.tenant_id', %s, true)", [str(tenant)])
        connection.execute("select log.open_tenant(%s)", [tenant])
    return tenant
