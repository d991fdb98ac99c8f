"""The ways in which a group answers."""

from enum import StrEnum


class Mode(StrEnum):
    TOGETHER = "together"
    """One answer per question, agreed aloud, entered by one person."""

    EACH_THEN_TOGETHER = "each_then_together"
    """Everyone answers alone, the spread is revealed, and then the group agrees. Source: domain model, section 3."""
