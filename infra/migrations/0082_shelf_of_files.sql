-- The shelf holds more than reports of one measurement: what is about a whole collaboration, and a workspace's figures.

-- What a file is about: a measurement, a collaboration, or the workspace itself by the stream that it lives in. A row
-- is looked for under the thing whose page it was ordered from, so one column is enough whatever the thing is.
-- A process of the version before that still runs while this is carried out can't order or fetch until it is replaced.
-- squawk-ignore renaming-column
alter table reports.reports rename column measurement_id to about;
alter table reports.reports alter column measurement_version set default 0;

-- Which measurements, how many minutes: as they were chosen with the order. Ids and numbers, and never a text.
alter table reports.reports add column chosen jsonb not null default '{}';

-- The one that takes its place lets in all that this one did.
-- squawk-ignore ban-drop-constraint
alter table reports.reports drop constraint kind_is_known;
alter table reports.reports add constraint kind_is_known check (
  kind in ('report', 'answer_sheets', 'comparison', 'meeting', 'series_csv', 'series_xlsx')
) not valid;
