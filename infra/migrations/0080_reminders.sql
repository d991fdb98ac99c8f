-- Which letters a member wants, the links by which they are stopped, and what somebody was reminded of.
-- All of it ends with the membership, however that ends.

-- Of who has chosen nothing there is no row: they want reminders, in bokmål.
create table accounts.letter_choices (
  tenant_id integer not null,
  subject_id uuid not null,
  reminders boolean not null default true,
  language text not null default 'nb' check (language in ('nb', 'nn', 'en')),
  primary key (tenant_id, subject_id),
  foreign key (tenant_id, subject_id) references accounts.memberships on delete cascade
);

-- One for each letter that can be stopped. It turns reminders off and does nothing else.
create table accounts.stop_links (
  tenant_id integer not null,
  token_sha256 bytea not null check (octet_length(token_sha256) = 32),
  subject_id uuid not null,
  issued_at timestamptz not null,
  primary key (tenant_id, token_sha256),
  foreign key (tenant_id, subject_id) references accounts.memberships on delete cascade
);
create index stop_links_of_a_member on accounts.stop_links (tenant_id, subject_id);

-- Who is reminded of what, in the letter of which day: never twice of the same.
create table accounts.action_reminders (
  tenant_id integer not null,
  subject_id uuid not null,
  action_id uuid not null,
  due date not null,
  kind text not null check (kind in ('week_before', 'day_after')),
  collaboration_id uuid not null,
  day date not null,
  primary key (tenant_id, subject_id, action_id, due, kind),
  foreign key (tenant_id, subject_id) references accounts.memberships on delete cascade
);
create index action_reminders_of_a_letter on accounts.action_reminders (tenant_id, subject_id, day);

-- The last day whose reminders were written down. The worker asks all tenants at once who still waits for today's.
create table accounts.reminded_days (
  tenant_id integer primary key,
  day date not null
);

call log.guard('accounts.letter_choices');
call log.guard('accounts.stop_links');
call log.guard('accounts.action_reminders');
call log.guard('accounts.reminded_days');

create policy every_day on accounts.reminded_days for select to samson_worker using (true);

grant select, insert, update (reminders, language) on accounts.letter_choices to samson_web;
grant select on accounts.letter_choices to samson_worker;
grant select, delete on accounts.stop_links to samson_web;
grant select, insert, delete on accounts.stop_links to samson_worker;
grant select on accounts.action_reminders to samson_web;
grant select, insert, delete on accounts.action_reminders to samson_worker;
grant select, insert, update (day) on accounts.reminded_days to samson_worker;
