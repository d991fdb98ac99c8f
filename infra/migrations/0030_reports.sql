-- Ordered PDF reports and their files: rows of the tenant that they are about.

create schema reports;
grant usage on schema reports to samson_web, samson_worker;

create table reports.reports (
  tenant_id integer not null,
  report_id uuid not null,
  measurement_id uuid not null,
  measurement_version bigint not null,
  language text not null,
  status text not null default 'queued' check (status in ('queued', 'rendering', 'done', 'failed')),
  step integer not null default 0,
  steps integer not null default 0,
  ordered_by uuid not null,
  ordered_at timestamptz not null,
  finished_at timestamptz,
  file bytea,
  primary key (tenant_id, report_id),
  constraint file_when_done check ((file is not null) = (status = 'done')),
  constraint finished_when_over check ((finished_at is not null) = (status in ('done', 'failed')))
);
create index reports_of_a_measurement on reports.reports (tenant_id, measurement_id, ordered_at);

alter table reports.reports enable row level security;
alter table reports.reports force row level security;
create policy own_tenant on reports.reports using (tenant_id = (select log.tenant()));

grant select, insert on reports.reports to samson_web;
grant select, update (status, step, steps, finished_at, file), delete on reports.reports to samson_worker;
