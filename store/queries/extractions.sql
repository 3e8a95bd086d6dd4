-- name: newest
-- Locks documents and says their newest revision.
select documents.workspace_id as workspace, documents.id as document, documents.revision
from documents
join unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as wanted (workspace, document)
    on documents.workspace_id = wanted.workspace and documents.id = wanted.document
order by documents.id
for update of documents

-- name: copy_extractions
-- Many results in one statement.
copy extractions (
    workspace_id, document_id, revision, origin, job_id, made_by,
    schema_name, schema_version, schema_hash, status, error_code, review_state, form
) from stdin

-- name: copy_fields
-- The fields of many results in one statement.
copy fields (
    workspace_id, document_id, revision, path, position, value, raw, state, confidence, doubtful, cost_of_error,
    why, source, evidence, rivals, cost
) from stdin

-- name: copy_parts
-- The parts of many documents in one statement.
copy parts (workspace_id, document_id, position, name, media_type, pages, embedded) from stdin

-- name: forget_parts
-- Makes room for the parts of a later reading.
delete from parts
using unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as read (workspace, document)
where parts.workspace_id = read.workspace and parts.document_id = read.document

-- name: show_newest
-- The documents say what their newest extraction says.
update documents
set
    revision = extractions.revision,
    status = extractions.status,
    error_code = extractions.error_code,
    error = extractions.form -> 'error',
    review_state = extractions.review_state,
    schema_name = coalesce(extractions.schema_name, documents.schema_name),
    media_type = coalesce(extractions.form -> 'document' ->> 'media_type', documents.media_type),
    pages = coalesce((extractions.form -> 'document' ->> 'pages')::integer, documents.pages),
    finished_at = case extractions.origin when 'job' then now() else documents.finished_at end
from extractions
join unnest(%(workspaces)s::uuid[], %(documents)s::uuid[], %(revisions)s::integer[]) as saved (workspace, document, revision)
    on extractions.workspace_id = saved.workspace
    and extractions.document_id = saved.document
    and extractions.revision = saved.revision
where documents.workspace_id = extractions.workspace_id and documents.id = extractions.document_id

-- name: extraction
-- One extraction of a document, the newest when none is named, and where its review stands now.
select
    extractions.revision, extractions.form, extractions.revision = documents.revision as newest,
    array(
        select piece.id::text
        from documents as piece
        where piece.workspace_id = documents.workspace_id and piece.parent_id = documents.id and piece.position is not null
        order by piece.position
    ) as pieces,
    case
        when reviews.free_at <= now() or reviews.free_at is null then documents.review_state
        when reviews.reviewer is null then 'postponed'
        else 'in_review'
    end as review_now
from documents
left join extractions
    on extractions.workspace_id = documents.workspace_id
    and extractions.document_id = documents.id
    and extractions.revision = coalesce(%(revision)s, documents.revision)
left join reviews on reviews.workspace_id = documents.workspace_id and reviews.document_id = documents.id
where documents.workspace_id = %(workspace)s and documents.id = %(document)s

-- name: fields
-- The fields of one extraction in the schema's order.
select path, value, raw, state, confidence, why, source, evidence, rivals, cost
from fields
where workspace_id = %(workspace)s and document_id = %(document)s and revision = %(revision)s
order by position

-- name: parts
-- The parts of a document as its reader found them.
select name, media_type, pages, embedded
from parts
where workspace_id = %(workspace)s and document_id = %(document)s
order by position

-- name: history
-- Every revision of a document: who made it, when, and what it takes back.
select revision, origin, made_by, made_at, undoes
from extractions
where workspace_id = %(workspace)s and document_id = %(document)s
order by revision

-- name: undoable
-- The newest decision of the newest result that still stands: the revision to be taken back, and the one before it.
select max(revision) as undone, max(revision) - 1 as restored
from extractions as decided
where
    workspace_id = %(workspace)s and document_id = %(document)s and origin = 'review'
    and revision > (
        select coalesce(max(revision), 0)
        from extractions
        where workspace_id = %(workspace)s and document_id = %(document)s and origin = 'job'
    )
    and not exists (
        select from extractions
        where workspace_id = %(workspace)s and document_id = %(document)s and undoes = decided.revision
    )

-- name: restore
-- An earlier extraction as the next revision.
insert into extractions (
    workspace_id, document_id, revision, origin, made_by, undoes,
    schema_name, schema_version, schema_hash, status, error_code, review_state, form
)
select
    workspace_id, document_id, %(revision)s, 'undo', %(by)s, %(undone)s,
    schema_name, schema_version, schema_hash, status, error_code, review_state, form
from extractions
where workspace_id = %(workspace)s and document_id = %(document)s and revision = %(restored)s

-- name: restore_fields
-- The fields of an earlier extraction as those of the next revision.
insert into fields (
    workspace_id, document_id, revision, path, position, value, raw, state, confidence, doubtful, cost_of_error,
    why, source, evidence, rivals, cost
)
select
    workspace_id, document_id, %(revision)s, path, position, value, raw, state, confidence, doubtful, cost_of_error,
    why, source, evidence, rivals, cost
from fields
where workspace_id = %(workspace)s and document_id = %(document)s and revision = %(restored)s
