"""The sectors that partners come from, and the two sides that they are on."""

from collections.abc import Mapping
from enum import StrEnum


class Sector(StrEnum):
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    STATE = "state"
    EDUCATION = "education"
    SOCIAL_ENTERPRISE = "social_enterprise"
    VOLUNTARY = "voluntary"
    BUSINESS = "business"
    CITIZENS = "citizens"


class Side(StrEnum):
    """Exactly two, so that no third can be had by subtraction. Source: domain model, section 3."""

    PUBLIC = "public"
    PARTNER = "partner"


PUBLIC_SECTORS = frozenset({Sector.MUNICIPALITY, Sector.COUNTY, Sector.STATE, Sector.EDUCATION})
"""Schools and universities among them: those that take part are public bodies (`docs/decisions/`, sides)."""


def side(sector: Sector) -> Side:
    return Side.PUBLIC if sector in PUBLIC_SECTORS else Side.PARTNER


def by_sector(counted: Mapping[Sector, int]) -> tuple[tuple[Sector, int], ...]:
    """In the order of the sectors: what is stored has its keys by the alphabet."""
    return tuple((sector, counted[sector]) for sector in Sector if sector in counted)
