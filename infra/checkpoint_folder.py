"""Signed checkpoints as files, for whoever copies them to where this machine can't reach them."""

import os
import threading
from pathlib import Path

from domain.ids import TenantId


def put_checkpoint(folder: Path, tenant: TenantId, size: int, text: str) -> None:
    """As `<tenant>/<size>.txt`. A reader never sees half a file, and a second time changes nothing."""
    _put(folder / str(tenant), f"{size}.txt", text)


def put_latest(folder: Path, tenant: TenantId, text: str) -> None:
    """As `<tenant>/latest.txt`."""
    _put(folder / str(tenant), "latest.txt", text)


def _put(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}.{threading.get_ident()}"
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)
