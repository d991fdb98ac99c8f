-- Who can sign in, and which pseudonym they have in which workspace. No secret lies here: only hashes of tokens.

create schema accounts;
grant usage on schema accounts to samson_web, samson_worker;

create function accounts.account() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('samson.account_id', true), '')::uuid;

create function accounts.invitation() returns bytea
  language sql stable parallel safe
  return decode(nullif(current_setting('samson.invitation', true), ''), 'hex');


-- People, without any workspace.

create table accounts.accounts (
  account_id uuid primary key,
  email text not null,
  email_key text not null generated always as (lower(email)) stored unique,
  ks_role text check (ks_role in ('analyst')),
  created_at timestamptz not null
);

-- last_seen is a day, so that a session doesn't tell when somebody did what.
create table accounts.sessions (
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  account_id uuid not null references accounts.accounts on delete cascade,
  method text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_seen date not null
);
create index sessions_of_an_account on accounts.sessions (account_id);

create table accounts.sign_in_links (
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  account_id uuid not null references accounts.accounts on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_links_of_an_account on accounts.sign_in_links (account_id);

-- The links that `samson up` prints, made anew at each start. Empty where the mode is not embedded.
create table accounts.one_click_links (
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  account_id uuid not null references accounts.accounts on delete cascade
);

grant select, insert (account_id, email, created_at), delete on accounts.accounts to samson_web;
grant select, insert, update (ks_role), delete on accounts.accounts to samson_worker;
grant select, insert, update (last_seen), delete on accounts.sessions to samson_web;
grant select, delete on accounts.sessions to samson_worker;
grant select, update (used_at), delete on accounts.sign_in_links to samson_web;
grant select, insert, delete on accounts.sign_in_links to samson_worker;
grant select on accounts.one_click_links to samson_web;
grant select, insert, delete on accounts.one_click_links to samson_worker;


-- Workspaces and who belongs to them: a tenant's rows are its own. A person finds where they themselves belong.

create sequence accounts.tenant_numbers as integer start with 1000;
grant usage on sequence accounts.tenant_numbers to samson_worker;

create table accounts.workspaces (
  tenant_id integer primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  kind text not null check (kind in ('municipality', 'guest'))
);

create table accounts.memberships (
  tenant_id integer not null references accounts.workspaces on delete cascade,
  subject_id uuid not null,
  account_id uuid not null references accounts.accounts on delete cascade,
  primary key (tenant_id, subject_id),
  unique (tenant_id, account_id)
);
create index memberships_of_an_account on accounts.memberships (account_id);

-- The address is kept only while the invitation is open.
create table accounts.invitations (
  tenant_id integer not null references accounts.workspaces on delete cascade,
  token_sha256 bytea not null check (octet_length(token_sha256) = 32),
  subject_id uuid not null,
  email text,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, token_sha256),
  constraint accepted_or_revoked check (accepted_at is null or revoked_at is null),
  constraint address_while_open check ((email is null) = (accepted_at is not null or revoked_at is not null))
);
create index invitations_by_token on accounts.invitations (token_sha256);
create index invitations_of_a_subject on accounts.invitations (tenant_id, subject_id);

grant select on accounts.workspaces to samson_web;
grant select, insert, update (name) on accounts.workspaces to samson_worker;
grant select, insert, delete on accounts.memberships to samson_web, samson_worker;
grant select, insert, update (email, accepted_at, revoked_at), delete on accounts.invitations
  to samson_web, samson_worker;

call log.guard('accounts.workspaces');
call log.guard('accounts.memberships');
call log.guard('accounts.invitations');

create policy own_account on accounts.memberships for select
  using (account_id = (select accounts.account()));

create policy own_account on accounts.workspaces for select
  using (exists (
    select from accounts.memberships
    where memberships.tenant_id = workspaces.tenant_id and memberships.account_id = (select accounts.account())
  ));

-- Who holds the token of an invitation finds that one invitation, and through it the tenant that it is for.
create policy own_token on accounts.invitations for select
  using (token_sha256 = (select accounts.invitation()));
