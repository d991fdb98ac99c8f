"""A witness of C2SP's tlog-witness, on a free port of this machine: it checks what it is sent before it signs."""

import base64
import hashlib
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.eventlog.merkle import EMPTY, is_consistent
from tests.support.checkpoints import Note, read_note

NAME = "witness.example/w1"
TIME = 1_700_000_000


class Answer(Exception):
    def __init__(self, status: int, body: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Witness:
    """`trusted`: verifier keys of the logs that it knows. `say` is answered instead of anything else, when set."""

    def __init__(self) -> None:
        self.url = ""
        self.trusted: set[str] = set()
        self.seen: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        self.statuses: list[int] = []
        self.say: Answer | None = None
        self._key = Ed25519PrivateKey.generate()
        self._lock = Lock()

    @property
    def verifier_material(self) -> bytes:
        return b"\x04" + self._key.public_key().public_bytes_raw()

    def forget(self) -> None:
        self.seen.clear()

    def add_checkpoint(self, request: str) -> str:
        """As the protocol's section `add-checkpoint` says. Raises `Answer`."""
        self.asked.append(request)
        if self.say is not None:
            raise self.say
        head, _, text = request.partition("\n\n")
        first, *proof = head.split("\n")
        found = re.fullmatch(r"old (0|[1-9][0-9]*)", first)
        if found is None or len(proof) > 63:
            raise Answer(400)
        note, old = read_note(text), int(found[1])
        self._check_signer(note)
        with self._lock:
            self._check_growth(note, old, [base64.b64decode(line, validate=True) for line in proof])
            self.seen[note.origin] = (note.size, note.root)
        return self._cosignature(note)

    def _check_signer(self, note: Note) -> None:
        keys = [key for key in self.trusted if key.split("+")[0] == note.origin]
        if not keys:
            raise Answer(404)
        try:
            if not any(note.is_signed_by(key) for key in keys):
                raise Answer(403)
        except InvalidSignature:
            raise Answer(403) from None

    def _check_growth(self, note: Note, old: int, proof: list[bytes]) -> None:
        size, root = self.seen.get(note.origin, (0, EMPTY))
        if old > note.size:
            raise Answer(400)
        if old != size or (old == note.size and root != note.root):
            raise Answer(409, f"{size}\n")
        if old == 0 and proof:
            raise Answer(422)
        if old and not is_consistent(old, root, note.size, note.root, proof):
            raise Answer(422)

    def _cosignature(self, note: Note) -> str:
        message = f"cosignature/v1\ntime {TIME}\n".encode() + note.signed
        key_id = hashlib.sha256(f"{NAME}\n".encode() + self.verifier_material).digest()[:4]
        signature = struct.pack(">Q", TIME) + self._key.sign(message)
        return f"— {NAME} {base64.b64encode(key_id + signature).decode()}\n"


@contextmanager
def open_witness() -> Iterator[Witness]:
    witness = Witness()

    class Conversation(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            try:
                said = Answer(200, witness.add_checkpoint(body)) if self.path == "/add-checkpoint" else Answer(404)
            except Answer as answer:
                said = answer
            witness.statuses.append(said.status)
            self.send_response(said.status)
            self.send_header("Content-Type", "text/x.tlog.size" if said.status == 409 else "text/plain")
            self.end_headers()
            self.wfile.write(said.body.encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Conversation) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        witness.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield witness
        finally:
            server.shutdown()
            thread.join()
