"""Telling trouble that goes away from trouble that comes again with the same page of events."""

import asyncpg

_PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)

_LASTING = (asyncpg.QueryCanceledError, ValueError)
"""Among those above: a statement that takes too long, and arguments that the driver can't send (its `DataError`)."""


def passes(error: BaseException) -> bool:
    """Whether the same work may do well later: the database is away, or busy, or has preferred somebody else."""
    if isinstance(error, BaseExceptionGroup):
        return all(passes(one) for one in error.exceptions)
    return isinstance(error, _PASSING) and not isinstance(error, _LASTING)
