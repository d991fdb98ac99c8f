-- Which letters a worker has posted for whom, and what came back of them. No address and no text of anybody's.
-- A schema of its own: who was invited and has not joined has no membership that these rows could end with.

create schema mail;
grant usage on schema mail to samson_web, samson_worker;

-- mail_id is the letter's row in the outbox, whose particulars are emptied when it is sent.
create table mail.posted (
  tenant_id integer not null,
  mail_id uuid not null,
  subject_id uuid not null,
  kind text not null,
  day date not null,
  primary key (tenant_id, mail_id)
);
create index posted_to_somebody on mail.posted (tenant_id, subject_id);
create index posted_by_day on mail.posted (tenant_id, day);

-- Once for each thing that can be said of a letter, however often it is said. status is that of RFC 3463.
create table mail.returned (
  tenant_id integer not null,
  mail_id uuid not null,
  why text not null check (why in ('permanent', 'temporary', 'complaint')),
  status text not null check (status ~ '^([245][.][0-9]{1,3}[.][0-9]{1,3})?$'),
  day date not null,
  primary key (tenant_id, mail_id, why),
  foreign key (tenant_id, mail_id) references mail.posted on delete cascade
);

call log.guard('mail.posted');
call log.guard('mail.returned');

grant select, insert, delete on mail.posted to samson_worker;
grant select, delete on mail.posted to samson_web;
grant select, insert on mail.returned to samson_worker;
grant select on mail.returned to samson_web;

-- A complaint turns reminders off.
grant insert, update (reminders) on accounts.letter_choices to samson_worker;
