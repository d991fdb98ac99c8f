"""The kinds of identity in the model. Ids are made at the edge (`infra.identity`), never in here."""

from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", int)
"""A workspace's number: the first part of every key in the database."""

SubjectId = NewType("SubjectId", UUID)
"""Whose key seals a text: a person in one workspace (random per workspace), a collaboration, a measurement
or an auditor's access."""

CollaborationId = NewType("CollaborationId", UUID)
MeasurementId = NewType("MeasurementId", UUID)
ActionId = NewType("ActionId", UUID)
PartnerId = NewType("PartnerId", UUID)
CampaignId = NewType("CampaignId", UUID)
InvitationId = NewType("InvitationId", UUID)
ProposalId = NewType("ProposalId", UUID)
"""Of what KS proposes: the same in every workspace."""

RoundId = NewType("RoundId", str)
"""When a round of a campaign is planned to open, in civil time: `2027-01-04T08:00`. As RECURRENCE-ID in RFC 5545."""

ValueId = NewType("ValueId", str)
"""`openness`, `democracy`, `creativity` or `leadership`."""

FieldId = NewType("FieldId", str)
"""`equality`, `shared_goals`, … in the model's order."""

QuestionId = NewType("QuestionId", str)
"""Field number, dash, number in the field: `5-2`; for one of a workspace's own, `own-1`."""

AmbitionId = NewType("AmbitionId", str)
"""Value, dash, number in the value: `openness-1`."""

PLATFORM = TenantId(0)
"""Owns no log: only the work that belongs to no workspace, such as sign-in mail."""

KS = TenantId(1)
"""KS, the municipalities' association: a tenant with its own log, and no workspace."""
