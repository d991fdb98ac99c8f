"""How the domain refuses: a stable code and data, no prose and no HTTP."""

from typing import ClassVar


class DomainError(Exception):
    """A broken rule. `code` is stable; `services.web` turns code and data into status and text."""

    code: ClassVar[str] = "domain"

    def __init__(self, **data: object) -> None:
        super().__init__(self.code, data)
        self.data = data
