-- What records add: accepted results as typed rows. The tables of the rows are made as schemas ask for them; see docs/adr/0011-records.md.


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
