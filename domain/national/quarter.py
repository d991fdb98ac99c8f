"""Quarters of a year by the calendar in Norway. Source: domain model, section 7."""

import re
from datetime import datetime
from typing import Self

import msgspec

from domain.civil_time import civil_of, moment_of
from domain.errors import DomainError

QUARTERS = 4

_CODE = re.compile(r"(\d{4})K([1-4])")


class QuarterIsUnreadable(DomainError):
    code = "quarter_is_unreadable"


class Quarter(msgspec.Struct, frozen=True, order=True):
    """`number` is 1 to 4. Written `2026K1`, as Statistics Norway writes it."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The one that the moment falls in by the clock in Norway."""
        civil = civil_of(moment)
        return cls(civil.year, (civil.month - 1) // 3 + 1)

    @classmethod
    def read(cls, code: str) -> Self:
        """Raises `QuarterIsUnreadable`."""
        found = _CODE.fullmatch(code)
        if found is None:
            raise QuarterIsUnreadable(quarter=code)
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}K{self.number}"

    @property
    def ordinal(self) -> int:
        """Consecutive quarters are one apart."""
        return self.year * QUARTERS + self.number - 1

    def later(self, quarters: int) -> Self:
        year, number = divmod(self.ordinal + quarters, QUARTERS)
        return type(self)(year, number + 1)

    @property
    def begins(self) -> datetime:
        """The first moment, in UTC."""
        return moment_of(datetime(self.year, 3 * self.number - 2, 1))  # noqa: DTZ001 -- civil time has no zone

    @property
    def ends(self) -> datetime:
        """The first moment of the next one, in UTC."""
        return self.later(1).begins
