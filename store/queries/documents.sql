-- name: share_blob
-- Nobody erases these bytes before the transaction ends; several may add documents that have them.
select pg_advisory_xact_lock_shared(hashtextextended(%(sha256)s, 1))

-- name: own_blob
-- Nobody adds a document with these bytes before the transaction ends.
select pg_advisory_xact_lock(hashtextextended(%(sha256)s, 1))

-- name: add
-- A document, unless the same bytes came before for the same schema version.
insert into documents (
    workspace_id, sha256, name, size, media_type, origin, token_id, metadata, password, schema_asked, schema_hash, schema_name
)
values (
    %(workspace)s, %(sha256)s, %(name)s, %(size)s, %(media_type)s, %(origin)s, %(token)s, %(metadata)s::json, %(password)s,
    %(schema)s, %(schema_hash)s, %(schema)s
)
on conflict do nothing
returning id

-- name: same
-- The document that came before with the same bytes for the same schema version.
select
    documents.id, documents.status, jobs.id as job, documents.password is distinct from %(password)s and (
        documents.error_code = 'encrypted' or exists (
            select from documents as piece
            where piece.workspace_id = documents.workspace_id and piece.parent_id = documents.id and piece.error_code = 'encrypted'
        )
    ) as locked
from documents
left join jobs on jobs.workspace_id = documents.workspace_id and jobs.document_id = documents.id
where
    documents.workspace_id = %(workspace)s and documents.sha256 = %(sha256)s and documents.schema_asked = %(schema)s
    and coalesce(documents.schema_hash, '') = coalesce(%(schema_hash)s, '')
    and documents.parent_id is null

-- name: unlock
-- Another password for a document and for what was found inside of it.
update documents set password = %(password)s
where workspace_id = %(workspace)s and (id = %(document)s or parent_id = %(document)s)

-- name: document
-- One document, and where its review stands now.
select
    documents.*, (
        select count(*)
        from documents as piece
        where piece.workspace_id = documents.workspace_id and piece.parent_id = documents.id and piece.position is not null
    ) as pieces,
    case
        when reviews.free_at <= now() or reviews.free_at is null then documents.review_state
        when reviews.reviewer is null then 'postponed'
        else 'in_review'
    end as review_now
from documents
left join reviews on reviews.workspace_id = documents.workspace_id and reviews.document_id = documents.id
where documents.workspace_id = %(workspace)s and documents.id = %(document)s

-- name: page
-- The next documents of a list, the newest first.
-- A filter that is null lets everything through; `kept` is the review state that stands in the table when `review` is the one that is seen.
select
    documents.*, (
        select count(*)
        from documents as piece
        where piece.workspace_id = documents.workspace_id and piece.parent_id = documents.id and piece.position is not null
    ) as pieces,
    case
        when reviews.free_at <= now() or reviews.free_at is null then documents.review_state
        when reviews.reviewer is null then 'postponed'
        else 'in_review'
    end as review_now
from documents
left join reviews on reviews.workspace_id = documents.workspace_id and reviews.document_id = documents.id
where
    documents.workspace_id = %(workspace)s
    and (%(status)s::text is null or documents.status = %(status)s)
    and (%(kept)s::text is null or documents.review_state = %(kept)s)
    and (%(review)s::text is null or case
            when reviews.free_at <= now() or reviews.free_at is null then documents.review_state
            when reviews.reviewer is null then 'postponed'
            else 'in_review'
        end = %(review)s)
    and (%(schema)s::text is null or documents.schema_name = %(schema)s)
    and (%(error)s::text is null or documents.error_code = %(error)s)
    and (%(parent)s::uuid is null or documents.parent_id = %(parent)s)
    and (%(at)s::timestamptz is null or (documents.created_at, documents.id) < (%(at)s, %(id)s))
order by documents.created_at desc, documents.id desc
limit %(limit)s

-- name: counts
-- How many documents there are of each kind.
select status, review_state, schema_name, sum(change)::bigint as documents
from document_counts
where workspace_id = %(workspace)s
group by status, review_state, schema_name
having sum(change) <> 0

-- name: fold_counts
-- Adds up the changes of the counters. Two foldings at once do no harm: each sums only what it has taken away itself.
with folded as (
    delete from document_counts returning *
)
insert into document_counts (workspace_id, status, review_state, schema_name, change)
select workspace_id, status, review_state, schema_name, sum(change)
from folded
group by workspace_id, status, review_state, schema_name
having sum(change) <> 0

-- name: lock
-- Locks a document.
select status, schema_asked, schema_hash, sha256, attempts
from documents
where workspace_id = %(workspace)s and id = %(document)s
for update

-- name: requeue
-- A document whose work begins anew.
update documents
set
    status = 'queued', attempts = 0, error_code = null, error = null, started_at = null, finished_at = null,
    schema_asked = %(schema)s, schema_hash = %(schema_hash)s
where workspace_id = %(workspace)s and id = %(document)s

-- name: cancel
-- A document that nobody wants read any more.
update documents
set status = 'canceled', finished_at = now()
where workspace_id = %(workspace)s and id = %(document)s

-- name: with_pieces
-- A document and the pieces of it, pieces of pieces first.
with recursive pieces as (
    select id, sha256, 0 as depth from documents where workspace_id = %(workspace)s and id = %(document)s
    union all
    select documents.id, documents.sha256, pieces.depth + 1
    from documents
    join pieces on documents.parent_id = pieces.id
    where documents.workspace_id = %(workspace)s
)
select id, sha256 from pieces order by depth desc, id

-- name: permit_erasing
-- The history of this one document may go, in this transaction.
select set_config('assay.erasing', %(document)s::text, true)

-- name: erase
-- The document and all that hangs on it.
delete from documents where workspace_id = %(workspace)s and id = %(document)s

-- name: bury
-- What is left of an erased document: that it was erased, by whom, and why.
insert into deletions (workspace_id, document_id, sha256, deleted_by, reason)
values (%(workspace)s, %(document)s, %(sha256)s, %(by)s, %(reason)s)

-- name: doubt_blob
-- Bytes that may have lost their last document.
insert into blob_erasures (workspace_id, sha256) values (%(workspace)s, %(sha256)s) on conflict do nothing

-- name: doubted_blobs
-- Bytes that may have lost their last document, the longest first.
select workspace_id as workspace, sha256 from blob_erasures order by since limit %(limit)s

-- name: is_wanted
-- Whether any document of any workspace has these bytes.
select exists (select from documents where sha256 = %(sha256)s) as wanted

-- name: orphans
-- Those of these hashes whose bytes are in no document of any workspace.
select kept.sha256
from unnest(%(hashes)s::text[]) as kept (sha256)
where not exists (select from documents where documents.sha256 = kept.sha256)
limit %(limit)s

-- name: blob_settled
-- The question about these bytes is answered.
delete from blob_erasures where workspace_id = %(workspace)s and sha256 = %(sha256)s

-- name: deletions
-- What was erased, the newest first.
select document_id as document, sha256, deleted_by, reason, deleted_at
from deletions
where workspace_id = %(workspace)s
order by deleted_at desc, document_id
limit %(limit)s
