"""Where simulated municipalities lie and how large they are: official numbers and counties, everything else by lot."""

from collections.abc import Mapping, Sequence
from math import exp
from random import Random
from statistics import NormalDist
from typing import Final

from domain.national.groups import Place, size_of
from infra.municipalities import municipalities
from services.simulation.habits import Habits

KOSTRA: Final[Mapping[str, Mapping[str, int]]] = {
    "under-2k": {"01": 3, "02": 3, "03": 3, "14": 2, "16": 1},
    "2k-10k": {"04": 4, "05": 4, "06": 4, "07": 4, "15": 2},
    "10k-20k": {"08": 3, "09": 2},
    "20k-45k": {"09": 1, "10": 3},
    "45k-75k": {"11": 1},
    "from-75k": {"12": 2, "13": 1},
}
"""Which groups there are in which size, and how many of each for each other. A likeness of Statistics Norway's
classification in that groups follow size and a few are tiny; no municipality's real group is used or meant."""


def simulated_places(seed: int, number: int, habits: Habits) -> Mapping[str, Place]:
    """So many of the country's municipalities, evenly from the list, in the order of their numbers."""
    everybody = municipalities()
    chosen = [everybody[place * len(everybody) // number].number for place in range(number)]
    sizes = _sizes(len(chosen), habits)
    draw = Random(f"{seed} places")  # noqa: S311 (repeatable, not secret)
    draw.shuffle(sizes)
    return {
        one: Place(county=one[:2], population=population, kostra=_kostra(population, draw))
        for one, population in zip(chosen, sizes, strict=True)
    }


def _sizes(number: int, habits: Habits) -> list[int]:
    """The same shares of small and large ones whatever the lot: quantiles, not draws."""
    normal = NormalDist()
    return [
        round(habits.median_size * exp(habits.size_spread * normal.inv_cdf((place + 0.5) / number)))
        for place in range(number)
    ]


def _kostra(population: int, draw: Random) -> str:
    shares = KOSTRA[size_of(population)]
    groups: Sequence[str] = tuple(shares)
    (group,) = draw.choices(groups, tuple(shares.values()))
    return group
