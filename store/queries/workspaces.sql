-- name: ensure
-- The workspace of this name, made when there is none.
insert into workspaces (name) values (%(name)s) on conflict (name) do nothing returning id

-- name: find
-- The workspace of this name.
select id from workspaces where name = %(name)s
