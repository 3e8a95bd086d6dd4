-- name: lock
-- One publishing of a name at a time, so that versions count without gaps.
select pg_advisory_xact_lock(hashtextextended(%(workspace)s::text || ' ' || %(name)s, 0))

-- name: publish
-- The next version of a schema, unless this very content was published before.
insert into schema_versions (workspace_id, name, version, hash, source, published_by)
select %(workspace)s, %(name)s, coalesce(max(version), 0) + 1, %(hash)s, %(source)s, %(by)s
from schema_versions
where workspace_id = %(workspace)s and name = %(name)s
on conflict (workspace_id, name, hash) do nothing

-- name: by_hash
-- The version with this content.
select name, version, hash, source, published_by, published_at
from schema_versions
where workspace_id = %(workspace)s and name = %(name)s and hash = %(hash)s

-- name: newest
-- The newest version of a schema.
select name, version, hash, source, published_by, published_at
from schema_versions
where workspace_id = %(workspace)s and name = %(name)s
order by version desc
limit 1

-- name: versions
-- Every version of a schema, the newest first.
select name, version, hash, source, published_by, published_at
from schema_versions
where workspace_id = %(workspace)s and name = %(name)s
order by version desc

-- name: current
-- The newest version of every schema.
select distinct on (name) name, version, hash, source, published_by, published_at
from schema_versions
where workspace_id = %(workspace)s
order by name, version desc
