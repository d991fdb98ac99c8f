-- Read models, a schema each, so that a rebuilt one takes the place of the old by renaming. Only the projector writes.
-- Columns named state, email and name in people hold sealed texts as they came from the log: nothing here is plain.

create schema read_people;
create table read_people.people (
  tenant_id integer not null,
  subject_id uuid not null,
  role text not null,
  standing text not null,
  email bytea not null,
  name bytea,
  invited_at timestamptz not null,
  primary key (tenant_id, subject_id)
);

create schema read_collaborations;
create table read_collaborations.collaborations (
  tenant_id integer not null,
  collaboration_id uuid not null,
  name text not null,
  theme text not null,
  formed_at timestamptz not null,
  state bytea not null,
  primary key (tenant_id, collaboration_id)
);
create table read_collaborations.belonging (
  tenant_id integer not null,
  subject_id uuid not null,
  collaboration_id uuid not null,
  partner_id uuid not null,
  primary key (tenant_id, subject_id, collaboration_id)
);
create index belonging_to_a_collaboration on read_collaborations.belonging (tenant_id, collaboration_id);

create schema read_measurements;
create table read_measurements.measurements (
  tenant_id integer not null,
  measurement_id uuid not null,
  collaboration_id uuid not null,
  status text not null,
  practice boolean not null,
  started_at timestamptz not null,
  closed_at timestamptz,
  first_closed_at timestamptz,
  version bigint not null,
  changed_at timestamptz not null,
  state bytea not null,
  primary key (tenant_id, measurement_id)
);
create index measurements_of_a_collaboration
  on read_measurements.measurements (tenant_id, collaboration_id, started_at);

create schema read_actions;
create table read_actions.actions (
  tenant_id integer not null,
  action_id uuid not null,
  collaboration_id uuid not null,
  measurement_id uuid not null,
  status text not null,
  suggested_position bigint not null,
  state bytea not null,
  primary key (tenant_id, action_id)
);
create index actions_of_a_collaboration
  on read_actions.actions (tenant_id, collaboration_id, suggested_position);

do $$
declare
  v_table regclass;
begin
  foreach v_table in array array[
    'read_people.people',
    'read_collaborations.collaborations',
    'read_collaborations.belonging',
    'read_measurements.measurements',
    'read_actions.actions'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', v_table);
    execute format('alter table %s force row level security', v_table);
    execute format('create policy own_tenant on %s using (tenant_id = (select log.tenant()))', v_table);
    execute format('grant select on %s to samson_web, samson_worker', v_table);
    execute format('grant select, insert, update, delete on %s to samson_projector', v_table);
  end loop;
end
$$;

grant usage on schema read_people, read_collaborations, read_measurements, read_actions
  to samson_web, samson_worker, samson_projector;
