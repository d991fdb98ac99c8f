"""Which machine asks: what is limited is limited for one machine, and not for all behind the same proxy."""

from typing import Any, Final

from litestar.connection import ASGIConnection

FORWARDED: Final = "x-forwarded-for"


def machine_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address of whoever asked the outermost proxy of ours, or us where there is none.

    Each proxy adds at the right end; what stands further left was written by whoever asked, and proves nothing.
    """
    peer = request.client.host if request.client else ""
    proxies: int = request.app.state.settings.proxies
    said = [address.strip() for address in request.headers.get(FORWARDED, "").split(",") if address.strip()]
    return said[-proxies] if proxies and len(said) >= proxies else peer
