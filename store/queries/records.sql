-- name: share
-- Nobody changes the record tables before the transaction ends; several may write to them.
select pg_advisory_xact_lock_shared(hashtextextended('assay records', 3))

-- name: own
-- Nobody else writes to the record tables before the transaction ends.
select pg_advisory_xact_lock(hashtextextended('assay records', 3))

-- name: own_keys
-- Of two documents that record the same key at the same time the second waits, so that it sees the first.
select pg_advisory_xact_lock(hashtextextended(key_hash, 4))
from (select distinct key_hash from unnest(%(keys)s::text[]) as asked (key_hash) order by key_hash offset 0) as keys

-- name: limit_waiting
-- Whoever reads a table for long does not stop the work on documents: the change of the table is given up.
set local lock_timeout = '1s'

-- name: wait_again
-- Other locks are waited for as before.
set local lock_timeout to default

-- name: catalogue
-- The columns of these tables and views, in their order.
select relation.relname as relation, attribute.attname as name, format_type(attribute.atttypid, attribute.atttypmod) as type
from pg_class as relation
join pg_namespace as space on space.oid = relation.relnamespace
join pg_attribute as attribute on attribute.attrelid = relation.oid
where
    space.nspname = 'records' and relation.relname = any(%(relations)s)
    and attribute.attnum > 0 and not attribute.attisdropped
order by attribute.attnum

-- name: make_schema
-- The place of the record tables, should somebody have dropped it.
create schema if not exists records

-- name: forget_digests
-- The rows of a table that had to be made anew may be gone: their documents record again when they are next worked on.
update recordings set digest = '' where home = any(%(homes)s)

-- name: current
-- What these documents record now.
select recordings.workspace_id as workspace, recordings.document_id as document, recordings.version, recordings.home, recordings.digest
from recordings
join unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as wanted (workspace, document)
    on recordings.workspace_id = wanted.workspace and recordings.document_id = wanted.document
where recordings.superseded_at is null

-- name: supersede
-- A later version follows.
update recordings
set superseded_at = now()
from unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as wanted (workspace, document)
where
    recordings.workspace_id = wanted.workspace and recordings.document_id = wanted.document
    and recordings.superseded_at is null

-- name: withdraw
-- What these documents say now is not accepted.
update recordings
set withdrawn_at = now()
from unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as wanted (workspace, document)
where
    recordings.workspace_id = wanted.workspace and recordings.document_id = wanted.document
    and recordings.superseded_at is null and recordings.withdrawn_at is null

-- name: accept
-- What these documents say is accepted again, and is what they recorded before.
update recordings
set withdrawn_at = null
from unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as wanted (workspace, document)
where
    recordings.workspace_id = wanted.workspace and recordings.document_id = wanted.document
    and recordings.superseded_at is null and recordings.withdrawn_at is not null

-- name: copy_recordings
-- The versions of many documents in one statement.
copy recordings (
    workspace_id, document_id, version, revision, home, schema_name, schema_version, digest, key_hash
) from stdin

-- name: mark_duplicates
-- A document whose key another one had first says which.
update recordings
set duplicate_of = earlier.document_id
from (
    select distinct on (workspace_id, home, key_hash) workspace_id, home, key_hash, document_id
    from recordings
    where key_hash = any(%(keys)s) and superseded_at is null and duplicate_of is null
    order by workspace_id, home, key_hash, document_id = any(%(documents)s::uuid[]), recorded_at, document_id
) as earlier
where
    recordings.workspace_id = earlier.workspace_id and recordings.home = earlier.home and recordings.key_hash = earlier.key_hash
    and recordings.document_id <> earlier.document_id
    and recordings.document_id = any(%(documents)s::uuid[])
    and recordings.superseded_at is null and recordings.duplicate_of is null

-- name: keep_unrecorded
-- An accepted result whose rows could not be written.
insert into unrecorded (workspace_id, document_id, revision, code)
values (%(workspace)s, %(document)s, %(revision)s, %(code)s)
on conflict (workspace_id, document_id) do update set revision = excluded.revision, code = excluded.code, since = now()

-- name: forget_unrecorded
-- These documents are judged anew.
delete from unrecorded
using unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as wanted (workspace, document)
where unrecorded.workspace_id = wanted.workspace and unrecorded.document_id = wanted.document

-- name: unrecorded
-- The accepted results whose rows could not be written, the oldest first.
select document_id as document, revision, code, since
from unrecorded
where workspace_id = %(workspace)s
order by since, document_id
limit %(limit)s
