"""How a simulated country behaves. Every number here is invented; what it rests on stands beside it."""

import msgspec


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """Probabilities are per quarter unless said otherwise; sizes are numbers of inhabitants."""

    median_size: float = 5_400.0
    size_spread: float = 1.3
    """Sizes are log-normal: about a fifth have fewer than 2,000 inhabitants, and about one in fifty more than 75,000.

    So it roughly is in Norway. Which municipality is how large is drawn by lot.
    """

    half_after: float = 10.0
    """Quarters until half of the municipalities of median size that ever join have joined."""

    join_spread: float = 3.0
    """Quarters, of the logistic curve."""

    larger_earlier: float = 2.0
    """Quarters for each factor e of size."""

    never: float = 0.15
    """Of those of median size, in all; of larger ones fewer."""

    leaving: float = 0.006
    returning: float = 0.08
    """Of those that have left."""

    sitting_out: float = 0.04
    sitting_out_in_summer: float = 0.08
    """A collaboration that is under way and measures nothing, in most quarters and in the third.

    Campaigns open, remind and close by themselves, so that what is missing is a round that nobody has joined in, that
    was paused, or that ended without enough answers. A municipality none of whose collaborations measures has paused:
    one with a single collaboration as often as it does, one with several hardly ever so.
    """

    pausing: float = 0.01
    pausing_in_summer: float = 0.02
    """A municipality as a whole on top of that: an election, a merger, a new chief executive."""

    left_out_for_good: float = 0.02
    """A variable by a collaboration, once and for all: not relevant to it."""

    left_out: float = 0.005
    """A variable by a collaboration, this time."""

    without_actions: float = 0.15
    """Collaborations that never suggest any."""

    unplaced: float = 0.25
    """Collaborations that place none of their actions in the matrix."""

    correlation: float = 0.95
    """Of what is peculiar to a municipality or a collaboration, from one quarter to the next."""


USUAL = Habits()
