"""What is published of one variable: while it is still being settled, and when it is read."""

import msgspec

from domain.national.differences import Members
from domain.national.groups import GroupId
from domain.national.release import Figure
from domain.national.report import Reason
from domain.national.variables import Variable
from services.disclosure.spans import Bound


class Told(msgspec.Struct):
    """`sets` of the means, `panels` of the changes of matched panels.

    `derived` is what others say of a mean, and `derived_changes` what others' changes say of a panel's, now and then.
    Source: `together`.
    """

    variable: Variable
    sets: dict[GroupId, Members]
    panels: dict[GroupId, Members]
    figures: dict[GroupId, Figure]
    held: dict[GroupId, Reason]
    derived: dict[GroupId, Bound] = {}
    derived_changes: dict[GroupId, tuple[Bound, Bound]] = {}


def withhold(told: Told, group: GroupId, *, is_panel: bool) -> None:
    told.derived_changes.pop(group, None)
    if is_panel:
        del told.panels[group]
        told.figures[group] = msgspec.structs.replace(told.figures[group], change=None)
        return
    told.panels.pop(group, None)
    told.derived.pop(group, None)
    del told.sets[group], told.figures[group]
    told.held[group] = Reason.AUDIT
