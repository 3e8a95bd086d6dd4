-- name: add
-- A call that is about to be made; nothing when it is written down already.
insert into model_calls (workspace_id, id, token_id, model, kind, day, started_at, nano)
values (%(workspace)s, %(call)s, %(token)s, %(model)s, %(kind)s, today(), epoch(), %(nano)s)
on conflict do nothing
returning day

-- name: add_part
-- A part of the call, with its part of the worst case.
insert into model_call_parts (workspace_id, call_id, part, document, schema_name, schema_hash, reason, share, fields, egress, nano)
values (
    %(workspace)s, %(call)s, %(part)s, %(document)s, %(schema)s, %(schema_hash)s, %(reason)s, %(share)s, %(fields)s, %(egress)s,
    %(nano)s
)

-- name: settle
-- How the call ended; nothing when that is known already. What nobody knows the cost of keeps what was reserved.
update model_calls
set
    settled_at = epoch(), outcome = %(outcome)s, input_tokens = %(input_tokens)s, cached_tokens = %(cached_tokens)s,
    output_tokens = %(output_tokens)s, nano = coalesce(%(nano)s, nano), price = %(price)s, seconds = %(seconds)s
where id = %(call)s and settled_at is null
returning workspace_id, token_id, day

-- name: in_flight
-- What calls that are being made hold of a budget: live ones, not the one that asks, and none so old that it must have been lost.
select coalesce(sum(parts.nano), 0) as nano
from model_calls as calls
join model_call_parts as parts on parts.workspace_id = calls.workspace_id and parts.call_id = calls.id
where
    calls.workspace_id = %(workspace)s and calls.settled_at is null and calls.kind = 'live' and calls.id <> %(call)s
    and calls.started_at > (select epoch() - %(seconds)s)
    and case cast(%(scope)s as text)
        when 'document' then parts.document || ' ' || parts.schema_hash = %(name)s
        when 'schema' then parts.schema_name = %(name)s and calls.day = %(day)s
        when 'token' then cast(calls.token_id as text) = %(name)s and calls.day = %(day)s
        else calls.day = %(day)s
    end

-- name: parts
-- The parts of a call, as they are written down.
select part, document, schema_name, schema_hash, share, nano
from model_call_parts
where workspace_id = %(workspace)s and call_id = %(call)s
order by part

-- name: settle_part
-- A part of what the call took and cost.
update model_call_parts
set
    input_tokens = %(input_tokens)s, cached_tokens = %(cached_tokens)s, output_tokens = %(output_tokens)s, nano = coalesce(%(nano)s, nano)
where workspace_id = %(workspace)s and call_id = %(call)s and part = %(part)s
