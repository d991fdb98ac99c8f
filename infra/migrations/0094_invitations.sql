-- Invitations to rounds of campaigns: their read model, and the roll of who has answered.
-- docs/privacy.md says what the roll tells, and to whom.

create schema read_invitations;
create table read_invitations.invitations (
  tenant_id integer not null,
  invitation_id uuid not null,
  measurement_id uuid not null,
  person_id uuid not null,
  state bytea not null,
  primary key (tenant_id, invitation_id)
);
create index invitations_to_a_measurement on read_invitations.invitations (tenant_id, measurement_id);
create index invitations_of_a_person on read_invitations.invitations (tenant_id, person_id);

call log.guard('read_invitations.invitations');
grant usage on schema read_invitations to samson_web, samson_worker, samson_projector;
grant select on read_invitations.invitations to samson_web, samson_worker;
grant select, insert, update, delete on read_invitations.invitations to samson_projector;

-- Which invitations to a measurement have led to an answer, as one sealed value that is written anew with every answer
-- that is given by an invitation: no order of rows and no transaction number tells who came when. In it is also what
-- ballots by invitation are known by; it goes with the room.
create table dialogue.rolls (
  tenant_id integer not null,
  measurement_id uuid not null,
  key_name text not null,
  sealed bytea not null,
  primary key (tenant_id, measurement_id),
  foreign key (tenant_id, measurement_id) references dialogue.rooms on delete cascade
)
with (fillfactor = 25, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

call log.guard('dialogue.rolls');
grant select, insert, update (key_name, sealed) on dialogue.rolls to samson_web;
grant select, update (key_name, sealed) on dialogue.rolls to samson_worker;
