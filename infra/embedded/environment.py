"""The settings of the embedded mode: what a state folder holds, as the environment of our processes."""

from pathlib import Path
from typing import Final

import msgspec

from infra.embedded.keeper import Addresses
from infra.embedded.process import private_file
from infra.master_keys import new_master_key_line

_NOWHERE: Final = 9
"""The port of the discard service: mail waits in the outbox until a mail catcher runs."""


class Doors(msgspec.Struct, frozen=True):
    """Where `samson up` opened the house: ports on this machine."""

    web: int = 0
    smtp: int = _NOWHERE


def doors_file(state: Path) -> Path:
    return state / "doors.json"


def open_doors(state: Path, doors: Doors) -> None:
    private_file(doors_file(state), msgspec.json.encode(doors).decode())


def close_doors(state: Path) -> None:
    doors_file(state).unlink(missing_ok=True)


def known_doors(state: Path) -> Doors:
    try:
        return msgspec.json.decode(doors_file(state).read_bytes(), type=Doors)
    except FileNotFoundError:
        return Doors()


def embedded_environment(state: Path, addresses: Addresses) -> dict[str, str]:
    """`SAMSON_…` for this state folder. Makes the master key at the first call."""
    doors = known_doors(state)
    keys = state / "master.keys"
    if not keys.exists():
        private_file(keys, new_master_key_line("embedded"))
    return {
        "SAMSON_MODE": "embedded",
        "SAMSON_DATABASE_URL": addresses.database_url,
        "SAMSON_REDIS_URL": addresses.redis_url,
        "SAMSON_SMTP_URL": f"smtp://127.0.0.1:{doors.smtp}",
        "SAMSON_BASE_URL": f"http://127.0.0.1:{doors.web}",
        "SAMSON_MAIL_FROM": "samson@localhost",
        "SAMSON_MAIL_PACE": "0",
        "SAMSON_MASTER_KEY_FILE": str(keys),
        "SAMSON_MAIL_CATCHER_DIR": str(state / "mail"),
    }
