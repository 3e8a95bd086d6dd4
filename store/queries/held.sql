-- name: forget
-- Makes room for what later revisions hold.
delete from held_values
using unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as shown (workspace, document)
where held_values.workspace_id = shown.workspace and held_values.document_id = shown.document

-- name: hold
-- The single values that these revisions hold; those of rows and lists are not asked for.
insert into held_values (workspace_id, document_id, path, schema_name, digest, settled, arrived_at)
select
    fields.workspace_id, fields.document_id, fields.path, extractions.schema_name, md5(lower(fields.value::text))::uuid,
    fields.state <> 'check', documents.created_at
from unnest(%(workspaces)s::uuid[], %(documents)s::uuid[], %(revisions)s::integer[]) as shown (workspace, document, revision)
join documents on documents.workspace_id = shown.workspace and documents.id = shown.document
join extractions
    on extractions.workspace_id = shown.workspace
    and extractions.document_id = shown.document
    and extractions.revision = shown.revision
join fields
    on fields.workspace_id = shown.workspace
    and fields.document_id = shown.document
    and fields.revision = shown.revision
where
    fields.state in ('accepted', 'check', 'confirmed', 'corrected')
    and fields.value is not null and fields.path !~ '/[0-9]+(/|$)' and extractions.schema_name is not null

-- name: how_many
-- How many documents hold a value; nobody counts further than the limit.
select count(*)
from (
    select
    from held_values
    where
        workspace_id = %(workspace)s and schema_name = %(schema)s and path = %(path)s
        and digest = md5(lower(%(value)s::jsonb::text))::uuid
    limit %(limit)s
) as counted

-- name: exists
-- Whether another document holds the value and all of the others.
-- The same file, handed in again for a later version of its schema, is no other document.
select exists (
    select
    from held_values as held
    where
        held.workspace_id = %(workspace)s and held.schema_name = %(schema)s and held.path = %(path)s
        and held.digest = md5(lower(%(value)s::jsonb::text))::uuid
        and held.document_id <> %(document)s
        and not exists (
            select
            from unnest(%(paths)s::text[], %(values)s::jsonb[]) as wanted (path, value)
            left join held_values as beside
                on beside.workspace_id = %(workspace)s
                and beside.document_id = held.document_id
                and beside.path = wanted.path
                and beside.digest = md5(lower(wanted.value::text))::uuid
            where beside.path is null
        )
        and not exists (
            select
            from documents as judged
            join documents as other on other.workspace_id = judged.workspace_id and other.sha256 = judged.sha256
            where
                judged.workspace_id = %(workspace)s and judged.id = %(document)s and judged.parent_id is null
                and other.id = held.document_id and other.parent_id is null
        )
) as found

-- name: newest
-- The newest settled value at a path among the documents that hold another value and came before this one.
select fields.value
from (
    select held.document_id
    from held_values as held
    join held_values as wanted
        on wanted.workspace_id = held.workspace_id
        and wanted.document_id = held.document_id
        and wanted.path = %(wanted)s
        and wanted.settled
    where
        held.workspace_id = %(workspace)s and held.schema_name = %(schema)s and held.path = %(path)s
        and held.digest = md5(lower(%(value)s::jsonb::text))::uuid
        and (held.arrived_at, held.document_id) < (
            (select created_at from documents where workspace_id = %(workspace)s and id = %(document)s), %(document)s::uuid
        )
    order by held.arrived_at desc, held.document_id desc
    limit 1
) as newest
join documents on documents.workspace_id = %(workspace)s and documents.id = newest.document_id
join fields
    on fields.workspace_id = %(workspace)s
    and fields.document_id = newest.document_id
    and fields.revision = documents.revision
    and fields.path = %(wanted)s
