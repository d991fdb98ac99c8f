"""Style sheets, scripts and fonts: an explicit list, held in memory, under an address that changes with the content.

`/static/<digest>/css/theme.css`: the digest covers all files together, so that a style sheet can name its fonts by
relative address. What is asked for under the digest of these files may be kept for a year; anything else is
answered, and not kept.
"""

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from services.web.access import anyone

OURS: Final = Path(__file__).parent / "static"

INSTALLED: Final[Mapping[str, str]] = {
    "vendor/designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
    "vendor/designsystemet-theme.css": "@digdir/designsystemet-css/dist/theme/designsystemet.css",
    "vendor/designsystemet-licence.txt": "@digdir/designsystemet-css/LICENSE",
    "vendor/htmx.js": "htmx.org/dist/htmx.min.js",
    "vendor/htmx-licence.txt": "htmx.org/LICENSE",
    "vendor/inter-licence.txt": "@fontsource/inter/LICENSE",
} | {
    f"vendor/inter-{part}-{weight}.woff2": f"@fontsource/inter/files/inter-{part}-{weight}-normal.woff2"
    for part in ("latin", "latin-ext")
    for weight in (400, 500, 600)
}
"""What is served of the installed packages, and where it lies in them."""

_KINDS: Final[Mapping[str, str]] = {  # Litestar adds the charset to text
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
_PACKED_ALREADY: Final = {".woff2"}
_YEAR: Final = "public, max-age=31536000, immutable"


class PackagesAreMissing(Exception):
    """One line: the front-end packages are not installed where they should be."""


class Asset(msgspec.Struct, frozen=True):
    """`packed` is the same content in gzip, where that is smaller."""

    kind: str
    content: bytes
    packed: bytes | None


class Assets:
    """All files, read once. `folder` is that of the installed packages."""

    def __init__(self, folder: Path) -> None:
        self._files = {**_ours(), **_installed(folder)}
        digest = hashlib.sha256()
        for name, asset in sorted(self._files.items()):
            digest.update(f"{name}\0{len(asset.content)}\0".encode())
            digest.update(asset.content)
        self.digest: Final = digest.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Known to templates as `asset("css/theme.css")`. A name that is not on the list is an error of ours."""
        if name not in self._files:
            raise LookupError(f"{name} is no asset")
        return f"/static/{self.digest}/{name}"

    def find(self, name: str) -> Asset | None:
        return self._files.get(name)


@get("/static/{digest:str}/{name:path}", opt=anyone(), sync_to_thread=False)
def show_asset(request: Request[Any, Any, Any], digest: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    assets: Assets = request.app.state.assets
    asset = assets.find(name.lstrip("/"))
    if asset is None:
        raise NotFoundException
    headers = {
        "Cache-Control": _YEAR if digest == assets.digest else "no-store",
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(asset.content, media_type=asset.kind, headers=headers)


def _ours() -> dict[str, Asset]:
    files = (file for file in sorted(OURS.rglob("*")) if file.is_file())
    return {file.relative_to(OURS).as_posix(): _asset(file, file.suffix) for file in files}


def _installed(folder: Path) -> dict[str, Asset]:
    try:
        return {name: _asset(folder / path, Path(name).suffix) for name, path in INSTALLED.items()}
    except FileNotFoundError as error:
        raise PackagesAreMissing(
            f"{error.filename} is missing: run npm ci in services/web/frontend, or set SAMSON_ASSETS_DIR"
        ) from error


def _asset(file: Path, suffix: str) -> Asset:
    """`suffix` is that of the name it is served under: a licence has none of its own."""
    content = file.read_bytes()
    packed = None if suffix in _PACKED_ALREADY else gzip.compress(content, mtime=0)
    return Asset(kind=_KINDS[suffix], content=content, packed=packed)
