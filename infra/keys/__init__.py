"""Sealing: who may open a text is decided by which keys still exist. `docs/sealing.md` describes every byte."""

from infra.keys.keyring import Keyring, SubjectIsErased
from infra.keys.sealing import SealIsBroken

__all__ = ["Keyring", "SealIsBroken", "SubjectIsErased"]
