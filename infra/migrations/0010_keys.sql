-- The keys that open what the log holds sealed. They lie apart from the log: their own schema, their own role,
-- their own short backups. Deleting a key here is what erases a text, so deleted rows are vacuumed away soon.

create schema keys;
grant usage on schema keys to samson_keyring;

-- A subject is a person in one workspace, a collaboration or a measurement. What is left of an erased one is
-- the row without its key, so that nothing is sealed for it again.
create table keys.subject_keys (
  tenant_id integer not null,
  subject_id uuid not null,
  wrapped_key bytea,
  master_key_name text,
  created_at timestamptz not null default clock_timestamp(),
  erased_at timestamptz,
  primary key (tenant_id, subject_id),
  constraint erased_or_whole check (
    (erased_at is null) = (wrapped_key is not null) and (wrapped_key is null) = (master_key_name is null)
  )
)
with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- One key for each sealed part of an event, so that one text can be erased by itself.
create table keys.part_keys (
  tenant_id integer not null,
  key_id uuid not null,
  subject_id uuid not null,
  wrapped_key bytea not null,
  primary key (tenant_id, key_id)
)
with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

create index part_keys_of_a_subject on keys.part_keys (tenant_id, subject_id);

grant select, insert, update on keys.subject_keys to samson_keyring;
grant select, insert, delete on keys.part_keys to samson_keyring;

call log.guard('keys.subject_keys');
call log.guard('keys.part_keys');
