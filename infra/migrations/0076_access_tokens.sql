-- Tokens by which a program reaches what one member of one workspace reaches. Only their hashes lie here.

-- A token ends with the membership, however that ends. last_used is a day, as with sessions.
create table accounts.access_tokens (
  tenant_id integer not null,
  token_id uuid not null,
  subject_id uuid not null,
  token_sha256 bytea not null check (octet_length(token_sha256) = 32),
  name text not null,
  scopes text[] not null check (scopes <@ array['series:read', 'actions:read', 'actions:write']),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  last_used date,
  primary key (tenant_id, token_id),
  foreign key (tenant_id, subject_id) references accounts.memberships on delete cascade,
  constraint a_year_at_most check (expires_at <= issued_at + interval '366 days')
);
create unique index access_tokens_by_hash on accounts.access_tokens (tenant_id, token_sha256);
create index access_tokens_of_a_member on accounts.access_tokens (tenant_id, subject_id);

grant select, insert, update (last_used), delete on accounts.access_tokens to samson_web;
grant select, delete on accounts.access_tokens to samson_worker;

call log.guard('accounts.access_tokens');
