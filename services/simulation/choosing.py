"""Quarter after quarter of one variable, as if every cell that is chosen were published: what membership alone allows.

Much less work than the gate, which looks at values too, and can only withhold more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from domain.national.groups import GroupKind, kind_of
from domain.national.issued import Issue
from domain.national.membership import cells_of, presence_of
from domain.national.report import Reason
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Snapshot
from domain.national.variables import Variable
from services.disclosure.choice import Choice, Question, choose


class Chosen(msgspec.Struct, frozen=True):
    """By kind of group: how many cells there are, how many were chosen, and why the others were not.

    `same` counts chosen cells of the same municipalities as in their last figure, `changes` those whose change is
    told besides.
    """

    contributors: int
    cells: Mapping[GroupKind, int]
    means: Mapping[GroupKind, int]
    held: Mapping[GroupKind, Mapping[Reason, int]]
    same: int
    changes: int


def chosen(snapshots: Iterable[Snapshot], variable: Variable, rules: RuleSet) -> Iterator[Chosen]:
    issues: list[Issue] = []
    for snapshot in snapshots:
        presence = presence_of(snapshot, variable.id)
        question = Question(snapshot.quarter, 1, presence, variable, tuple(issues))
        choice = choose(question, rules)
        yield _counted(question, choice)
        issues.append(Issue(snapshot.quarter, 1, presence, choice.sets, choice.panels))


def _counted(question: Question, choice: Choice) -> Chosen:
    last = {group: members for issue in question.issues for group, members in issue.sets.items()}
    return Chosen(
        contributors=len(question.presence),
        cells=Counter(map(kind_of, cells_of(question.presence))),
        means=Counter(map(kind_of, choice.sets)),
        held={
            kind: Counter(reason for group, reason in choice.held.items() if kind_of(group) is kind)
            for kind in GroupKind
        },
        same=sum(last.get(group) == members for group, members in choice.sets.items()),
        changes=len(choice.panels),
    )
