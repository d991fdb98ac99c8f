-- Writing to the log. These functions are the only way: no role may insert, change or delete an event.

create type log.new_event as (
  originator_id uuid,
  originator_version bigint,
  topic text,
  state bytea,
  sealed bytea,
  subject_id uuid
);

-- available_at is null for work that can be done at once.
create type log.new_outbox as (
  kind text,
  payload jsonb,
  available_at timestamptz
);

-- SQLSTATE SL001: a command id was used for another request.
-- SQLSTATE SL002: the tenant is not the one that the transaction works for.
-- SQLSTATE SL003: the tenant has no log.
create function log.refuse_other_tenant(p_tenant integer) returns void
  language plpgsql stable
as $$
begin
  if p_tenant is distinct from log.tenant() then
    raise exception 'tenant % is not the one that this transaction works for', p_tenant using errcode = 'SL002';
  end if;
end
$$;


-- What an event commits to: every column of its row, the payloads by their hashes, the chain through the log.
-- Domain separation as in RFC 9162: 0x00 before a leaf, 0x02 before a link (0x01 is a node of a Merkle tree).
-- convert_to is stable, hence so is this.
create function log.leaf(
  p_tenant integer,
  p_position bigint,
  p_originator uuid,
  p_version bigint,
  p_topic text,
  p_subject uuid,
  p_state_hash bytea,
  p_sealed_hash bytea,
  p_recorded_at timestamptz,
  p_command uuid
) returns bytea
  language sql stable parallel safe
  return sha256(
    '\x0001'::bytea
    || int4send(p_tenant)
    || int8send(p_position)
    || uuid_send(p_originator)
    || int8send(p_version)
    || int4send(octet_length(p_topic))
    || convert_to(p_topic, 'UTF8')
    || coalesce('\x01'::bytea || uuid_send(p_subject), '\x00'::bytea)
    || p_state_hash
    || p_sealed_hash
    || timestamptz_send(p_recorded_at)
    || uuid_send(p_command)
  );

-- The chain hash after each leaf of a window, from the hash that the log had before the first of them.
create function log.link(p_previous bytea, p_before bytea, p_leaf bytea) returns bytea
  language sql immutable parallel safe
  return sha256('\x02'::bytea || coalesce(p_previous, p_before) || p_leaf);

create aggregate log.chain(p_before bytea, p_leaf bytea) (
  sfunc = log.link,
  stype = bytea
);


-- A head for a new tenant. Asking again changes nothing.
create function log.open_tenant(p_tenant integer) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform log.refuse_other_tenant(p_tenant);
  insert into log.tenant_head (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
end
$$;

create function log.enqueue(p_tenant integer, p_work log.new_outbox[]) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform log.refuse_other_tenant(p_tenant);
  insert into log.outbox (tenant_id, kind, payload, available_at)
  select p_tenant, work.kind, work.payload, coalesce(work.available_at, clock_timestamp())
  from unnest(p_work) as work;
end
$$;

create function log.keep_snapshots(p_tenant integer, p_snapshots log.new_event[]) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform log.refuse_other_tenant(p_tenant);
  insert into log.snapshots (tenant_id, originator_id, originator_version, topic, state)
  select p_tenant, snapshot.originator_id, snapshot.originator_version, snapshot.topic, snapshot.state
  from unnest(p_snapshots) as snapshot;
end
$$;


-- Appends all of a command's events, or none. A stream's version that is taken is a unique violation.
create function log.append(
  p_tenant integer,
  p_command uuid,
  p_request_hash bytea,
  p_events log.new_event[],
  p_outbox log.new_outbox[],
  out first_position bigint,
  out last_position bigint
)
  language plpgsql security definer set search_path = ''
as $$
declare
  head log.tenant_head;
  earlier log.commands;
  recorded timestamptz;
begin
  perform log.refuse_other_tenant(p_tenant);

  select * into head from log.tenant_head as t where t.tenant_id = p_tenant for update;
  if not found then
    raise exception 'tenant % has no log', p_tenant using errcode = 'SL003';
  end if;

  select * into earlier from log.commands as c where c.tenant_id = p_tenant and c.command_id = p_command;
  if found then
    if earlier.request_hash <> p_request_hash then
      raise exception 'command % was another request', p_command using errcode = 'SL001';
    end if;
    first_position := earlier.first_position;
    last_position := earlier.last_position;
    return;
  end if;

  first_position := head.position + 1;
  last_position := head.position + cardinality(p_events);
  recorded := clock_timestamp();

  with arriving as (
    select
      event.*,
      head.position + event.number as position,
      sha256(event.state) as state_hash,
      sha256(coalesce(event.sealed, '')) as sealed_hash
    from unnest(p_events) with ordinality
      as event (originator_id, originator_version, topic, state, sealed, subject_id, number)
  ),
  chained as (
    select
      arriving.*,
      log.chain(
        head.chain_hash,
        log.leaf(
          p_tenant, position, originator_id, originator_version, topic, subject_id, state_hash, sealed_hash,
          recorded, p_command
        )
      ) over (order by position) as chain_hash
    from arriving
  ),
  appended as (
    insert into log.events (
      tenant_id, position, originator_id, originator_version, topic, state, sealed, subject_id,
      state_hash, sealed_hash, chain_hash, recorded_at, command_id
    )
    select
      p_tenant, position, originator_id, originator_version, topic, state, sealed, subject_id,
      state_hash, sealed_hash, chain_hash, recorded, p_command
    from chained
    returning position, chain_hash
  )
  update log.tenant_head as t
  set position = appended.position, chain_hash = appended.chain_hash
  from appended
  where t.tenant_id = p_tenant and appended.position = append.last_position;

  insert into log.commands (tenant_id, command_id, request_hash, first_position, last_position)
  values (p_tenant, p_command, p_request_hash, append.first_position, append.last_position);
  if cardinality(p_outbox) > 0 then
    perform log.enqueue(p_tenant, p_outbox);
  end if;
end
$$;


revoke all on all functions in schema log from public;
grant execute on function log.tenant() to public;
grant execute on function log.append(integer, uuid, bytea, log.new_event[], log.new_outbox[])
  to samson_web, samson_worker;
grant execute on function log.enqueue(integer, log.new_outbox[]) to samson_web, samson_worker;
grant execute on function log.keep_snapshots(integer, log.new_event[]) to samson_web, samson_worker;
grant execute on function log.open_tenant(integer) to samson_worker;

-- KS has a log as every workspace has.
select set_config('samson.tenant_id', '1', true);
select log.open_tenant(1);
