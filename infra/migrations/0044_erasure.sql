-- Erasures: their read model, reports that are printed anew, and the quick cleaning of what was deleted.

create schema read_erasures;
create table read_erasures.erasures (
  tenant_id integer not null,
  erasure_id uuid not null,
  person_id uuid,
  requested_at timestamptz not null,
  state bytea not null,
  primary key (tenant_id, erasure_id)
);

alter table read_erasures.erasures enable row level security;
alter table read_erasures.erasures force row level security;
create policy own_tenant on read_erasures.erasures using (tenant_id = (select log.tenant()));
grant usage on schema read_erasures to samson_web, samson_worker, samson_projector;
grant select on read_erasures.erasures to samson_web, samson_worker;
grant select, insert, update, delete on read_erasures.erasures to samson_projector;

-- How often a report was printed. A rendering that began before an erasure finds another edition and is thrown away.
alter table reports.reports add column edition integer not null default 1;
grant update (edition) on reports.reports to samson_worker;

-- A signed-in account finds the open invitations that were sent to its own address.
create policy own_address on accounts.invitations for select
  using (lower(email) = (
    select account.email_key from accounts.accounts as account where account.account_id = (select accounts.account())
  ));

-- Deleted and overwritten rows with an address, a text or a file in them are vacuumed soon, as those of keys are.
alter table accounts.accounts set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
alter table accounts.memberships set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
alter table accounts.invitations set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
alter table log.outbox set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
alter table reports.reports set (
  autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
  toast.autovacuum_vacuum_threshold = 0, toast.autovacuum_vacuum_scale_factor = 0
);
