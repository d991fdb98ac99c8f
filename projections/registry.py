"""Every read model there is."""

from projections.actions.writer import PROJECTION as ACTIONS
from projections.audit_accesses.writer import PROJECTION as AUDIT_ACCESSES
from projections.campaigns.writer import PROJECTION as CAMPAIGNS
from projections.collaborations.writer import PROJECTION as COLLABORATIONS
from projections.contributions.writer import PROJECTION as CONTRIBUTIONS
from projections.erasures.writer import PROJECTION as ERASURES
from projections.invitations.writer import PROJECTION as INVITATIONS
from projections.measurements.writer import PROJECTION as MEASUREMENTS
from projections.people.writer import PROJECTION as PEOPLE
from projections.releases.writer import PROJECTION as RELEASES

OF_WORKSPACES = (
    PEOPLE,
    COLLABORATIONS,
    MEASUREMENTS,
    ACTIONS,
    ERASURES,
    AUDIT_ACCESSES,
    CAMPAIGNS,
    INVITATIONS,
    CONTRIBUTIONS,
)
"""Those that tell of a workspace, and that its export therefore holds."""

PROJECTIONS = (*OF_WORKSPACES, RELEASES)
"""Releases are KS's alone: no row of them is any workspace's."""
