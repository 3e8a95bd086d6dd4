-- name: add
-- A token by its hash.
insert into tokens (workspace_id, name, prefix, hash, scopes, expires_at, nano_per_day)
values (
    %(workspace)s, %(name)s, %(prefix)s, %(hash)s, %(scopes)s, now() + make_interval(days => %(days)s), %(nano_per_day)s
)
returning id, workspace_id as workspace, name, prefix, scopes, created_at, expires_at, revoked_at, nano_per_day

-- name: valid
-- The token of this hash, as long as it may be used.
select id, workspace_id as workspace, name, prefix, scopes, created_at, expires_at, revoked_at, nano_per_day
from tokens
where hash = %(hash)s and revoked_at is null and (expires_at is null or expires_at > now())

-- name: revoke
-- A token is not accepted any more, from this moment on.
update tokens set revoked_at = coalesce(revoked_at, now()) where workspace_id = %(workspace)s and id = %(token)s returning id

-- name: all
-- The tokens of a workspace, in the order in which they were made.
select id, workspace_id as workspace, name, prefix, scopes, created_at, expires_at, revoked_at, nano_per_day
from tokens
where workspace_id = %(workspace)s
order by created_at, id
