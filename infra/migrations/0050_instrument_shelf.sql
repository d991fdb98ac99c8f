-- Instruments that KS takes in, and the pseudonyms under which KS's people act. All of it is the tenant KS's.

create schema instruments;
grant usage on schema instruments to samson_web, samson_worker;

-- A file byte for byte, by its SHA-256, which KS's log names. Nobody changes or deletes one.
create table instruments.files (
  tenant_id integer not null,
  file_sha256 bytea not null,
  file bytea not null,
  primary key (tenant_id, file_sha256),
  constraint named_by_its_content check (sha256(file) = file_sha256),
  constraint at_most_a_mebibyte check (octet_length(file) <= 1048576)
);
call log.guard('instruments.files');
grant select, insert on instruments.files to samson_web;
grant select on instruments.files to samson_worker;

-- Which pseudonym somebody at KS has in KS's log. The tie dies with the account.
create table accounts.ks_people (
  tenant_id integer not null,
  subject_id uuid not null,
  account_id uuid not null references accounts.accounts on delete cascade,
  primary key (tenant_id, subject_id),
  unique (tenant_id, account_id)
)
with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
create index ks_people_of_an_account on accounts.ks_people (account_id);
call log.guard('accounts.ks_people');
grant select, insert on accounts.ks_people to samson_web;
grant select on accounts.ks_people to samson_worker;
