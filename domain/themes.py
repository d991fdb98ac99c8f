"""What collaborations are about."""

from enum import StrEnum


class Theme(StrEnum):
    """What a collaboration is about: a short fixed list, so that national figures can be by theme."""

    WORK_INCLUSION = "work_inclusion"
    YOUNG_PEOPLE = "young_people"
    OLDER_PEOPLE = "older_people"
    DEMENTIA_CARE = "dementia_care"
    HOME_CARE = "home_care"
    MENTAL_HEALTH = "mental_health"
    HOUSING = "housing"
    INTEGRATION = "integration"
    LOCAL_COMMUNITY = "local_community"
    CULTURE = "culture"
    ENVIRONMENT = "environment"
    OTHER = "other"
