-- What an operator is shown of the whole system: numbers over all workspaces, and nothing of what they hold.

-- name: documents
-- How many documents have each status.
select status, sum(change)::bigint as number
from document_counts
group by status
having sum(change) <> 0
order by status

-- name: jobs
-- Waiting jobs have no worker, or lost it: then its lease has run out.
select
    count(*) filter (where worker is null) as waiting,
    count(*) filter (where worker is not null and due_at > now()) as running,
    count(*) filter (where worker is not null and due_at <= now()) as lost
from jobs

-- name: doubtful_fields
-- How many fields a person is asked to look at.
select count(*) as number from review_items

-- name: pulse
-- For how long the oldest due job has waited, how many documents wait for a person, and events for the world outside.
select
    (select extract(epoch from now() - min(due_at))::float8 from jobs where due_at <= now()) as oldest_job_seconds,
    (select count(*) from reviews) as reviews,
    (select count(*) from outbox where dead_at is null) as events,
    (select count(*) from outbox where dead_at is not null) as dead_events
