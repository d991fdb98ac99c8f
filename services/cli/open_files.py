"""How many files a process may have open, and with them how many connections."""

import resource
from contextlib import suppress
from typing import Final

WANTED: Final = 65_536


def allow_many_connections() -> None:
    """As many as this process may have without asking anybody, for itself and those it starts.

    Systems begin with 1,024 for programs that know no better: fewer than the phones of one large day.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if most == resource.RLIM_INFINITY else min(WANTED, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with suppress(ValueError, OSError):  # macOS has a lower limit of its own, and says so in this way
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
