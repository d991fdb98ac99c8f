-- Who the current transaction works for. Every table with a tenant_id has a forced policy that asks this.

create schema log;
grant usage on schema log to samson_web, samson_worker, samson_projector, samson_keyring, samson_ks;

-- After a transaction that set it, the setting is '' and not null: hence the nullif.
create function log.tenant() returns integer
  language sql stable parallel safe
  return nullif(current_setting('samson.tenant_id', true), '')::integer;
