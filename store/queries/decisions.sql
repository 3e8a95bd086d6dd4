-- name: add
-- One word of a person, in the revision that it made.
insert into decisions (workspace_id, document_id, revision, position, path, verdict, value, typed, span_start, span_end, decided_by)
values (%(workspace)s, %(document)s, %(revision)s, %(position)s, %(path)s, %(verdict)s, %(value)s::json, %(typed)s, %(start)s, %(end)s, %(by)s)

-- name: in_force
-- The decisions about a document that nobody took back, in the order in which they were made.
select path, verdict, value, typed, span_start, span_end, decided_by, decided_at, revision
from decisions
where
    workspace_id = %(workspace)s and document_id = %(document)s
    and not exists (
        select from extractions
        where
            extractions.workspace_id = decisions.workspace_id and extractions.document_id = decisions.document_id
            and extractions.undoes = decisions.revision
    )
order by revision, position
