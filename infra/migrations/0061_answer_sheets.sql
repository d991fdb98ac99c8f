-- Answer sheets lie on the shelf of the reports: ordered, made by the worker and fetched in the same way.

-- Rows from before have the default, so there is nothing to validate.
alter table reports.reports add column kind text not null default 'report';
alter table reports.reports
  add constraint kind_is_known check (kind in ('report', 'answer_sheets')) not valid;
