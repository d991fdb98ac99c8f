-- What the country's figures are made of. No table here has a tenant: what municipalities contribute lies in
-- read_contributions, a row for each under row-level security, until a quarter is over and is frozen here.

create schema national;
grant usage on schema national to samson_national, samson_web, samson_worker;

-- Who contributed to a quarter's figures, and with which numbers, as domain/national/snapshot.py writes it. Whoever
-- reads it knows every municipality's numbers, so it is for the national work alone, and neither for KS nor for pages.
-- Nobody changes or deletes one.
create table national.snapshots (
  sha256 bytea primary key,
  quarter text not null,
  body bytea not null,
  taken_at timestamptz not null,
  constraint named_by_its_content check (sha256(body) = sha256)
);
create index snapshots_of_a_quarter on national.snapshots (quarter, taken_at);
grant select, insert on national.snapshots to samson_national;

-- How municipalities are classified: files as the administrator imported them, byte for byte, and who did so when.
-- The newest one counts, as a whole; nobody changes or deletes one. They say nothing of any workspace.
create table national.classifications (
  id bigint generated always as identity primary key,
  sha256 bytea not null,
  file bytea not null,
  imported_at timestamptz not null,
  imported_by text not null,
  constraint named_by_its_content check (sha256(file) = sha256),
  constraint at_most_four_mebibytes check (octet_length(file) <= 4194304)
);
grant select, insert on national.classifications to samson_national;
grant select on national.classifications to samson_web, samson_worker;
