import asyncio
import errno
import socket
import sys

import pytest

from infra.embedded.process import held_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a port cannot be held for somebody else")


def test_a_held_port_is_given_to_nobody_else() -> None:
    with held_port() as port, socket.socket() as stranger:
        with pytest.raises(OSError, match="in use") as refused:
            stranger.bind(("127.0.0.1", port))
        assert refused.value.errno == errno.EADDRINUSE
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_whom_a_held_port_is_held_for_listens_there_and_again_when_it_is_started_again() -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    async def ask(port: int) -> bytes:
        async with await asyncio.start_server(greet, "127.0.0.1", port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            heard = await reader.read()
            writer.close()
            return heard

    with held_port() as port:
        assert [asyncio.run(ask(port)) for _ in range(2)] == [b"hello", b"hello"]


def test_of_two_servers_on_a_held_port_the_second_is_refused() -> None:
    with held_port() as port, socket.create_server(("127.0.0.1", port)), pytest.raises(OSError, match="in use"):
        socket.create_server(("127.0.0.1", port))
