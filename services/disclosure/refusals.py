"""Releases that nobody computes: no choice of cells would make them safe.

They meet the worker and never a reader. What they say is the quarter and the rule, and nothing of who or how many.
"""


class VersionChangesTooFew(Exception):
    """A second version of so few changed municipalities would tell about them. Says how many it takes."""


class HistoryIsOfAnotherCountry(Exception):
    """A simulated release among real ones, or a real one among simulated: neither tells anything of the other."""


class VersionIsTooLate(Exception):
    """The quarter lies further back than the gate remembers, so that a correction of it cannot be judged."""
