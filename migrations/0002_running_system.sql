-- What the running system adds: batches, the people who sign in, and the processes that are at work.


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

-- The jobs that share no chunk, because somebody waits for them or because they were tried before, beside however many that do.
create index jobs_alone on jobs (priority desc, due_at) where not (chunkable and attempts = 0);
