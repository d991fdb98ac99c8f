"""Releases that nobody computes: no choice of cells would make them safe."""

from domain.errors import DomainError


class VersionChangesTooFew(DomainError):
    """A second version of so few changed municipalities would tell about them. `fewest` are needed."""

    code = "version_changes_too_few"


class VersionIsTooLate(DomainError):
    """The quarter lies further back than the gate remembers, so that a correction of it cannot be judged."""

    code = "version_is_too_late"
