-- name: copy
-- Many events in one statement.
copy outbox (workspace_id, id, document_id, type, payload) from stdin

-- name: claim
-- Takes events that are due; they are due again when their taker has not said within the lease what became of them.
update outbox
set attempts = attempts + 1, due_at = now() + make_interval(secs => %(seconds)s)
where id = any(array(
    select id
    from outbox
    where dead_at is null and due_at <= now()
    order by due_at
    limit %(limit)s
    for update skip locked
))
returning id, workspace_id as workspace, document_id as document, type, payload, attempts, created_at

-- name: delivered
-- The events were handed on.
delete from outbox where id = any(%(events)s)

-- name: put_off
-- An event that could not be handed on, to be tried again later.
update outbox set due_at = now() + make_interval(secs => %(seconds)s) where id = %(event)s and dead_at is null

-- name: give_up
-- An event that will not be tried again, and stays to be seen.
update outbox set dead_at = now() where id = %(event)s

-- name: dead
-- The events of one workspace that were given up, the newest first.
select id, workspace_id as workspace, document_id as document, type, payload, attempts, created_at
from outbox
where workspace_id = %(workspace)s and dead_at is not null
order by dead_at desc
limit %(limit)s
