-- name: begin
-- Takes a key: a new one, one that is older than a day, or one whose holder vanished before it had an answer.
insert into idempotency_keys (workspace_id, scope, key, body_hash, held_until)
values (%(workspace)s, %(scope)s, %(key)s, %(body_hash)s, now() + make_interval(secs => %(seconds)s))
on conflict (workspace_id, scope, key) do update
set body_hash = excluded.body_hash, held_until = excluded.held_until, created_at = now(), status = null, answer = null
where
    idempotency_keys.created_at <= now() - interval '24 hours'
    or (
        idempotency_keys.status is null and idempotency_keys.held_until <= now()
        and idempotency_keys.body_hash = excluded.body_hash
    )
returning key

-- name: kept
-- What is known of a key that could not be taken.
select body_hash, status, answer
from idempotency_keys
where workspace_id = %(workspace)s and scope = %(scope)s and key = %(key)s

-- name: answer
-- The answer that this key gets from now on.
update idempotency_keys
set status = %(status)s, answer = %(answer)s::json
where workspace_id = %(workspace)s and scope = %(scope)s and key = %(key)s and status is null

-- name: forget
-- Gives a key back when its request came to nothing.
delete from idempotency_keys where workspace_id = %(workspace)s and scope = %(scope)s and key = %(key)s and status is null

-- name: forget_old
-- Keys are kept for a day.
delete from idempotency_keys where created_at <= now() - interval '24 hours'
