"""Free text and personal data, which an event carries sealed.

A text belongs to one subject, whose key opens it: a person, a collaboration, or a measurement for what
the group agreed. Decisions make `Clear` texts; the log stores and returns `Sealed` ones; nothing in the
domain ever needs to read one to compute a figure.
"""

from uuid import UUID

import msgspec

from domain.ids import SubjectId


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
