"""How the log refuses. The database names its reasons by SQLSTATE."""

from eventsourcing.persistence import IntegrityError, ProgrammingError


class StaleVersion(IntegrityError):
    """Somebody else has appended to the stream since it was read: load it again and decide again."""


class CommandIdReused(ProgrammingError):
    """A command id came back with another request than the one that it was first used for."""


class OtherTenant(ProgrammingError):
    """The tenant is not the one that the transaction works for."""


class TenantHasNoLog(ProgrammingError):
    """Nobody has opened a log for this tenant."""


REFUSALS: dict[str, type[Exception]] = {
    "23505": StaleVersion,
    "SL001": CommandIdReused,
    "SL002": OtherTenant,
    "SL003": TenantHasNoLog,
}


def refusal(sqlstate: str | None, message: str) -> Exception | None:
    """The error to raise instead of the database driver's own, if it is one of ours."""
    kind = REFUSALS.get(sqlstate or "")
    return kind(message) if kind else None
