-- Questions that go to the language model in the provider's batch.


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

create index jobs_awaiting_model on jobs (due_at) where stage = 'awaiting_model';
