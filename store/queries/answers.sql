-- name: expire
-- Takes away what was answered about documents to which no answer has come for so many seconds: all of a document's or none.
-- A document that is at work or waits for a person keeps its answers.
delete from model_answers
where (workspace_id, document_id) in (
    select distinct old.workspace_id, old.document_id
    from model_answers as old
    join documents on documents.workspace_id = old.workspace_id and documents.id = old.document_id
    where old.heard_at < (select epoch() - %(seconds)s)
        and documents.status not in ('queued', 'running')
        and documents.review_state not in ('needs_review', 'second_review')
        and not exists (
            select
            from model_answers as newer
            where newer.workspace_id = old.workspace_id
                and newer.document_id = old.document_id
                and newer.heard_at >= (select epoch() - %(seconds)s)
        )
    limit %(limit)s
)
