-- Live sessions: where a group is, which devices are with it, and private answers until they are revealed.
-- docs/privacy.md says what these tables tell, and to whom.

create schema dialogue;
grant usage on schema dialogue to samson_web, samson_worker;

create function dialogue.code() returns text
  language sql stable parallel safe
  return nullif(current_setting('samson.room_code', true), '');

create function dialogue.seat() returns bytea
  language sql stable parallel safe
  return decode(nullif(current_setting('samson.seat', true), ''), 'hex');

-- One room per measurement. The code lets phones in; without one, nobody can join. The place is an address below the
-- measurement's own, the revision counts every change of the room itself.
create table dialogue.rooms (
  tenant_id integer not null,
  measurement_id uuid not null,
  code text unique,
  code_expires_at timestamptz,
  place text not null,
  place_since timestamptz not null,
  revision bigint not null default 1,
  primary key (tenant_id, measurement_id),
  constraint codes_expire check ((code is null) = (code_expires_at is null))
)
with (fillfactor = 50);

-- A device's place in the room. No time of any kind, and nothing that changes when its holder does something.
create table dialogue.seats (
  tenant_id integer not null,
  measurement_id uuid not null,
  token_sha256 bytea not null check (octet_length(token_sha256) = 32),
  sector text not null,
  name text,
  primary key (tenant_id, measurement_id, token_sha256),
  foreign key (tenant_id, measurement_id) references dialogue.rooms on delete cascade
)
with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
create index seats_by_token on dialogue.seats (token_sha256);

-- All private answers to one question, as one sealed value that is written anew with each of them: no order of rows
-- and no transaction number tells who answered when. Empty once it is revealed, so that nothing more is put in.
create table dialogue.ballot_boxes (
  tenant_id integer not null,
  measurement_id uuid not null,
  question_id text not null,
  number integer not null default 0 check (number >= 0),
  key_name text,
  sealed bytea,
  revealed boolean not null default false,
  primary key (tenant_id, measurement_id, question_id),
  foreign key (tenant_id, measurement_id) references dialogue.rooms on delete cascade,
  constraint nothing_left_when_revealed check (not revealed or (sealed is null and number = 0)),
  constraint sealed_by_a_key check ((sealed is null) = (key_name is null))
)
with (fillfactor = 25, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

call log.guard('dialogue.rooms');
call log.guard('dialogue.seats');
call log.guard('dialogue.ballot_boxes');

-- Who knows a code finds that one room, and whose device has a seat finds that one seat; through it the tenant.
create policy own_code on dialogue.rooms for select using (code = (select dialogue.code()));
create policy own_seat on dialogue.seats for select using (token_sha256 = (select dialogue.seat()));

grant select, insert, update (code, code_expires_at, place, place_since, revision) on dialogue.rooms to samson_web;
grant select, insert, delete on dialogue.seats to samson_web;
grant select, insert, update (number, key_name, sealed, revealed) on dialogue.ballot_boxes to samson_web;
grant select, delete on dialogue.rooms to samson_worker;
