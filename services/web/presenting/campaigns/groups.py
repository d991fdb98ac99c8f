"""Which collaborations a campaign is for, and which campaigns concern somebody."""

from collections.abc import Iterable, Sequence

from domain.campaign.state import Campaign
from domain.planning.plan import chosen
from projections.campaigns.queries import Found as FoundCampaign
from projections.collaborations.queries import Found


def groups_now(state: Campaign, among: Sequence[Found]) -> list[Found]:
    """Those that would be in a round that opened now, in the order in which they are given."""
    wanted = set(chosen(state.plan.selection, [(one.id, one.state.theme) for one in among]))
    return [one for one in among if one.id in wanted]


def groups_in(state: Campaign, among: Sequence[Found]) -> list[Found]:
    """Those that are in it now, or were in a round that has opened."""
    wanted = {one.id for one in groups_now(state, among)} | {part.collaboration for part in state.parts.values()}
    return [one for one in among if one.id in wanted]


def concerning(campaigns: Iterable[FoundCampaign], own: Sequence[Found]) -> list[FoundCampaign]:
    """Those that one of these collaborations is in, or has been in."""
    return [one for one in campaigns if groups_in(one.state, own)]
