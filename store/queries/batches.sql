-- name: add
-- A batch, still empty.
insert into batches (workspace_id, origin, schema_asked, made_by)
values (%(workspace)s, %(origin)s, %(schema)s, %(by)s)
returning id

-- name: copy_items
-- Many files of a batch in one statement.
copy batch_items (workspace_id, batch_id, position, name, document_id, duplicate, error) from stdin

-- name: batch
-- One batch.
select id, origin, schema_asked, made_by, created_at, canceled_at
from batches
where workspace_id = %(workspace)s and id = %(batch)s

-- name: counts
-- How many documents of a batch have come to which status. A file that was refused has no document.
-- A file that came apart counts by its pieces, and by itself as well until it has come apart whole.
with recursive family as (
    select document_id as id from batch_items where workspace_id = %(workspace)s and batch_id = %(batch)s
    union all
    select documents.id
    from documents
    join family on documents.parent_id = family.id
    where documents.workspace_id = %(workspace)s and documents.position is not null
)
select coalesce(documents.status, 'refused') as status, count(*) as number
from family
left join documents on documents.workspace_id = %(workspace)s and documents.id = family.id
where documents.status is distinct from 'succeeded' or not exists (
    select from documents as piece
    where piece.workspace_id = %(workspace)s and piece.parent_id = family.id and piece.position is not null
)
group by 1
order by 1

-- name: size
-- How many files a batch has.
select count(*) as files from batch_items where workspace_id = %(workspace)s and batch_id = %(batch)s

-- name: items
-- The files of a batch from a position on, in order.
select position, name, document_id as document, duplicate, error
from batch_items
where workspace_id = %(workspace)s and batch_id = %(batch)s and position >= %(first)s
order by position
limit %(limit)s

-- name: cancel
-- Nobody wants the rest of this batch any more.
update batches
set canceled_at = coalesce(canceled_at, now())
where workspace_id = %(workspace)s and id = %(batch)s
returning id

-- name: waiting
-- The documents that came with this batch, and not before it, and still wait or run; pieces of them as well.
with recursive family as (
    select document_id as id from batch_items where workspace_id = %(workspace)s and batch_id = %(batch)s and not duplicate
    union all
    select documents.id
    from documents
    join family on documents.parent_id = family.id
    where documents.workspace_id = %(workspace)s
)
select documents.id as document
from documents
where documents.workspace_id = %(workspace)s and documents.id in (select id from family) and documents.status in ('queued', 'running')
order by documents.id
