"""Which questions of a later version of the instrument go on from which of an earlier one.

A version says it of the one that it follows (`Question.continues`, `Question.replaces`). Here it is said of any two
versions of one line, however many lie between them.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import Generic, Self, TypeVar

import msgspec

from domain.ids import AmbitionId, QuestionId
from domain.instrument.model import Instrument

Id = TypeVar("Id", QuestionId, AmbitionId)


class VersionsDoNotFollow(ValueError):
    """They were given in another order than that in which each follows the one before, or are not of one line."""


class Succession(msgspec.Struct, Generic[Id], frozen=True):
    """From the earlier ids to the later ones, both in their instrument's order.

    A later one `continues` one earlier, or `replaces` some by another measure, or is new. No earlier one is continued
    twice, or both continued and replaced.
    """

    earlier: tuple[Id, ...]
    later: tuple[Id, ...]
    continues: Mapping[Id, Id] = {}
    replaces: Mapping[Id, tuple[Id, ...]] = {}

    @property
    def new(self) -> tuple[Id, ...]:
        """Later ones that come from nothing earlier."""
        return tuple(one for one in self.later if one not in self.continues and one not in self.replaces)

    @property
    def left(self) -> tuple[Id, ...]:
        """Earlier ones that nothing later comes from."""
        taken = {*self.continues.values(), *(one for several in self.replaces.values() for one in several)}
        return tuple(one for one in self.earlier if one not in taken)

    def then(self, following: Self) -> Self:
        """Over both steps. What is continued twice is continued; any replacement on the way breaks the series."""
        continues, replaces = dict[Id, Id](), dict[Id, tuple[Id, ...]]()
        for one, middle in following.continues.items():
            if middle in self.continues:
                continues[one] = self.continues[middle]
            elif middle in self.replaces:
                replaces[one] = self.replaces[middle]
        for one, several in following.replaces.items():
            origins = {origin for middle in several for origin in self._origins(middle)}
            if origins:
                replaces[one] = tuple(each for each in self.earlier if each in origins)
        return type(self)(self.earlier, following.later, continues, replaces)

    def _origins(self, one: Id) -> tuple[Id, ...]:
        return (self.continues[one],) if one in self.continues else self.replaces.get(one, ())


class Lineage(msgspec.Struct, frozen=True):
    """What a later version has from an earlier one, in its questions and in its ambition questions."""

    questions: Succession[QuestionId]
    ambitions: Succession[AmbitionId]

    def then(self, following: Self) -> Self:
        return type(self)(self.questions.then(following.questions), self.ambitions.then(following.ambitions))


def lineage(line: Sequence[Instrument]) -> Lineage:
    """From the first version of `line` to its last, each of which follows the one before; of one alone, the identity.

    Raises `VersionsDoNotFollow`, also for a line from a later version to an earlier one.
    """
    for before, after in pairwise(line):
        if (after.id, after.follows) != (before.id, before.version):
            raise VersionsDoNotFollow(f"{after.id} {after.version} follows {after.follows}, not {before.version}")
    steps = (_step(before, after) for before, after in pairwise(line))
    return reduce(Lineage.then, steps, _same(line[0]))


def unrelated(earlier: Instrument, later: Instrument) -> Lineage:
    """Between two versions that are not of one line, nothing goes on."""
    return Lineage(
        Succession(tuple(earlier.questions), tuple(later.questions)),
        Succession(tuple(earlier.ambitions), tuple(later.ambitions)),
    )


def _same(instrument: Instrument) -> Lineage:
    questions, ambitions = tuple(instrument.questions), tuple(instrument.ambitions)
    return Lineage(
        Succession(questions, questions, {one: one for one in questions}),
        Succession(ambitions, ambitions, {one: one for one in ambitions}),
    )


def _step(before: Instrument, after: Instrument) -> Lineage:
    return Lineage(
        _succession(tuple(before.questions), [(q.id, q.continues, q.replaces) for q in after.questions.values()]),
        _succession(tuple(before.ambitions), [(a.id, a.continues, a.replaces) for a in after.ambitions.values()]),
    )


def _succession(
    earlier: tuple[Id, ...], asked: Sequence[tuple[Id, Id | None, tuple[Id, ...] | None]]
) -> Succession[Id]:
    """An origin that the earlier version does not have is none; `check` refuses a version that names one."""
    replaces = {one: tuple(each for each in earlier if each in (several or ())) for one, _, several in asked}
    return Succession(
        earlier=earlier,
        later=tuple(one for one, _, _ in asked),
        continues={one: origin for one, origin, _ in asked if origin is not None and origin in earlier},
        replaces={one: several for one, several in replaces.items() if several},
    )
