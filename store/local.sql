-- What a single command keeps of language models, in SQLite: the tables of the migrations 0009 and later, in the same words where both
-- databases have them. A workspace is only a number here: there is none.

-- What models are asked and what it costs ---------------------------------------------------------------------------------------------

create table if not exists model_calls (
    workspace_id text not null,
    id text primary key,
    token_id text,
    model text not null,
    kind text not null check (kind in ('live', 'batch')),
    day text not null,
    started_at real not null,
    settled_at real,
    outcome text,
    input_tokens integer not null default 0,
    cached_tokens integer not null default 0,
    output_tokens integer not null default 0,
    nano integer,
    price text,
    seconds real,
    unique (workspace_id, id)
);

create index if not exists model_calls_by_day on model_calls (workspace_id, day);
create index if not exists model_calls_in_flight on model_calls (workspace_id, started_at) where settled_at is null;

create table if not exists model_call_parts (
    workspace_id text not null,
    call_id text not null,
    part integer not null check (part >= 0),
    document text not null,
    schema_name text not null,
    schema_hash text not null,
    reason text not null,
    share real not null check (share between 0 and 1),
    fields text not null,
    egress text not null,
    input_tokens integer not null default 0,
    cached_tokens integer not null default 0,
    output_tokens integer not null default 0,
    nano integer,
    primary key (workspace_id, call_id, part),
    foreign key (workspace_id, call_id) references model_calls (workspace_id, id) on delete cascade
);

create index if not exists model_call_parts_of_document on model_call_parts (workspace_id, document);

create table if not exists model_spending (
    workspace_id text not null,
    scope text not null check (scope in ('document', 'schema', 'day', 'token')),
    name text not null,
    day text not null,
    nano integer not null,
    primary key (workspace_id, scope, name, day)
);

create table if not exists model_pace (
    model text primary key,
    requests_at real not null default 0,
    tokens_at real not null default 0,
    rests_until real not null default 0
);

create view if not exists model_costs as
with parts as (
    select model_call_parts.*, json_array_length(fields) as count from model_call_parts
)
select
    calls.workspace_id,
    calls.id as call_id,
    calls.day,
    calls.model,
    calls.kind,
    calls.outcome,
    calls.token_id,
    parts.document,
    parts.schema_name,
    parts.schema_hash,
    parts.reason,
    asked.value as field,
    parts.nano / parts.count + case when asked.key < parts.nano % parts.count then 1 else 0 end as nano,
    parts.input_tokens / parts.count + case when asked.key < parts.input_tokens % parts.count then 1 else 0 end as input_tokens,
    parts.cached_tokens / parts.count + case when asked.key < parts.cached_tokens % parts.count then 1 else 0 end as cached_tokens,
    parts.output_tokens / parts.count + case when asked.key < parts.output_tokens % parts.count then 1 else 0 end as output_tokens
from model_calls as calls
join parts on parts.workspace_id = calls.workspace_id and parts.call_id = calls.id
join json_each(parts.fields) as asked;


-- What travels in the provider's batches ------------------------------------------------------------------------------

create table if not exists model_batches (
    id text primary key,
    model text not null,
    state text not null default 'collected' check (state in ('collected', 'uploaded', 'created', 'done')),
    made_at real not null,
    look_at real not null default 0,
    file text,
    batch text,
    output text,
    errors text,
    canceled integer not null default 0,
    lines integer not null default 0,
    answered integer not null default 0
);

create table if not exists model_questions (
    workspace_id text not null,
    id text not null,
    document_id text not null,
    model text not null,
    question text not null,
    reminder text not null default '',
    tries integer not null default 0,
    alone integer not null default 0,
    waits_since real not null,
    deadline real not null,
    batch_id text references model_batches on delete set null,
    line text,
    block text,
    position integer,
    outcome text,
    usage text not null default '',
    primary key (workspace_id, id)
);

create index if not exists model_questions_of_document on model_questions (workspace_id, document_id);
create index if not exists model_questions_in_batch on model_questions (batch_id, line, position) where batch_id is not null;
create index if not exists model_questions_waiting on model_questions (model, waits_since) where batch_id is null and outcome is null;
create index if not exists model_questions_due on model_questions (deadline);

-- What models answered ----------------------------------------------------------------------------------------------------------------

create table if not exists model_answers (
    id integer primary key,
    workspace_id text not null,
    document_id text not null,
    key text not null,
    model text not null,
    field text not null,
    value text not null,
    prompt text not null,
    documents integer not null check (documents > 0),
    position integer not null check (position >= 0),
    call text,
    heard_at real not null,
    unique (workspace_id, document_id, key, model)
);

create index if not exists model_answers_elsewhere on model_answers (workspace_id, key, model, id);
