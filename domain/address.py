"""An e-mail address, as far as it can be told from its letters."""

import re
from typing import ClassVar

from domain.errors import DomainError
from domain.ids import SubjectId
from domain.text import Clear, clear, written

LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class AddressIsMalformed(DomainError):
    code: ClassVar[str] = "address_is_malformed"


def address(text: str) -> str:
    """Without blanks around it. Raises `AddressIsMalformed`, `TextIsMissing` or `TextIsTooLong`."""
    found = written(text, LONGEST_ADDRESS)
    if not ADDRESS.fullmatch(found):
        raise AddressIsMalformed
    return found


def sealed_address(subject: SubjectId, text: str) -> Clear:
    """An address as a text of the person that it belongs to; raises as `address`."""
    return clear(subject, address(text))
