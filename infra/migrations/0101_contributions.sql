-- What each workspace contributes to the country's figures: a read model like the others, whose rows the national work
-- may read too, but only of workspaces that share now.

-- A rebuilt read model keeps every policy of the one that it takes the place of, and not only that of its own tenant.
-- Where a policy asks a table of its read model, the copy asks that table's copy.
create or replace procedure log.stage_read_model(p_name text)
  language plpgsql
as $$
declare
  now_schema constant text := 'read_' || p_name;
  next_schema constant text := now_schema || '_next';
  v_table text;
  v_statement text;
begin
  call log.discard_next_read_model(p_name);
  execute format('create schema %I', next_schema);
  for v_table in select tablename from pg_tables where schemaname = now_schema order by tablename loop
    execute format('create table %I.%I (like %I.%I including all)', next_schema, v_table, now_schema, v_table);
    call log.guard(format('%I.%I', next_schema, v_table)::regclass);
  end loop;
  for v_statement in
    select format('grant %s on schema %I to %I', acl.privilege_type, next_schema, acl.grantee::regrole::text)
    from pg_namespace as schema, aclexplode(schema.nspacl) as acl
    where schema.nspname = now_schema and acl.grantee <> schema.nspowner
    union all
    select format(
      'grant %s on %I.%I to %I', acl.privilege_type, next_schema, tables.relname, acl.grantee::regrole::text
    )
    from pg_class as tables, aclexplode(tables.relacl) as acl
    where tables.relnamespace = to_regnamespace(now_schema) and tables.relkind = 'r' and acl.grantee <> tables.relowner
    union all
    select format(
      'create policy %I on %I.%I as %s for %s to %s%s%s',
      policyname, next_schema, tablename, permissive, cmd,
      (select string_agg(quote_ident(role), ', ' order by role) from unnest(roles::text[]) as role),
      ' using (' || replace(qual, now_schema || '.', next_schema || '.') || ')',
      ' with check (' || replace(with_check, now_schema || '.', next_schema || '.') || ')'
    )
    from pg_policies
    where schemaname = now_schema and policyname <> 'own_tenant'
  loop
    execute v_statement;
  end loop;
end
$$;


create schema read_contributions;

-- The workspace itself: which municipality it is, whether it shares, and whether anybody has answered if it does.
create table read_contributions.contributors (
  tenant_id integer not null,
  workspace_id uuid not null,
  country text not null,
  number text,
  shares boolean not null,
  shares_since timestamptz,
  was_asked boolean not null,
  primary key (tenant_id, workspace_id)
);

-- In the state: what the collaboration was about, quarter by quarter. Not its name.
create table read_contributions.contributed_collaborations (
  tenant_id integer not null,
  collaboration_id uuid not null,
  state bytea not null,
  primary key (tenant_id, collaboration_id)
);

-- In the state: the published numbers that take part, of a measurement that is closed. It counts while it is closed and
-- no practice, in the quarter in which it was first closed.
create table read_contributions.contributed_measurements (
  tenant_id integer not null,
  measurement_id uuid not null,
  collaboration_id uuid not null,
  counts boolean not null,
  first_closed_at timestamptz,
  state bytea not null,
  primary key (tenant_id, measurement_id)
);

-- In the state: its field, and how it stood, quarter by quarter. Not its words.
create table read_contributions.contributed_actions (
  tenant_id integer not null,
  action_id uuid not null,
  collaboration_id uuid not null,
  state bytea not null,
  primary key (tenant_id, action_id)
);

do $$
declare
  v_table regclass;
begin
  foreach v_table in array array[
    'read_contributions.contributors',
    'read_contributions.contributed_collaborations',
    'read_contributions.contributed_measurements',
    'read_contributions.contributed_actions'
  ]::regclass[] loop
    call log.guard(v_table);
    execute format('grant select on %s to samson_web, samson_worker, samson_national', v_table);
    execute format('grant select, insert, update, delete on %s to samson_projector', v_table);
    execute format('create policy every_sharer on %s for select to samson_national using (true)', v_table);
  end loop;
end
$$;
grant usage on schema read_contributions to samson_web, samson_worker, samson_projector, samson_national;
grant usage on schema log to samson_national;
grant select on log.projection_health to samson_national;

-- Restrictive, so that naming a tenant opens nothing more: what does not share now, or does not count, is not there.
create policy who_shares on read_contributions.contributors as restrictive
  for select to samson_national using (shares);
create policy who_shares on read_contributions.contributed_collaborations as restrictive
  for select to samson_national
  using (tenant_id in (select tenant_id from read_contributions.contributors where shares));
create policy who_shares on read_contributions.contributed_measurements as restrictive
  for select to samson_national
  using (counts and tenant_id in (select tenant_id from read_contributions.contributors where shares));
create policy who_shares on read_contributions.contributed_actions as restrictive
  for select to samson_national
  using (tenant_id in (select tenant_id from read_contributions.contributors where shares));
