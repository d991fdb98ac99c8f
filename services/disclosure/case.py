"""All that a proposal and its audit are judged from."""

from collections.abc import Sequence
from functools import cached_property

from domain.national.history import History
from domain.national.membership import Numbers, names_in, numbers_of
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Snapshot
from domain.national.variables import VariableId
from services.disclosure.choice import Choice, choose
from services.disclosure.programs import Side, SideWidths
from services.disclosure.questions import Asked, Past, asked_of, pasts_of, versions_before
from services.disclosure.refusals import HistoryIsOfAnotherCountry


def refuse_another_country(snapshot: Snapshot, history: History) -> None:
    """Raises `HistoryIsOfAnotherCountry` where some of it is simulated and some is not."""
    marks = {snapshot.simulated, *(mark for one in history for mark in (one.release.simulated, one.snapshot.simulated))}
    if len(marks) > 1:
        raise HistoryIsOfAnotherCountry


class Case:
    """A snapshot as the next release of its quarter, after the history."""

    def __init__(self, snapshot: Snapshot, history: History, rules: RuleSet) -> None:
        refuse_another_country(snapshot, history)
        self.snapshot, self.history, self.rules = snapshot, history, rules
        earlier = versions_before(snapshot, history)
        self.version = 1 + max((one.release.version for one in earlier), default=0)
        self.judged: dict[VariableId, list[tuple[Side, SideWidths]]] = {}
        """A2's answers, where a proposal has them already."""
        self._choices: dict[int, Choice] = {}
        self._numbers: dict[VariableId, Numbers] = {}
        self._past_numbers: dict[tuple[int, VariableId], Numbers] = {}
        self.names = names_in(snapshot, self.version, earlier)

    @cached_property
    def pasts(self) -> Sequence[Past]:
        return pasts_of(self.history)

    @cached_property
    def asked(self) -> Sequence[Asked]:
        return asked_of(self.snapshot, self.version, self.names, self.pasts, self.rules)

    def choice(self, asked: Asked) -> Choice:
        if id(asked) not in self._choices:
            self._choices[id(asked)] = choose(asked.question, self.rules)
        return self._choices[id(asked)]

    def numbers(self, variable: VariableId) -> Numbers:
        if variable not in self._numbers:
            self._numbers[variable] = numbers_of(self.snapshot, variable, self.names)
        return self._numbers[variable]

    def versions(self) -> Sequence[int]:
        """Places in the history of the quarter's earlier versions."""
        return [
            place for place, past in enumerate(self.pasts) if past.published.release.quarter == self.snapshot.quarter
        ]

    def then(self) -> int | None:
        """The place in the history of the release that changes are counted from."""
        places = range(len(self.pasts) - 1, -1, -1)
        return next((one for one in places if self.pasts[one].published.release.quarter < self.snapshot.quarter), None)

    def past_numbers(self, place: int, variable: VariableId) -> Numbers:
        if (place, variable) not in self._past_numbers:
            past = self.pasts[place]
            self._past_numbers[place, variable] = numbers_of(past.published.snapshot, variable, past.names)
        return self._past_numbers[place, variable]
