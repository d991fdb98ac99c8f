"""Importing how municipalities are classified: a file as a whole, or nothing of it."""

from domain.errors import DomainError
from domain.national.classification import Classification
from domain.text import written
from infra.clock import Clock
from infra.database import Database
from infra.national.classifications import LARGEST, keep_classification

LONGEST_NAME = 200


class ClassificationIsTooLarge(DomainError):
    code = "classification_is_too_large"


async def import_classification(national: Database, clock: Clock, file: bytes, by: str) -> Classification:
    """`by` is who imports, as they call themselves. Raises `ClassificationIsUnsound` and `ClassificationIsTooLarge`."""
    if len(file) > LARGEST:
        raise ClassificationIsTooLarge(largest=LARGEST)
    async with national.transaction() as connection:
        return await keep_classification(connection, file, written(by, LONGEST_NAME), clock.now())
