-- The ledger of the language model: what was asked, what it cost, and what may still be spent.


-- Time and day, as the queries that also run on SQLite name them: seconds since 1970, and the date in UTC.
create function epoch() returns double precision language sql volatile as $$
    select extract(epoch from clock_timestamp())::double precision
$$;

create function today() returns text language sql stable as $$
    select to_char(now() at time zone 'utc', 'YYYY-MM-DD')
$$;


-- What models are asked and what it costs -----------------------------------------------------------------------------

-- One row per call, written before the call is made. `nano` is money in billionths of a US dollar: the worst case as long as nobody knows
-- better, what it cost once it is settled, and null where the model has no price. `day` is the day whose budgets it was taken from.
-- Nothing of a document is kept here but its id and which of its characters left, so that the sums stay true when it is erased.
create table model_calls (
    workspace_id uuid not null references workspaces,
    id text primary key,
    token_id uuid,
    model text not null,
    kind text not null check (kind in ('live', 'batch')),
    day text not null,
    started_at double precision not null,
    settled_at double precision,
    outcome text,
    input_tokens bigint not null default 0,
    cached_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    nano bigint,
    price text,
    seconds double precision,
    unique (workspace_id, id)
);

create index model_calls_by_day on model_calls (workspace_id, day);
create index model_calls_in_flight on model_calls (workspace_id, started_at) where settled_at is null;

-- The parts of a call, one for each question about a document: its own of the tokens and of the money. `fields` are the
-- names of those that it asks for, `egress` the spans of the document's text of which characters left, both as JSON.
create table model_call_parts (
    workspace_id uuid not null,
    call_id text not null,
    part integer not null check (part >= 0),
    document text not null,
    schema_name text not null,
    schema_hash text not null,
    reason text not null,
    share double precision not null check (share between 0 and 1),
    fields json not null,
    egress text not null,
    input_tokens bigint not null default 0,
    cached_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    nano bigint,
    primary key (workspace_id, call_id, part),
    foreign key (workspace_id, call_id) references model_calls (workspace_id, id) on delete cascade
);

create index model_call_parts_of_document on model_call_parts (workspace_id, document);

-- What is spent or reserved of each budget: of a document (`name` is its id and the hash of the schema), of a schema on a day, of a workspace
-- on a day, of a token on a day. Sums of `model_call_parts`, kept so that a call is let through or refused in one step.
create table model_spending (
    workspace_id uuid not null references workspaces,
    scope text not null check (scope in ('document', 'schema', 'day', 'token')),
    name text not null,
    day text not null,
    nano bigint not null,
    primary key (workspace_id, scope, name, day)
);

-- How far each model's limits per minute are used, by the generic cell rate algorithm: when all that went would have gone at the steady
-- rate, and until when the endpoint wants to be left alone, in seconds since 1970. The limits are the account's, whatever the workspace.
create table model_pace (
    model text primary key,
    requests_at double precision not null default 0,
    tokens_at double precision not null default 0,
    rests_until double precision not null default 0
);

-- What models cost, by call, document and field: every sum over money or tokens is taken from here. A part is divided evenly among its
-- fields; what does not divide goes to the first of them, so that the rows add up to the part.
create view model_costs as
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
    asked.field,
    parts.nano / parts.count + case when asked.number <= parts.nano % parts.count then 1 else 0 end as nano,
    parts.input_tokens / parts.count + case when asked.number <= parts.input_tokens % parts.count then 1 else 0 end as input_tokens,
    parts.cached_tokens / parts.count + case when asked.number <= parts.cached_tokens % parts.count then 1 else 0 end as cached_tokens,
    parts.output_tokens / parts.count + case when asked.number <= parts.output_tokens % parts.count then 1 else 0 end as output_tokens
from model_calls as calls
join parts on parts.workspace_id = calls.workspace_id and parts.call_id = calls.id
cross join lateral json_array_elements_text(parts.fields) with ordinality as asked (field, number);

-- What a token may spend in a day, and which token handed a document in: its pieces are paid for by the same.
alter table tokens add column nano_per_day bigint check (nano_per_day >= 0);
alter table documents add column token_id uuid;
alter table documents add constraint documents_token foreign key (workspace_id, token_id) references tokens;
