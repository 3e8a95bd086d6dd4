-- name: own
-- What models answered to these keys about this document, what it was last read with at the end.
-- The keys are the names of a JSON object, which both databases take apart alike.
select key, model, field, value, prompt, documents, position, call
from model_answers
where workspace_id = %(workspace)s and document_id = %(document)s and key in (select wanted.key from json_each(%(keys)s) as wanted)
order by heard_at, id

-- name: first
-- What this model answered to these keys first, about whichever document of the workspace.
select kept.key, kept.model, kept.field, kept.value, kept.prompt, kept.documents, kept.position, kept.call
from json_each(%(keys)s) as wanted
join model_answers as kept on kept.id = (
    select one.id
    from model_answers as one
    where one.workspace_id = %(workspace)s and one.key = wanted.key and one.model = %(model)s
    order by one.id
    limit 1
)

-- name: of_document
-- What models answered about this document, what it was last read with at the end.
select key, model, field, value, prompt, documents, position, call
from model_answers
where workspace_id = %(workspace)s and document_id = %(document)s
order by heard_at, id

-- name: put
-- Keeps an answer. The first one of a model to a key stays, and counts as the one that the document was last read with.
insert into model_answers (workspace_id, document_id, key, model, field, value, prompt, documents, position, call, heard_at)
values (
    %(workspace)s, %(document)s, %(key)s, %(model)s, %(field)s, %(value)s, %(prompt)s, %(documents)s, %(position)s, %(call)s, epoch()
)
on conflict (workspace_id, document_id, key, model) do update set heard_at = excluded.heard_at

-- name: documents
-- The documents about which something is kept.
select document_id as document, count(*) as answers, max(heard_at) as heard_at
from model_answers
where workspace_id = %(workspace)s
group by document_id
order by max(heard_at), document_id

-- name: erase
-- Takes away what was answered about a document.
delete from model_answers where workspace_id = %(workspace)s and document_id = %(document)s returning id

-- name: erase_questions
-- Takes away what waits to be asked about a document in a batch: its text stands in there.
delete from model_questions where workspace_id = %(workspace)s and document_id = %(document)s
