-- name: get
-- What the model answered to this question before.
select answer, usage, model from model_answers where workspace_id = %(workspace)s and key = %(key)s

-- name: of_document
-- What models answered when they were asked about this document, the oldest first.
select key, answer, usage, model
from model_answers
where workspace_id = %(workspace)s and document_id = %(document)s
order by answered_at, key

-- name: put
-- Keeps an answer; the first one to a question stays.
insert into model_answers (workspace_id, key, document_id, model, prompt_hash, fields_key, text_hash, answer, usage)
values (
    %(workspace)s, %(key)s, %(document)s, %(model)s, %(prompt_hash)s, %(fields_key)s, %(text_hash)s, %(answer)s::json, %(usage)s::json
)
on conflict (workspace_id, key) do nothing
