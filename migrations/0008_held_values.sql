-- What `exists` and `changed` ask: which document holds which value.


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

insert into held_values (workspace_id, document_id, path, schema_name, digest, settled, arrived_at)
select
    fields.workspace_id, fields.document_id, fields.path, extractions.schema_name, md5(lower(fields.value::text))::uuid,
    fields.state <> 'check', documents.created_at
from documents
join extractions
    on extractions.workspace_id = documents.workspace_id
    and extractions.document_id = documents.id
    and extractions.revision = documents.revision
join fields
    on fields.workspace_id = extractions.workspace_id
    and fields.document_id = extractions.document_id
    and fields.revision = extractions.revision
where
    fields.state in ('accepted', 'check', 'confirmed', 'corrected')
    and fields.value is not null and fields.path !~ '/[0-9]+(/|$)' and extractions.schema_name is not null;
