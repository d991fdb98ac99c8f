"""How exact numbers travel as JSON: a fraction as `"17/3"`. Hooks for msgspec."""

from fractions import Fraction
from functools import lru_cache


def encode_exactly(value: object) -> str:
    """Encoding hook: `Fraction` only (msgspec writes decimals itself)."""
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no exact form in JSON")


def decode_exactly(expected: type, value: object) -> Fraction:
    """Decoding hook: what `encode_exactly` wrote."""
    if expected is Fraction and isinstance(value, str):
        return _fraction(value)
    raise TypeError(f"{expected.__name__} is not read from {type(value).__name__}")


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    """Figures repeat: most are whole or halves, thirds and so on of 0 to 10, and making one takes long."""
    numerator, _, denominator = text.partition("/")
    return Fraction(int(numerator), int(denominator or 1))
