"""The library's own recorder suites, against our log: what it promises of a recorder, ours keeps."""

from collections.abc import Iterator

import pytest
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)

from infra.eventlog.recorder import LogRecorder, SnapshotRecorder, TenantConnections
from infra.migrations.roles import WORKER
from tests.database_plugin import DatabaseCopy
from tests.support.logs import new_tenant


class OnAFreshTenant:
    """Each test has a log of its own."""

    connections: TenantConnections

    @pytest.fixture(autouse=True)
    def _connected(self, database: DatabaseCopy) -> Iterator[None]:
        self.connections = TenantConnections(database.url(WORKER), new_tenant(database))
        yield
        self.connections.close()

    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.connections)


class TestApplicationRecorder(OnAFreshTenant, ApplicationRecorderTestCase[LogRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestProcessRecorder(OnAFreshTenant, ProcessRecorderTestCase):
    pass


class TestTrackingRecorder(OnAFreshTenant, TrackingRecorderTestCase):
    pass


class TestNonInterleaving(OnAFreshTenant, NonInterleavingNotificationIDsBaseCase):
    pass


class TestSnapshotRecorder(OnAFreshTenant, AggregateRecorderTestCase):
    def create_recorder(self) -> SnapshotRecorder:
        return SnapshotRecorder(self.connections)
