-- name: due
-- The jobs that may be taken now, the most urgent first.
-- Whoever takes several takes only those that may share a chunk: a job that was tried before is worked on alone, for it may be the
-- one that ends its worker.
select id, attempts
from jobs
where due_at <= now() and (chunkable and attempts = 0 or %(limit)s = 1)
order by priority desc, due_at
limit %(limit)s
for update skip locked

-- name: due_of
-- Those of the named jobs that may be taken now; of several, as above, those that may share a chunk.
select id, attempts
from jobs
where id = any(%(only)s) and due_at <= now() and (chunkable and attempts = 0 or %(limit)s = 1)
order by priority desc, due_at
limit %(limit)s
for update skip locked

-- name: take
-- Gives jobs to a worker: the attempt is counted before any work, and the higher fence shuts every earlier holder out.
with taken as (
    update jobs
    set worker = %(worker)s, attempts = attempts + 1, fence = fence + 1, due_at = now() + make_interval(secs => %(seconds)s)
    where id = any(%(jobs)s)
    returning *
)
update documents
set status = 'running', attempts = taken.attempts, started_at = now()
from taken
where documents.workspace_id = taken.workspace_id and documents.id = taken.document_id
returning
    taken.id as job, taken.fence, taken.attempts, taken.crashes, taken.stage, documents.workspace_id as workspace, documents.id as document,
    documents.sha256, documents.name, documents.size, documents.media_type, documents.metadata, documents.password,
    documents.schema_asked, documents.schema_hash, documents.revision, documents.parent_id as parent, documents.page_first, documents.page_last,
    taken.priority, taken.chunkable, taken.postponed, documents.token_id as token, documents.page_first is null and exists (
        select from documents as parent
        where parent.workspace_id = documents.workspace_id and parent.id = documents.parent_id and parent.sha256 = documents.sha256
    ) as inside

-- name: heartbeat
-- Moves the end of the leases that are still held.
update jobs
set due_at = now() + make_interval(secs => %(seconds)s), stage = coalesce(%(stage)s, stage)
from unnest(%(jobs)s::uuid[], %(fences)s::bigint[]) as held (job, fence)
where jobs.id = held.job and jobs.fence = held.fence and jobs.worker is not null
returning jobs.id

-- name: release
-- Gives held jobs back, to be due after a delay. An attempt that was not the document's fault is not counted.
with released as (
    update jobs
    set
        worker = null, hinted_at = null, due_at = now() + make_interval(secs => %(seconds)s), stage = coalesce(%(stage)s, stage),
        attempts = attempts - (not %(counted)s)::integer, crashes = crashes + %(counted)s::boolean::integer,
        postponed = postponed + %(postponed)s::boolean::integer
    from unnest(%(jobs)s::uuid[], %(fences)s::bigint[]) as held (job, fence)
    where jobs.id = held.job and jobs.fence = held.fence and jobs.worker is not null
    returning jobs.id, jobs.workspace_id, jobs.document_id, jobs.attempts
)
update documents
set status = 'queued', attempts = released.attempts
from released
where documents.workspace_id = released.workspace_id and documents.id = released.document_id
returning released.id

-- name: wake
-- Makes jobs due that wait for a batch and whose questions are all answered or given up.
update jobs
set due_at = now(), hinted_at = null
where
    stage = 'awaiting_model' and worker is null and due_at > now() and not exists (
        select from model_questions
        where
            model_questions.workspace_id = jobs.workspace_id and model_questions.document_id = jobs.document_id
            and model_questions.outcome is null
    )
returning id

-- name: hold
-- Locks the jobs whose fence is still the newest, and says which revision each will make.
select jobs.id as job, jobs.worker, jobs.workspace_id as workspace, jobs.document_id as document
from jobs
join unnest(%(jobs)s::uuid[], %(fences)s::bigint[]) as held (job, fence) on jobs.id = held.job and jobs.fence = held.fence
where jobs.worker is not null
order by jobs.id
for update of jobs

-- name: spent
-- Jobs that were taken as often as is allowed, and whose last holder is gone.
select id
from jobs
where due_at <= now() and attempts > 0 and attempts >= %(attempts)s
limit %(limit)s
for update skip locked

-- name: fail
-- Ends jobs with an error of their documents. The document is locked before its job goes, as everywhere.
with failed as (
    update documents
    set status = 'failed', error_code = %(code)s, error = %(error)s::json, finished_at = now()
    from jobs
    where jobs.id = any(%(jobs)s) and documents.workspace_id = jobs.workspace_id and documents.id = jobs.document_id
    returning documents.workspace_id, documents.id
)
delete from jobs
using failed
where jobs.workspace_id = failed.workspace_id and jobs.document_id = failed.id
returning jobs.id as job, jobs.workspace_id as workspace, jobs.document_id as document

-- name: done
-- The work is done: nothing is left to do.
delete from jobs where id = any(%(jobs)s)

-- name: hint_together
-- Picks due jobs that may share a chunk and for which nobody rang, at least not lately, and remembers the ringing.
-- The chosen ids are an array, so that the jobs are reached by their key however many there are.
update jobs
set hinted_at = now()
where id = any(array(
    select id
    from jobs
    where
        due_at <= now() and (hinted_at is null or hinted_at <= now() - make_interval(secs => %(quiet)s))
        and chunkable and attempts = 0
    order by priority desc, due_at
    limit %(limit)s
    for update skip locked
))
returning id

-- name: hint_alone
-- The same for the jobs that are worked on alone.
update jobs
set hinted_at = now()
where id = any(array(
    select id
    from jobs
    where
        due_at <= now() and (hinted_at is null or hinted_at <= now() - make_interval(secs => %(quiet)s))
        and not (chunkable and attempts = 0)
    order by priority desc, due_at
    limit %(limit)s
    for update skip locked
))
returning id

-- name: hinted
-- The bell of these jobs was rung.
update jobs set hinted_at = now() where id = any(%(jobs)s)

-- name: unheard
-- The bell of these jobs was rung in vain.
update jobs set hinted_at = null where id = any(%(jobs)s)

-- name: open
-- A job for a document; nothing when it has one already.
insert into jobs (workspace_id, document_id, priority, chunkable)
values (%(workspace)s, %(document)s, %(priority)s, %(chunkable)s)
on conflict (workspace_id, document_id) do nothing
returning id

-- name: lock_of
-- Locks the job of a document, if it has one; before the document, as everywhere.
select id from jobs where workspace_id = %(workspace)s and document_id = %(document)s for update
