"""What a campaign holds for somebody now: the round that is open, else the next."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from domain.campaign.state import Standing
from domain.ids import CampaignId, MeasurementId
from domain.planning.recurrence import Recurrence
from projections.campaigns.queries import Found as FoundCampaign
from projections.collaborations.queries import Found
from services.web.presenting.campaigns.dates import next_opening
from services.web.presenting.campaigns.groups import groups_now


class Ahead(msgspec.Struct, frozen=True):
    """Either `closes_at`, of a round in which `open_groups` have not ended, or `opens_at`, or neither.

    `measurement` is there where it is a single one.
    """

    id: CampaignId
    name: str
    standing: Standing
    closes_at: datetime | None = None
    open_groups: int = 0
    measurement: MeasurementId | None = None
    opens_at: datetime | None = None


def ahead(
    campaigns: Iterable[FoundCampaign], among: Sequence[Found], recurrence: Recurrence, now: datetime
) -> list[Ahead]:
    """For these collaborations, in the order in which the campaigns are given."""
    return [_ahead(one, among, recurrence, now) for one in campaigns]


def worth_telling(found: Iterable[Ahead]) -> list[Ahead]:
    """What is open or will open; what is paused says so. The first to come is the first."""
    told = [one for one in found if one.closes_at or one.opens_at]
    return sorted(told, key=lambda one: (one.closes_at or one.opens_at, one.id))


def _ahead(one: FoundCampaign, among: Sequence[Found], recurrence: Recurrence, now: datetime) -> Ahead:
    state, ids = one.state, {group.id for group in among}
    unended = {each: at for each, at in state.unended.items() if state.parts[each].collaboration in ids}
    told = Ahead(id=one.id, name=state.name, standing=state.standing)
    if unended:
        measurement = next(iter(unended)) if len(unended) == 1 else None
        return msgspec.structs.replace(
            told, closes_at=max(unended.values()), open_groups=len(unended), measurement=measurement
        )
    following = next_opening(state, recurrence, now) if groups_now(state, among) else None
    return msgspec.structs.replace(told, opens_at=following.opens_at) if following else told
