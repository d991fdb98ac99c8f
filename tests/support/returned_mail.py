"""What mail servers send back, as they do: stored with marks where our letter's own names stand."""

from pathlib import Path

from infra.mail.return_paths import MailName, ReturnPaths
from tests.support.worlds import KEYS

PATHS = ReturnPaths("retur@samson.example", KEYS)
SAMPLES = Path(__file__).parent.parent / "samples" / "returned"


def sample(which: str, name: MailName, paths: ReturnPaths = PATHS) -> bytes:
    """Of a letter called `name`."""
    token = paths.token(name)
    text = (SAMPLES / f"{which}.eml").read_text(encoding="utf-8")
    return (
        text.replace("RETURN_ADDRESS", paths.address(token)).replace("MESSAGE_ID", f"r-{token}@samson.example").encode()
    )


def returned_to_nobody(message: bytes) -> bytes:
    """Without the addresses of its envelope: what is left is the letter that came back."""
    kept = [line for line in message.split(b"\n") if b"retur+r-" not in line]
    return b"\n".join(kept)
