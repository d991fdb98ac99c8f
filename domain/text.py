"""Free text and personal data, which an event carries sealed.

A text belongs to one subject, whose key opens it: a person, a collaboration, or a measurement for what
the group agreed. Decisions make `Clear` texts; the log stores and returns `Sealed` ones; nothing in the
domain ever needs to read one to compute a figure.
"""

from uuid import UUID

import msgspec

from domain.errors import DomainError
from domain.ids import SubjectId

LONGEST = 2000
"""Characters of a comment, a reason, an action."""


class Clear(msgspec.Struct, frozen=True, tag="clear"):
    """A text in plain words, not yet sealed, or opened for a page."""

    subject: SubjectId
    text: str

    def __repr__(self) -> str:
        """Without the text, which would else end up in logs and errors."""
        return f"Clear({self.subject}, …)"


class Sealed(msgspec.Struct, frozen=True, tag="sealed"):
    """A text as the log holds it. It can be opened while its own key and its subject's key exist.

    The associated data of the AES-256-GCM seal is tenant | originator | version | part.
    """

    subject: SubjectId
    originator_id: UUID
    originator_version: int
    part: str
    key_id: UUID
    nonce: bytes
    ciphertext: bytes


Text = Clear | Sealed


class TextIsMissing(DomainError):
    """Something has to be written here: a reason, a name, the words of an action."""

    code = "text_is_missing"


class TextIsTooLong(DomainError):
    code = "text_is_too_long"


def written(text: str, longest: int = LONGEST) -> str:
    """The text without blanks around it; raises `TextIsMissing` or `TextIsTooLong`."""
    stripped = text.strip()
    if not stripped:
        raise TextIsMissing
    if len(stripped) > longest:
        raise TextIsTooLong(longest=longest, length=len(stripped))
    return stripped


def clear(subject: SubjectId, text: str, longest: int = LONGEST) -> Clear:
    """What somebody wrote, as a text of `subject`; raises as `written`."""
    return Clear(subject=subject, text=written(text, longest))
