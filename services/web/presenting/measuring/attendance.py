"""Who is in the room: people counted by sector, never by name."""

from collections.abc import Iterable, Mapping

from domain.collaboration.state import Collaboration
from domain.sectors import Sector
from services.web.forms import Form

PREFIX = "people-"


def likely(collaboration: Collaboration) -> dict[Sector, int]:
    """Those who belong to the collaboration, and at least one from each partner: to be corrected by a look around."""
    counts = dict.fromkeys((partner.sector for partner in collaboration.partners.values()), 0)
    for partner in collaboration.participants.values():
        if partner in collaboration.partners:
            counts[collaboration.partners[partner].sector] += 1
    return {sector: max(1, count) for sector, count in counts.items()}


def in_order(expected: Iterable[Sector]) -> tuple[list[Sector], list[Sector]]:
    """The sectors that are asked for first, and the others; each in the order of the model."""
    first = set(expected)
    return [sector for sector in Sector if sector in first], [sector for sector in Sector if sector not in first]


def shown_fields(counts: Mapping[Sector, int]) -> dict[str, str]:
    return {f"{PREFIX}{sector}": str(counts.get(sector) or "") for sector in Sector}


def counted(form: Form) -> dict[Sector, int]:
    """An empty field is nobody. Raises `FieldIsUnreadable`."""
    counts = {sector: form.optional_number(f"{PREFIX}{sector}") for sector in Sector}
    return {sector: count for sector, count in counts.items() if count}
