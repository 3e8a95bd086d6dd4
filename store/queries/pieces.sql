-- name: lock_jobs
-- Locks the jobs of a document's pieces, and of their pieces, before any document is locked.
with recursive family as (
    select id from documents where workspace_id = %(workspace)s and parent_id = %(parent)s
    union all
    select documents.id
    from documents
    join family on documents.parent_id = family.id
    where documents.workspace_id = %(workspace)s
)
select jobs.id
from jobs
where jobs.workspace_id = %(workspace)s and jobs.document_id in (select id from family)
order by jobs.document_id
for update

-- name: find
-- The piece as it is kept.
select id, status
from documents
where
    workspace_id = %(workspace)s and parent_id = %(parent)s and sha256 = %(sha256)s and name = %(name)s
    and coalesce(page_first, 0) = coalesce(%(page_first)s, 0) and coalesce(page_last, 0) = coalesce(%(page_last)s, 0)
for update

-- name: add
-- A piece, with what it takes over from its parent; one that was refused is at its end.
insert into documents (
    workspace_id, parent_id, sha256, name, size, page_first, page_last, position, origin, token_id, metadata, password,
    schema_asked, schema_hash, schema_name, status, error_code, error, finished_at
)
select
    workspace_id, id, %(sha256)s, %(name)s, %(size)s, %(page_first)s, %(page_last)s, %(position)s, origin, token_id, metadata, password,
    coalesce(%(schema)s, schema_asked), case when %(schema)s::text is null then schema_hash else %(schema_hash)s end,
    coalesce(%(schema)s, schema_asked), %(status)s, %(code)s, %(error)s::json, case when %(status)s = 'failed' then now() end
from documents
where workspace_id = %(workspace)s and id = %(parent)s
returning id

-- name: place
-- A piece that was there before has its place among the others, and takes over what is asked of its parent now.
update documents
set
    position = %(position)s, password = parent.password, schema_asked = coalesce(%(schema)s, parent.schema_asked),
    schema_hash = case when %(schema)s::text is null then parent.schema_hash else %(schema_hash)s end
from documents as parent
where
    documents.workspace_id = %(workspace)s and documents.id = %(document)s
    and parent.workspace_id = documents.workspace_id and parent.id = documents.parent_id

-- name: begin
-- The work on a piece begins anew.
update documents
set status = 'queued', attempts = 0, error_code = null, error = null, started_at = null, finished_at = null
where workspace_id = %(workspace)s and id = %(document)s

-- name: refuse
-- A piece that cannot be had any more. What was found in it before is kept.
update documents
set status = 'failed', error_code = %(code)s, error = %(error)s::json, finished_at = now()
where workspace_id = %(workspace)s and id = %(document)s

-- name: left_out
-- Locks the pieces that a later reading did not find any more, and what hangs on them.
with recursive left_out as (
    select id
    from documents
    where workspace_id = %(workspace)s and parent_id = %(parent)s and position is not null and id <> all(%(kept)s::uuid[])
    union all
    select documents.id
    from documents
    join left_out on documents.parent_id = left_out.id
    where documents.workspace_id = %(workspace)s
)
select documents.id as document, documents.revision
from documents
where documents.workspace_id = %(workspace)s and documents.id in (select id from left_out)
order by documents.id
for update

-- name: drop_jobs
-- Nobody works on these documents any more.
delete from jobs where workspace_id = %(workspace)s and document_id = any(%(documents)s)

-- name: leave_out
-- Pieces that are none any more wait for nobody; what was found in them is kept.
update documents
set
    position = null, status = 'canceled', finished_at = now(),
    review_state = case review_state when 'approved' then 'approved' when 'rejected' then 'rejected' else 'not_required' end
where workspace_id = %(workspace)s and id = any(%(documents)s)

-- name: leaves
-- What a document came apart into in the end, in order: the document itself where it did not, or not to its end.
with recursive family as (
    select id, status, array[]::integer[] as place
    from documents
    where workspace_id = %(workspace)s and id = %(document)s
    union all
    select documents.id, documents.status, family.place || documents.position
    from documents
    join family on documents.parent_id = family.id
    where documents.workspace_id = %(workspace)s and documents.position is not null
)
select family.id
from family
where family.status <> 'succeeded' or not exists (
    select from documents
    where documents.workspace_id = %(workspace)s and documents.parent_id = family.id and documents.position is not null
)
order by family.place

-- name: is_open
-- Whether a document or any piece of it is still at work.
with recursive family as (
    select id, status from documents where workspace_id = %(workspace)s and id = %(document)s
    union all
    select documents.id, documents.status
    from documents
    join family on documents.parent_id = family.id
    where documents.workspace_id = %(workspace)s
)
select exists (select from family where status in ('queued', 'running')) as open
