"""What a use case reaches of the world outside. `services.bootstrap` makes it, once per process."""

import msgspec

from domain.campaign.calendar import Recurrence
from domain.ids import SubjectId, TenantId
from infra.clock import Clock
from infra.database import Database
from infra.dialogue.ballot_seal import BallotSeal
from infra.dialogue.knocks import Knocks
from infra.dialogue.roll_seal import RollSeal
from infra.doorbell import Doorbell
from infra.eventlog.log import EventLog
from infra.instruments import InstrumentLibrary
from infra.keys.keyring import Keyring
from infra.mail.answer_links import AnswerLinks
from infra.rate_limit import RateLimiter
from projections.reading import ReadModels


class World(msgspec.Struct, frozen=True):
    database: Database
    log: EventLog
    read_models: ReadModels
    keyring: Keyring
    instruments: InstrumentLibrary
    clock: Clock
    doorbell: Doorbell
    limiter: RateLimiter
    knocks: Knocks
    ballot_seal: BallotSeal
    recurrence: Recurrence
    roll_seal: RollSeal
    answer_links: AnswerLinks
    releases: Database
    """As `samson_ks`, which reads national releases and nothing of any workspace."""

    fingerprint_key: bytes
    """Keys the hashes by which a repeated command is known: a bare hash of a short text could be guessed."""


class Caller(msgspec.Struct, frozen=True):
    """Somebody at work in a workspace, under the pseudonym that they have there."""

    tenant: TenantId
    subject: SubjectId
