"""How one kind of event is written as JSON: its fields in the order of their names, without its texts.

The same event always gives the same bytes. Texts are taken out, because they are sealed apart from the rest.
What is found out about a kind is kept: looking at all of them takes a noticeable part of a second.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import msgspec

from domain.event import Event
from domain.text import Sealed, Text
from domain.wire import decode_exactly, encode_exactly

ENCODER = msgspec.json.Encoder(enc_hook=encode_exactly, order="sorted")

_TEXT_FORMS = set(get_args(Text))


class TextFieldIsHidden(TypeError):
    """A text can be sealed only where it is a field of the event itself, `Text` or `Text | None`."""


@cache
def text_fields(kind: type[Event]) -> Mapping[str, bool]:
    """The names of the fields that are sealed, and whether they must be there."""
    found = {}
    for name, hint in get_type_hints(kind).items():
        forms = set(get_args(hint))
        if forms >= _TEXT_FORMS:
            found[name] = type(None) not in forms
        elif _holds_text(hint):
            raise TextFieldIsHidden(f"{kind.__name__}.{name}")
    return MappingProxyType(found)


def _holds_text(hint: object) -> bool:
    return hint in _TEXT_FORMS or any(_holds_text(inner) for inner in get_args(hint))


@cache
def encoder_of(kind: type[Event]) -> Callable[[Event], bytes]:
    texts = text_fields(kind)
    if not texts:
        return ENCODER.encode
    names = [name for name in kind.__struct_fields__ if name not in texts]
    values = attrgetter(*names)
    return lambda event: ENCODER.encode(dict(zip(names, values(event), strict=True)))


Decoder = Callable[[bytes, Mapping[str, Sealed]], Event]
"""From the state and the sealed parts by name."""


@cache
def decoder_of(kind: type[Event]) -> Decoder:
    texts = text_fields(kind)
    whole: Callable[[bytes], Event] = msgspec.json.Decoder(kind, dec_hook=decode_exactly).decode
    if not texts:
        return lambda state, _: whole(state)
    in_parts = _decoder_in_parts(kind, texts)
    if any(texts.values()) or any(field.name in texts and field.required for field in msgspec.structs.fields(kind)):
        return in_parts
    return lambda state, parts: in_parts(state, parts) if parts else whole(state)


def _decoder_in_parts(kind: type[Event], texts: Mapping[str, bool]) -> Decoder:
    rest = [(field.name, field.type, field) for field in msgspec.structs.fields(kind) if field.name not in texts]
    body = msgspec.defstruct(f"{kind.__name__}State", [_defined(*field) for field in rest], kw_only=True)
    decode = msgspec.json.Decoder(body, dec_hook=decode_exactly).decode
    asdict = msgspec.structs.asdict
    needed = {name for name, must in texts.items() if must}

    def decode_in_parts(state: bytes, parts: Mapping[str, Sealed]) -> Event:
        if not needed <= parts.keys():
            raise msgspec.ValidationError(f"sealed parts are missing: {sorted(needed - parts.keys())}")
        fields: dict[str, Any] = asdict(decode(state))
        fields.update((name, parts.get(name)) for name in texts)
        return kind(**fields)

    return decode_in_parts


def _defined(name: str, kind: Any, field: msgspec.structs.FieldInfo) -> tuple[str, Any] | tuple[str, Any, Any]:
    if field.default_factory is not msgspec.NODEFAULT:
        return name, kind, msgspec.field(default_factory=field.default_factory)
    return (name, kind) if field.default is msgspec.NODEFAULT else (name, kind, field.default)
