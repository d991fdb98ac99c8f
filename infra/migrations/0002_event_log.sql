-- One log per tenant. `docs/event-log.md` describes it, and the bytes that every hash is taken over.

-- Keeps the rows of a table apart by tenant, also from the table's owner.
create procedure log.guard(p_table regclass)
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  execute format('create policy own_tenant on %s using (tenant_id = (select log.tenant()))', p_table);
end
$$;
revoke all on procedure log.guard(regclass) from public;


-- How far a tenant's log has come. Locking this row is what puts a tenant's writers in line; no other tenant waits.
create table log.tenant_head (
  tenant_id integer primary key check (tenant_id > 0),
  position bigint not null default 0,
  chain_hash bytea not null default decode(repeat('00', 32), 'hex')
)
with (fillfactor = 50);

create table log.events (
  tenant_id integer not null,
  position bigint not null,
  originator_id uuid not null,
  originator_version bigint not null,
  topic text not null,
  state bytea not null,
  sealed bytea check (octet_length(sealed) > 0),
  subject_id uuid,
  state_hash bytea not null,
  sealed_hash bytea not null,
  chain_hash bytea not null,
  recorded_at timestamptz not null,
  command_id uuid not null,
  primary key (tenant_id, position),
  constraint events_stream unique (tenant_id, originator_id, originator_version)
)
partition by hash (tenant_id);

do $$
begin
  for remainder in 0..15 loop
    execute format(
      'create table log.events_%s partition of log.events for values with (modulus 16, remainder %s)',
      to_char(remainder, 'FM00'), remainder
    );
    call log.guard(format('log.events_%s', to_char(remainder, 'FM00'))::regclass);
  end loop;
end
$$;

-- What a command has led to, so that a command that is sent again finds its first result.
-- One that led to no event has a last_position below its first_position.
create table log.commands (
  tenant_id integer not null,
  command_id uuid not null,
  request_hash bytea not null,
  first_position bigint not null,
  last_position bigint not null,
  primary key (tenant_id, command_id)
);

-- A short cut to an aggregate's state. It can be thrown away and made again from the events.
create table log.snapshots (
  tenant_id integer not null,
  originator_id uuid not null,
  originator_version bigint not null,
  topic text not null,
  state bytea not null,
  primary key (tenant_id, originator_id, originator_version)
);

-- How far a read model has come in a tenant's log. A tenant whose next event a read model can't digest is parked
-- there until the code is mended: the position stays before that event, which is never skipped.
create table log.tracking (
  tenant_id integer not null,
  projection text not null,
  position bigint not null default 0,
  parked_at timestamptz,
  parked_reason text,
  primary key (tenant_id, projection),
  constraint parked_with_a_reason check ((parked_at is null) = (parked_reason is null))
)
with (fillfactor = 50);

-- What /healthz may say of all tenants together. The projector writes it; it holds no tenant's data.
create table log.projection_health (
  projection text primary key,
  parked_tenants integer not null,
  waiting_events bigint not null,
  passed_at timestamptz not null
);

-- Work that must happen, written in the transaction that makes it necessary.
create table log.outbox (
  tenant_id integer not null,
  id uuid not null default uuidv7(),
  kind text not null,
  payload jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  available_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  done_at timestamptz,
  last_error text,
  primary key (tenant_id, id)
);
create index outbox_waiting on log.outbox (available_at, id) where done_at is null;

call log.guard('log.tenant_head');
call log.guard('log.events');
call log.guard('log.commands');
call log.guard('log.snapshots');
call log.guard('log.tracking');
call log.guard('log.outbox');


-- The only rows that are seen across tenants: how far logs and read models have come, and what work waits.
create policy every_head on log.tenant_head for select to samson_projector, samson_worker using (true);
create policy every_tracking on log.tracking to samson_projector using (true);
create policy every_work on log.outbox to samson_worker using (true);

grant select on log.tenant_head, log.events, log.commands, log.snapshots, log.tracking, log.outbox
  to samson_web, samson_worker;
grant select on log.tenant_head, log.events, log.tracking to samson_projector;
grant select on log.projection_health to samson_web, samson_worker, samson_projector;

grant insert, update, delete on log.tracking to samson_projector;
grant insert, update on log.tracking to samson_worker;
grant insert, update, delete on log.projection_health to samson_projector;
grant update (available_at, attempts, done_at, last_error), delete on log.outbox to samson_worker;
