"""A collaboration's group: the people who measure together, each on the side that they belong for."""

from collections.abc import Mapping

from domain.collaboration.state import Collaboration
from domain.ids import SubjectId
from domain.sectors import Side, side
from domain.workspace.state import Standing, Workspace


def people(collaboration: Collaboration, workspace: Workspace) -> Mapping[SubjectId, Side]:
    """Members of the workspace who belong to the collaboration, in the order in which they came to it.

    Only those who have joined: whoever has not said yes to the workspace gets no other letter from it than that one.
    """
    joined = {who for who, member in workspace.members.items() if member.standing is Standing.JOINED}
    return {
        who: side(collaboration.partners[partner].sector)
        for who, partner in collaboration.participants.items()
        if who in joined
    }
