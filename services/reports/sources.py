"""Where what is printed is read from."""

import msgspec

from infra.database import Database
from infra.eventlog.log import EventLog
from infra.instruments import InstrumentLibrary
from infra.keys.keyring import Keyring


class Sources(msgspec.Struct, frozen=True):
    """`database` connects as whoever prints."""

    database: Database
    log: EventLog
    keyring: Keyring
    instruments: InstrumentLibrary
