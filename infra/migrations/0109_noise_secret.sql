-- What small noise in the country's figures is drawn from: one, for as long as the installation lives. Whoever has it
-- can take the noise off, so the national work alone reads it, and it lies here wrapped by the master key. It outlives
-- a change of that key, as the same question has to have the same noise ever after.
create table national.noise_secret (
  number integer primary key check (number = 1),
  wrapped_key bytea not null,
  master_key_name text not null
);
grant select, insert, update (wrapped_key, master_key_name) on national.noise_secret to samson_national;
