-- name: add_link
-- A link by its hash.
insert into sign_in_links (workspace_id, hash, reviewer, scopes, expires_at)
values (%(workspace)s, %(hash)s, %(reviewer)s, %(scopes)s, now() + make_interval(mins => %(minutes)s))

-- name: use_link
-- The link is used up, by whoever comes first.
update sign_in_links set used_at = now()
where hash = %(hash)s and used_at is null and expires_at > now()
returning workspace_id as workspace, reviewer, scopes

-- name: add_session
-- A session by its hash.
insert into sessions (workspace_id, hash, reviewer, scopes, csrf, expires_at)
values (%(workspace)s, %(hash)s, %(reviewer)s, %(scopes)s, %(csrf)s, now() + make_interval(hours => %(hours)s))
returning workspace_id as workspace, reviewer, scopes, csrf, expires_at

-- name: valid
-- The session of this hash, as long as it lasts.
select workspace_id as workspace, reviewer, scopes, csrf, expires_at
from sessions
where hash = %(hash)s and ended_at is null and expires_at > now()

-- name: end
-- The session is over, from this moment on.
update sessions set ended_at = now() where hash = %(hash)s and ended_at is null

-- name: forget_links
-- Links past their time, used or not.
delete from sign_in_links where expires_at <= now()

-- name: forget_sessions
-- Sessions past their time, ended or not.
delete from sessions where expires_at <= now()
