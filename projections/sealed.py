"""Sealed texts in a read model: still sealed, and opened only on the way to a page."""

import msgspec

from domain.text import Sealed, Text

_DECODER: msgspec.json.Decoder[Text] = msgspec.json.Decoder(Text)


def packed(text: Text) -> bytes:
    """As a read model stores it. A text that is not sealed must never get there."""
    if not isinstance(text, Sealed):
        raise TypeError("a read model holds no plain text")
    return msgspec.json.encode(text)


def unpacked(stored: bytes) -> Text:
    return _DECODER.decode(stored)
