-- Signed statements of how many events a log holds and what they are, and the keys that sign them: docs/audit.md.

-- One after the other, for the whole installation: they sign every tenant's log, so no row is anybody's, and no
-- tenant_id keeps them apart. All of it is public.
create table log.signing_keys (
  number integer primary key check (number > 0),
  public_key bytea not null check (octet_length(public_key) = 32),
  endorsement bytea check (octet_length(endorsement) = 64),
  made_at timestamptz not null,
  constraint endorsed_by_the_key_before check ((endorsement is null) = (number = 1))
);

-- Their private halves, wrapped by the master key, where the role of the keyring alone may look.
create table keys.signing_keys (
  number integer primary key,
  wrapped_key bytea not null,
  master_key_name text not null
);

grant select on log.signing_keys to samson_web, samson_worker;
grant select, insert on log.signing_keys to samson_keyring;
grant select, insert, update (wrapped_key, master_key_name) on keys.signing_keys to samson_keyring;


-- The note is what was signed and the log's own signature; lines of witnesses come later, and are the one thing that
-- is ever changed. frontier and chain_hash are what the next checkpoint goes on from.
create table log.checkpoints (
  tenant_id integer not null,
  size bigint not null check (size > 0),
  note text not null,
  cosignatures text not null default '',
  frontier bytea not null,
  chain_hash bytea not null,
  signed_at timestamptz not null,
  primary key (tenant_id, size)
);

call log.guard('log.checkpoints');

-- The worker looks for logs that have grown since their last checkpoint.
create policy every_checkpoint on log.checkpoints for select to samson_worker using (true);

grant select on log.checkpoints to samson_web;
grant select, insert, update (cosignatures) on log.checkpoints to samson_worker;
