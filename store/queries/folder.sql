-- name: record
-- Which documents claimed files are; together with the documents themselves.
insert into folder_claims (workspace_id, claim, document_id, duplicate)
select %(workspace)s, claim, document, duplicate
from unnest(%(claims)s::uuid[], %(documents)s::uuid[], %(duplicates)s::boolean[]) as handed (claim, document, duplicate)

-- name: standings
-- What became of the documents of claimed files; the status is null when the document was erased.
select
    folder_claims.claim, folder_claims.document_id as document, folder_claims.duplicate,
    documents.sha256, documents.status, documents.error
from folder_claims
left join documents on documents.workspace_id = folder_claims.workspace_id and documents.id = folder_claims.document_id
where folder_claims.workspace_id = %(workspace)s and folder_claims.claim = any(%(claims)s)

-- name: settled
-- Those of the claimed files whose documents, and the pieces of these, need no waiting for: they are done, canceled or erased.
with recursive family as (
    select claim, document_id from folder_claims where workspace_id = %(workspace)s and claim = any(%(claims)s)
    union all
    select family.claim, documents.id
    from documents
    join family on documents.parent_id = family.document_id
    where documents.workspace_id = %(workspace)s
)
select family.claim
from family
left join documents on documents.workspace_id = %(workspace)s and documents.id = family.document_id
group by family.claim
having not coalesce(bool_or(documents.status in ('queued', 'running')), false)

-- name: forget
-- The files have left the folder.
delete from folder_claims where workspace_id = %(workspace)s and claim = any(%(claims)s)

-- name: describe
-- Metadata that came after its document.
update documents set metadata = %(metadata)s::json where workspace_id = %(workspace)s and id = %(document)s
