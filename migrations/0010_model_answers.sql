-- Answers of language models, a row per field: an answer to one field no longer falls with a question that asks for others beside it.

create temporary table answers_before on commit drop as select * from model_answers;

drop table model_answers;

create table model_answers (
    id bigint generated always as identity primary key,
    workspace_id uuid not null,
    document_id uuid not null,
    key text not null,
    model text not null,
    field text not null,
    value text not null,
    prompt text not null,
    documents integer not null check (documents > 0),
    position integer not null check (position >= 0),
    call text,
    heard_at double precision not null,
    unique (workspace_id, document_id, key, model),
    foreign key (workspace_id, document_id) references documents on delete cascade
);

create index model_answers_elsewhere on model_answers (workspace_id, key, model, id);
create index model_answers_oldest on model_answers (heard_at);
create trigger model_answers_stay
    before update of workspace_id, document_id, key, model, field, value, prompt, documents, position, call on model_answers
    for each row execute function refuse_change();

-- What was answered before is still what was said about the field of the document, though no question has its key any more.
insert into model_answers (workspace_id, document_id, key, model, field, value, prompt, documents, position, heard_at)
select
    workspace_id, document_id, answers_before.key || ' ' || said.key, model, said.key, said.value::text, left(prompt_hash, 12), 1, 0,
    extract(epoch from answered_at)
from answers_before
cross join lateral json_each(case when json_typeof(answer -> 'fields') = 'object' then answer -> 'fields' else '{}' end) as said
order by answered_at;
