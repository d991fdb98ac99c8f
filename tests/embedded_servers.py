"""One PostgreSQL and one Valkey for a whole run: started in the controller, handed to every worker, then thrown away.

`cluster_url` is the superuser's address of an empty cluster; `redis_url` that of an empty Valkey.
"""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis

from infra.embedded.keeper import Addresses
from infra.embedded.servers import embedded_servers
from infra.settings import with_path

_ADDRESSES = pytest.StashKey[Addresses]()


def _started(config: pytest.Config) -> Addresses:
    """Start the servers when the first test (or the first worker) asks for them."""
    if _ADDRESSES not in config.stash:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="samson-tests-"))
        config.stash[_ADDRESSES] = stack.enter_context(embedded_servers(Path(folder), "fast"))
    return config.stash[_ADDRESSES]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Called in the controller for each worker, where xdist is in use."""
    addresses = _started(node.config)
    node.workerinput["samson_database_url"] = addresses.database_url
    node.workerinput["samson_redis_url"] = addresses.redis_url


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[_ADDRESSES] = Addresses(given["samson_database_url"], given["samson_redis_url"])


@pytest.fixture(scope="session")
def cluster_url(pytestconfig: pytest.Config) -> str:
    """The superuser's address of the cluster's maintenance database."""
    return with_path(_started(pytestconfig).database_url, "postgres")


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config) -> str:
    """A numbered database of this worker's own, so that workers do not see each other's keys."""
    worker = getattr(pytestconfig, "workerinput", {"workerid": "gw0"})["workerid"]
    url = with_path(_started(pytestconfig).redis_url, str(int(worker.removeprefix("gw")) % 16))
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url
