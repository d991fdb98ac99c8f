"""Every statement on the schema `log`, for the synchronous recorder and the asynchronous one.

Placeholders are PostgreSQL's own. The tenant is an argument of each: row-level security is the second lock.
"""

APPEND = """
    select first_position, last_position
    from log.append($1, $2, $3, $4::log.new_event[], $5::log.new_outbox[])
"""

SET_TENANT_AND_APPEND = """
    select first_position, last_position
    from log.append(
      set_config('samson.tenant_id', $1::integer::text, true)::integer,
      $2, $3, $4::log.new_event[], $5::log.new_outbox[]
    )
"""
"""One round trip and one transaction: the setting ends with the statement."""

SET_TENANT = "select set_config('samson.tenant_id', $1::integer::text, true)"

OPEN_TENANT = "select log.open_tenant($1)"

ENQUEUE = "select log.enqueue($1, $2::log.new_outbox[])"

FIND_COMMAND = """
    select request_hash, first_position, last_position
    from log.commands
    where tenant_id = $1 and command_id = $2
"""

FIND_HEAD = """
    select position, chain_hash
    from log.tenant_head
    where tenant_id = $1
"""

READ_STREAM = """
    select position, originator_id, originator_version, recorded_at, topic, state, sealed, subject_id
    from log.events
    where tenant_id = $1 and originator_id = $2 and originator_version > $3
    order by originator_version
"""

READ_STREAM_WITHIN = """
    select originator_id, originator_version, topic, state, sealed, subject_id
    from log.events
    where tenant_id = $1 and originator_id = $2 and originator_version > $3 and originator_version <= $4
    order by originator_version
    limit $5
"""

READ_STREAM_BACKWARDS = """
    select originator_id, originator_version, topic, state, sealed, subject_id
    from log.events
    where tenant_id = $1 and originator_id = $2 and originator_version > $3 and originator_version <= $4
    order by originator_version desc
    limit $5
"""

READ_LOG = """
    select position, originator_id, originator_version, recorded_at, topic, state, sealed, subject_id
    from log.events
    where tenant_id = $1 and position > $2 and position <= $3
    order by position
"""

READ_LOG_ON_TOPICS = """
    select position, originator_id, originator_version, recorded_at, topic, state, sealed, subject_id
    from log.events
    where tenant_id = $1 and position > $2 and position <= $3 and topic = any($4::text[])
    order by position
"""

READ_NAMING = """
    select position, originator_id, originator_version, recorded_at, topic, state, sealed, subject_id
    from log.events
    where tenant_id = $1 and position(convert_to($2::uuid::text, 'UTF8') in state) > 0
    order by position
"""

STREAMS_AMONG = """
    select originator_id
    from log.events
    where tenant_id = $1 and originator_version = 1 and originator_id = any($2::uuid[])
    order by originator_id
"""

READ_NOTIFICATIONS = """
    select position, originator_id, originator_version, topic, state, sealed, subject_id
    from log.events
    where tenant_id = $1 and position > $2 and position <= $3
      and (cardinality($4::text[]) = 0 or topic = any($4::text[]))
    order by position
    limit $5
"""

READ_CHAIN = """
    select
      tenant_id, position, originator_id, originator_version, topic, state, sealed, subject_id,
      state_hash, sealed_hash, chain_hash, recorded_at, command_id
    from log.events
    where tenant_id = $1 and position > $2
    order by position
    limit $3
"""

KEEP_SNAPSHOTS = "select log.keep_snapshots($1, $2::log.new_event[])"

READ_SNAPSHOTS = """
    select originator_id, originator_version, topic, state
    from log.snapshots
    where tenant_id = $1 and originator_id = $2 and originator_version > $3 and originator_version <= $4
    order by originator_version
    limit $5
"""

READ_SNAPSHOTS_BACKWARDS = """
    select originator_id, originator_version, topic, state
    from log.snapshots
    where tenant_id = $1 and originator_id = $2 and originator_version > $3 and originator_version <= $4
    order by originator_version desc
    limit $5
"""

ADVANCE_TRACKING = """
    insert into log.tracking (tenant_id, projection, position)
    values ($1, $2, $3)
    on conflict (tenant_id, projection) do update
    set position = excluded.position
    where tracking.position < excluded.position
    returning position
"""
"""As the library asks for it: forward only, gaps allowed."""

FIND_TRACKING = """
    select position
    from log.tracking
    where tenant_id = $1 and projection = $2
"""
