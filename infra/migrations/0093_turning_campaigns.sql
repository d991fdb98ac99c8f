-- What the worker needs to open and end a campaign's rounds when their time comes.

create schema campaigns;
grant usage on schema campaigns to samson_worker;

-- How far in a workspace's log somebody has looked for what concerns its campaigns, and when one of them has something
-- to do by itself next, as far as was known there. The worker asks all workspaces at once which have to be looked at.
create table campaigns.looks (
  tenant_id integer primary key,
  position bigint not null,
  next_at timestamptz
);

call log.guard('campaigns.looks');
create policy every_look on campaigns.looks for select to samson_worker using (true);
grant select, insert, update (position, next_at) on campaigns.looks to samson_worker;

-- A measurement whose time is over: what lies in its boxes is shown, all at once and counted, as when the group does it.
-- The right to change a number is what locking a row takes.
grant select, insert, update (number) on dialogue.ballot_boxes to samson_worker;

-- The group's report is ordered with the closing.
grant insert on reports.reports to samson_worker;
