-- Who was let in as an auditor, by the events of the log; and what they asked for, which is no event.

create schema read_audit_accesses;
create table read_audit_accesses.accesses (
  tenant_id integer not null,
  auditor_id uuid not null,
  until timestamptz not null,
  granted_at timestamptz not null,
  state bytea not null,
  primary key (tenant_id, auditor_id)
);
call log.guard('read_audit_accesses.accesses');
grant usage on schema read_audit_accesses to samson_web, samson_worker, samson_projector;
grant select on read_audit_accesses.accesses to samson_web, samson_worker;
grant select, insert, update, delete on read_audit_accesses.accesses to samson_projector;

create schema auditors;
grant usage on schema auditors to samson_web, samson_worker;

-- Every request of an auditor, written before it is answered. Nobody changes a line; the worker deletes old ones.
create table auditors.access_log (
  tenant_id integer not null,
  request_id uuid not null,
  auditor_id uuid not null,
  at timestamptz not null,
  method text not null,
  route text not null,
  path text not null,
  refused boolean not null,
  primary key (tenant_id, request_id)
);
create index access_log_of_an_auditor on auditors.access_log (tenant_id, auditor_id, at, request_id);
create index access_log_by_age on auditors.access_log (tenant_id, at);
call log.guard('auditors.access_log');
grant select, insert on auditors.access_log to samson_web;
grant select, delete on auditors.access_log to samson_worker;
