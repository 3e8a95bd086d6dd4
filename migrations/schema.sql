-- Everything that the running system keeps, as the migrations make it. Core SQL of Postgres 14, no extension.
--
-- Every table carries its workspace, and every reference between tables includes it: a row cannot point into another
-- workspace. What is looked for, ordered or counted is a column; what is only handed back as it came is `json`, which keeps
-- the order of its keys. See docs/adr/0008-tables.md.

create table workspaces (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    created_at timestamptz not null default now()
);


-- What may never change ------------------------------------------------------------------------------------------------

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;

-- Erasing one document erases its history with it, and nothing else does: whoever erases says which document.
create function refuse_unless_erased() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('assay.erasing', true) = old.document_id::text then
        return old;
    end if;
    raise exception 'the rows of % go only with their document', tg_table_name using errcode = 'restrict_violation';
end
$$;


-- Who may ask ----------------------------------------------------------------------------------------------------------

-- `hash` is the SHA-256 of the token; the token itself is shown once and kept nowhere. `prefix` lets a person tell them apart.
-- `nano_per_day` is what models may cost in a day for what is handed in with it, in billionths of a US dollar.
create table tokens (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    name text not null,
    prefix text not null,
    hash bytea not null unique check (length(hash) = 32),
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    nano_per_day bigint check (nano_per_day >= 0),
    primary key (workspace_id, id)
);

-- The answer to a request that its sender may repeat. `scope` is the token and the route; without an answer the request is in
-- flight until `held_until`.
create table idempotency_keys (
    workspace_id uuid not null references workspaces,
    scope text not null,
    key text not null,
    body_hash text not null,
    status smallint,
    answer json,
    held_until timestamptz not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, scope, key)
);

create index idempotency_keys_old on idempotency_keys (created_at);


-- What is wanted -------------------------------------------------------------------------------------------------------

-- A version is its content: `hash`. `version` counts the publishings of a name.
create table schema_versions (
    workspace_id uuid not null references workspaces,
    name text not null,
    version integer not null check (version > 0),
    hash text not null,
    source text not null,
    published_by text not null,
    published_at timestamptz not null default now(),
    primary key (workspace_id, name, hash),
    unique (workspace_id, name, version)
);

create trigger schema_versions_stay before update or delete on schema_versions for each row execute function refuse_change();
create trigger schema_versions_are_not_emptied before truncate on schema_versions for each statement execute function refuse_change();


-- What came in ---------------------------------------------------------------------------------------------------------

-- `schema_asked` is a schema's name with the hash of the version that was pinned, or `auto` without one; `schema_name` is the
-- schema that it was read with, once that is known. `revision` is the newest extraction, 0 before the first. `position` is the place of
-- a piece among the pieces of its parent; null for what is no piece, and for a piece that a later reading did not find any more.
-- `token_id` is the token that it was handed in with.
create table documents (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    name text not null,
    size bigint not null check (size >= 0),
    media_type text,
    pages integer check (pages >= 0),
    parent_id uuid,
    page_first integer check (page_first > 0),
    page_last integer check (page_last >= page_first),
    position integer check (position >= 0),
    origin text not null,
    token_id uuid,
    metadata json not null default '{}',
    password text,
    schema_asked text not null,
    schema_hash text,
    schema_name text not null,
    status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed', 'canceled')),
    review_state text not null default 'not_required'
        check (review_state in ('not_required', 'needs_review', 'second_review', 'approved', 'rejected')),
    revision integer not null default 0 check (revision >= 0),
    attempts smallint not null default 0,
    error_code text,
    error json,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, parent_id) references documents on delete cascade,
    constraint documents_token foreign key (workspace_id, token_id) references tokens,
    foreign key (workspace_id, schema_asked, schema_hash) references schema_versions,
    check ((schema_asked = 'auto') = (schema_hash is null))
);

-- The same bytes for the same schema version are one document; the pieces of a document are told apart by their parent, their name
-- and their pages.
create unique index documents_once on documents (workspace_id, sha256, schema_asked, coalesce(schema_hash, '')) where parent_id is null;
create unique index documents_pieces
    on documents (workspace_id, parent_id, sha256, name, coalesce(page_first, 0), coalesce(page_last, 0)) where parent_id is not null;
create index documents_in_order on documents (workspace_id, parent_id, position) where position is not null;
create index documents_blob on documents (sha256);
create index documents_newest on documents (workspace_id, created_at desc, id desc);
create index documents_by_status on documents (workspace_id, status, created_at desc, id desc);
create index documents_by_schema on documents (workspace_id, schema_name, created_at desc, id desc);
create index documents_by_review on documents (workspace_id, review_state, created_at desc, id desc) where review_state <> 'not_required';
create index documents_in_triage on documents (workspace_id, created_at desc, id desc) where error_code = 'no_schema_applies';

-- The pieces of a document that have a format of their own, as its reader found them.
create table parts (
    workspace_id uuid not null,
    document_id uuid not null,
    position integer not null check (position >= 0),
    name text not null,
    media_type text not null,
    pages integer not null check (pages >= 0),
    embedded boolean not null,
    primary key (workspace_id, document_id, position),
    foreign key (workspace_id, document_id) references documents on delete cascade
);

-- How many documents there are of each kind, as changes that are added up: writers never wait for each other, and the sum is
-- right in every snapshot. `fold_counts` keeps the table small.
create table document_counts (
    workspace_id uuid not null references workspaces,
    status text not null,
    review_state text not null,
    schema_name text not null,
    change bigint not null
);

create index document_counts_of on document_counts (workspace_id);

create function count_documents() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into document_counts
        select workspace_id, status, review_state, schema_name, count(*) from arrived group by 1, 2, 3, 4;
    elsif tg_op = 'DELETE' then
        insert into document_counts
        select workspace_id, status, review_state, schema_name, -count(*) from gone group by 1, 2, 3, 4;
    else
        insert into document_counts
        select workspace_id, status, review_state, schema_name, sum(change)
        from (
            select workspace_id, status, review_state, schema_name, 1 as change from arrived
            union all
            select workspace_id, status, review_state, schema_name, -1 from gone
        ) as changes
        group by 1, 2, 3, 4
        having sum(change) <> 0;
    end if;
    return null;
end
$$;

create trigger documents_arrive after insert on documents
    referencing new table as arrived for each statement execute function count_documents();
create trigger documents_change after update on documents
    referencing old table as gone new table as arrived for each statement execute function count_documents();
create trigger documents_go after delete on documents
    referencing old table as gone for each statement execute function count_documents();


-- What is to be done ---------------------------------------------------------------------------------------------------

-- A row lives as long as its work: it goes in the transaction that stores the result. `due_at` is the moment from which a worker
-- may take it: at once when it is new, later when it was put off, and while a worker has it, the end of that worker's lease.
-- `fence` grows with every taking, and what an earlier holder writes is refused. `attempts` counts takings before any work.
create table jobs (
    workspace_id uuid not null,
    id uuid primary key default gen_random_uuid(),
    document_id uuid not null,
    stage text not null default 'read' check (stage in ('read', 'extract', 'awaiting_model')),
    priority smallint not null default 0,
    chunkable boolean not null default false,
    attempts smallint not null default 0,
    fence bigint not null default 0,
    worker text,
    due_at timestamptz not null default now(),
    hinted_at timestamptz,
    created_at timestamptz not null default now(),
    unique (workspace_id, document_id),
    foreign key (workspace_id, document_id) references documents on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index jobs_due on jobs (priority desc, due_at);
create index jobs_tried on jobs (due_at) where attempts > 0;
create index jobs_awaiting_model on jobs (due_at) where stage = 'awaiting_model';


-- What was found -------------------------------------------------------------------------------------------------------

-- `form` is the result of the contract without its fields. A job makes one extraction and not two. An undo is a revision too,
-- and names the revision that it takes back.
create table extractions (
    workspace_id uuid not null,
    document_id uuid not null,
    revision integer not null check (revision > 0),
    origin text not null check (origin in ('job', 'review', 'undo')),
    job_id uuid unique,
    made_by text not null,
    made_at timestamptz not null default now(),
    undoes integer,
    schema_name text,
    schema_version integer,
    schema_hash text,
    status text not null check (status in ('succeeded', 'failed')),
    error_code text,
    review_state text not null,
    form json not null,
    primary key (workspace_id, document_id, revision),
    unique (workspace_id, document_id, undoes),
    foreign key (workspace_id, document_id) references documents on delete cascade,
    foreign key (workspace_id, schema_name, schema_hash) references schema_versions,
    check ((origin = 'job') = (job_id is not null)),
    check ((origin = 'undo') = (undoes is not null))
);

-- `doubtful`: a person is asked to look. `cost_of_error` is what a wrong value costs, by its schema.
create table fields (
    workspace_id uuid not null,
    document_id uuid not null,
    revision integer not null,
    path text not null,
    position integer not null check (position >= 0),
    value jsonb,
    raw text,
    state text not null check (state in ('accepted', 'check', 'missing', 'invalid', 'confirmed', 'corrected', 'absent')),
    confidence double precision check (confidence between 0 and 1),
    doubtful boolean not null,
    cost_of_error double precision not null check (cost_of_error >= 0),
    why json not null,
    source json,
    evidence json not null,
    rivals json not null,
    cost json not null,
    primary key (workspace_id, document_id, revision, path),
    foreign key (workspace_id, document_id, revision) references extractions on delete cascade
);

-- A person's words, in the revision that they made. `typed` is what a correction was written as, `span_*` where it stands in the text.
create table decisions (
    workspace_id uuid not null,
    document_id uuid not null,
    revision integer not null,
    position integer not null check (position >= 0),
    path text not null,
    verdict text not null check (verdict in ('confirm', 'correct', 'reject')),
    value json,
    typed text,
    span_start integer,
    span_end integer,
    decided_by text not null,
    decided_at timestamptz not null default now(),
    primary key (workspace_id, document_id, revision, position),
    foreign key (workspace_id, document_id, revision) references extractions on delete cascade,
    check ((verdict = 'correct') = (value is not null)),
    check (span_start < span_end)
);

create trigger extractions_stay before update or delete on extractions for each row execute function refuse_unless_erased();
create trigger extractions_are_not_emptied before truncate on extractions for each statement execute function refuse_change();
create trigger fields_stay before update or delete on fields for each row execute function refuse_unless_erased();
create trigger fields_are_not_emptied before truncate on fields for each statement execute function refuse_change();
create trigger decisions_stay before update or delete on decisions for each row execute function refuse_unless_erased();
create trigger decisions_are_not_emptied before truncate on decisions for each statement execute function refuse_change();


-- What waits for a person ----------------------------------------------------------------------------------------------

-- One row per document that waits, as long as it waits, so that taking the next one costs the same however many are stored.
-- `risk` is the money at stake: the sum over its items. `free_at` is the end of the reviewer's lease, or of a postponement.
create table reviews (
    workspace_id uuid not null,
    document_id uuid not null,
    schema_name text not null,
    risk double precision not null,
    reviewer text,
    free_at timestamptz not null default now(),
    since timestamptz not null default now(),
    primary key (workspace_id, document_id),
    foreign key (workspace_id, document_id) references documents on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index reviews_dearest on reviews (workspace_id, risk desc, document_id);
create index reviews_dearest_of_schema on reviews (workspace_id, schema_name, risk desc, document_id);

create table review_items (
    workspace_id uuid not null,
    document_id uuid not null,
    path text not null,
    position integer not null,
    risk double precision not null,
    primary key (workspace_id, document_id, path),
    foreign key (workspace_id, document_id) references reviews on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);


-- What others are told, and what was asked -----------------------------------------------------------------------------

-- Events that still have to be handed on; the row goes when that is done. One that is given up stays, `dead_at`.
create table outbox (
    workspace_id uuid not null references workspaces,
    id uuid primary key default gen_random_uuid(),
    document_id uuid,
    type text not null,
    payload json not null,
    attempts smallint not null default 0,
    due_at timestamptz not null default now(),
    dead_at timestamptz,
    created_at timestamptz not null default now(),
    foreign key (workspace_id, document_id) references documents on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index outbox_due on outbox (due_at) where dead_at is null;
create index outbox_of_document on outbox (workspace_id, document_id);

-- Answers of language models, a row per field of a document: the same question is not paid for twice. `key` is the hash of all that the
-- answer depends on but the model; the first answer of a model to it stays, and goes with its document. `value` is JSON as it came over
-- the wire, `prompt` names the words that were asked with, `call` the row of the ledger; `documents` were in the call, this one at
-- `position`. `heard_at` says when the document was last read with it, in seconds since 1970: of several models' answers the last counts.
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


-- What was erased ------------------------------------------------------------------------------------------------------

create table deletions (
    workspace_id uuid not null references workspaces,
    document_id uuid not null,
    sha256 text not null,
    deleted_by text not null,
    reason text not null,
    deleted_at timestamptz not null default now(),
    primary key (workspace_id, document_id)
);

create trigger deletions_stay before update or delete on deletions for each row execute function refuse_change();
create trigger deletions_are_not_emptied before truncate on deletions for each statement execute function refuse_change();

-- Bytes that may have lost their last document, to be looked at by `erase_blobs`.
create table blob_erasures (
    workspace_id uuid not null references workspaces,
    sha256 text not null,
    since timestamptz not null default now(),
    primary key (workspace_id, sha256)
);

-- Batches --------------------------------------------------------------------------------------------------------------

-- Documents that were handed in together. `origin` is as with documents.
create table batches (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    origin text not null,
    schema_asked text not null,
    made_by text not null,
    created_at timestamptz not null default now(),
    canceled_at timestamptz,
    primary key (workspace_id, id)
);

create index batches_newest on batches (workspace_id, created_at desc, id desc);

-- One file of a batch: the document that it became, or the error with which it was refused. The same document may stand in many
-- batches; a batch outlives its documents.
create table batch_items (
    workspace_id uuid not null,
    batch_id uuid not null,
    position integer not null check (position >= 0),
    name text not null,
    document_id uuid,
    duplicate boolean not null default false,
    error json,
    primary key (workspace_id, batch_id, position),
    foreign key (workspace_id, batch_id) references batches on delete cascade,
    foreign key (workspace_id, document_id) references documents on delete cascade
);

create index batch_items_of_document on batch_items (workspace_id, document_id);


-- Who signs in ---------------------------------------------------------------------------------------------------------

-- A link that signs its reader in, once. Only the hash of its secret is kept, as with tokens.
create table sign_in_links (
    workspace_id uuid not null references workspaces,
    hash bytea primary key check (length(hash) = 32),
    reviewer text not null,
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
);

-- A browser that is signed in. `csrf` is repeated by its requests that change something.
create table sessions (
    workspace_id uuid not null references workspaces,
    hash bytea primary key check (length(hash) = 32),
    reviewer text not null,
    scopes text[] not null,
    csrf text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz
);

create index sign_in_links_old on sign_in_links (expires_at);
create index sessions_old on sessions (expires_at);


-- Who is at work -------------------------------------------------------------------------------------------------------

-- The processes of the system, which say every few seconds that they are there. `facts` is what a kind of process has to tell.
create table processes (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('worker', 'server', 'watcher')),
    host text not null,
    pid integer not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    stopping boolean not null default false,
    facts json not null default '{}'
);


-- Work that ends its worker --------------------------------------------------------------------------------------------

-- How often a child died over the document. That the worker itself was killed says little about a document, this says much.
alter table jobs add column crashes smallint not null default 0;
alter table jobs add column postponed smallint not null default 0;

-- The jobs that share no chunk, because somebody waits for them or because they were tried before, beside however many that do.
create index jobs_alone on jobs (priority desc, due_at) where not (chunkable and attempts = 0);


-- Records --------------------------------------------------------------------------------------------------------------

-- The tables of the rows, by the names that `output.records` of the schemas gives them.
create schema records;

-- One version of what a document records; its rows stand in `home` and in the tables of its children. `digest` is of the values,
-- `key_hash` of those of the key, without which nothing is a duplicate. Withdrawn: what the document says now is not accepted.
create table recordings (
    workspace_id uuid not null,
    document_id uuid not null,
    version integer not null check (version > 0),
    revision integer not null check (revision > 0),
    home text not null,
    schema_name text not null,
    schema_version integer not null,
    digest text not null,
    key_hash text,
    duplicate_of uuid,
    recorded_at timestamptz not null default now(),
    superseded_at timestamptz,
    withdrawn_at timestamptz,
    primary key (workspace_id, document_id, version),
    foreign key (workspace_id, document_id) references documents on delete cascade
);

create unique index recordings_current on recordings (workspace_id, document_id) where superseded_at is null;
create index recordings_by_key on recordings (workspace_id, home, key_hash) where superseded_at is null and key_hash is not null;

-- Accepted results whose rows could not be written, because somebody changed a table by hand.
create table unrecorded (
    workspace_id uuid not null,
    document_id uuid not null,
    revision integer not null check (revision > 0),
    code text not null,
    since timestamptz not null default now(),
    primary key (workspace_id, document_id),
    foreign key (workspace_id, document_id) references documents on delete cascade
);


-- The watched folder ---------------------------------------------------------------------------------------------------

-- A file that was claimed from the folder, and the document that its bytes are. `duplicate`: they had come before. The row is written
-- together with the document and goes when the file has left `processing`. It refers to no document by a key: when one is erased
-- meanwhile, its file must not count as one that was never handed in.
create table folder_claims (
    workspace_id uuid not null references workspaces,
    claim uuid not null,
    document_id uuid not null,
    duplicate boolean not null,
    handed_in_at timestamptz not null default now(),
    primary key (workspace_id, claim)
);


-- What is held ---------------------------------------------------------------------------------------------------------

-- The single values that the newest revision of a document holds, to be found by what they are: `digest` is the MD5 of the value's JSON in
-- small letters. Settled: it may be used, because it was accepted or a person decided it. `arrived_at` is when its document came.
create table held_values (
    workspace_id uuid not null,
    document_id uuid not null,
    path text not null,
    schema_name text not null,
    digest uuid not null,
    settled boolean not null,
    arrived_at timestamptz not null,
    primary key (workspace_id, document_id, path),
    foreign key (workspace_id, document_id) references documents on delete cascade
);

create index held_values_alike on held_values (workspace_id, schema_name, path, digest, arrived_at, document_id);


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


-- What travels in the provider's batches ------------------------------------------------------------------------------

-- One batch at the provider. `state` is how far it has come for certain: its questions are chosen (collected), its file lies at the
-- provider (uploaded), the provider works on it (created), its results can be fetched (done). Once they are read, the row goes.
-- `file`, `batch`, `output` and `errors` are the provider's ids; `lines` and `answered` what it counts. Times are seconds since 1970.
create table model_batches (
    id uuid primary key,
    model text not null,
    state text not null default 'collected' check (state in ('collected', 'uploaded', 'created', 'done')),
    made_at double precision not null,
    look_at double precision not null default 0,
    file text,
    batch text,
    output text,
    errors text,
    canceled boolean not null default false,
    lines integer not null default 0,
    answered integer not null default 0
);

-- A question that waits for a batch, travels in one, or was given up: then `outcome` says why, and it may be asked live. `line` is the
-- batch's line (custom_id) that asks it, which is the id of the call in the ledger too; `block` and `position` are its document's in that
-- line. `tries` counts the batches that brought no answer, `reminder` is what the next one is told, and `alone` that it stands in a line
-- of its own there. `usage` is what the batches cost, until a result has counted it: so long an answered question is kept.
create table model_questions (
    workspace_id uuid not null references workspaces,
    id text not null,
    document_id uuid not null,
    model text not null,
    question text not null,
    reminder text not null default '',
    tries integer not null default 0,
    alone boolean not null default false,
    waits_since double precision not null,
    deadline double precision not null,
    batch_id uuid references model_batches on delete set null,
    line text,
    block text,
    position integer,
    outcome text,
    usage text not null default '',
    primary key (workspace_id, id),
    foreign key (workspace_id, document_id) references documents on delete cascade
);

create index model_questions_of_document on model_questions (workspace_id, document_id);
create index model_questions_in_batch on model_questions (batch_id, line, position) where batch_id is not null;
create index model_questions_waiting on model_questions (model, waits_since) where batch_id is null and outcome is null;
create index model_questions_due on model_questions (deadline);
