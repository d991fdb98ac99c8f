-- Building a read model anew beside the old one. `projections/rebuild.py` says when which of these is called.
-- A read model x is all tables of the schema read_x; its next version grows in read_x_next.

-- Empty tables like those of the read model, with the same indexes, locks and grants. What an earlier try left is gone.
create procedure log.stage_read_model(p_name text)
  language plpgsql
as $$
declare
  now_schema constant text := 'read_' || p_name;
  next_schema constant text := now_schema || '_next';
  v_table text;
  v_grant text;
begin
  call log.discard_next_read_model(p_name);
  execute format('create schema %I', next_schema);
  for v_table in select tablename from pg_tables where schemaname = now_schema order by tablename loop
    execute format('create table %I.%I (like %I.%I including all)', next_schema, v_table, now_schema, v_table);
    call log.guard(format('%I.%I', next_schema, v_table)::regclass);
  end loop;
  for v_grant in
    select format('grant %s on schema %I to %I', acl.privilege_type, next_schema, acl.grantee::regrole::text)
    from pg_namespace as schema, aclexplode(schema.nspacl) as acl
    where schema.nspname = now_schema and acl.grantee <> schema.nspowner
    union all
    select format(
      'grant %s on %I.%I to %I', acl.privilege_type, next_schema, tables.relname, acl.grantee::regrole::text
    )
    from pg_class as tables, aclexplode(tables.relacl) as acl
    where tables.relnamespace = to_regnamespace(now_schema) and tables.relkind = 'r' and acl.grantee <> tables.relowner
  loop
    execute v_grant;
  end loop;
end
$$;

-- How many rows of one tenant are in one version only.
create function log.count_differences(p_name text, p_tenant integer) returns bigint
  language plpgsql stable
as $$
declare
  v_table text;
  found bigint;
  total bigint := 0;
begin
  for v_table in select tablename from pg_tables where schemaname = 'read_' || p_name order by tablename loop
    execute format(
      'select count(*) from (
         (table %1$I.%3$I except all table %2$I.%3$I) union all (table %2$I.%3$I except all table %1$I.%3$I)
       ) as either
       where tenant_id = $1',
      'read_' || p_name, 'read_' || p_name || '_next', v_table
    ) into found using p_tenant;
    total := total + found;
  end loop;
  return total;
end
$$;

-- Until the end of the transaction nobody writes to the read model, and readers wait.
create procedure log.hold_read_model(p_name text)
  language plpgsql
as $$
declare
  v_table text;
begin
  for v_table in select tablename from pg_tables where schemaname = 'read_' || p_name order by tablename loop
    execute format('lock table %I.%I in access exclusive mode', 'read_' || p_name, v_table);
  end loop;
end
$$;

create procedure log.discard_next_read_model(p_name text)
  language plpgsql
as $$
begin
  execute format('drop schema if exists %I cascade', 'read_' || p_name || '_next');
end
$$;

create procedure log.swap_read_model(p_name text)
  language plpgsql
as $$
declare
  now_schema constant text := 'read_' || p_name;
begin
  execute format('drop schema %I cascade', now_schema);
  execute format('alter schema %I rename to %I', now_schema || '_next', now_schema);
end
$$;

revoke all on procedure
  log.stage_read_model(text), log.hold_read_model(text), log.discard_next_read_model(text), log.swap_read_model(text)
  from public;
revoke all on function log.count_differences(text, integer) from public;
grant execute on function log.count_differences(text, integer) to samson_projector;
