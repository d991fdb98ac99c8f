-- How far the computation of a release has come, for the page that waits for it. What came of it stands in KS's log.
create table national.progress (
  tenant_id integer not null,
  order_id uuid not null,
  step integer not null,
  steps integer not null,
  noted_at timestamptz not null,
  primary key (tenant_id, order_id)
);
call log.guard('national.progress');
grant select on national.progress to samson_web;
grant select, insert, update, delete on national.progress to samson_worker;
