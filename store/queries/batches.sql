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
-- How many files of a batch have come to which status; a file that was refused has no document.
select coalesce(documents.status, 'refused') as status, count(*) as number
from batch_items
left join documents on documents.workspace_id = batch_items.workspace_id and documents.id = batch_items.document_id
where batch_items.workspace_id = %(workspace)s and batch_items.batch_id = %(batch)s
group by 1
order by 1

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
-- The documents that came with this batch, and not before it, and still wait or run.
select documents.id as document
from batch_items
join documents on documents.workspace_id = batch_items.workspace_id and documents.id = batch_items.document_id
where
    batch_items.workspace_id = %(workspace)s and batch_items.batch_id = %(batch)s and not batch_items.duplicate
    and documents.status in ('queued', 'running')
order by documents.id
