-- name: seen
-- A process says that it is there, and what it has to tell.
insert into processes (id, kind, host, pid, facts, stopping)
values (%(id)s, %(kind)s, %(host)s, %(pid)s, %(facts)s::json, %(stopping)s)
on conflict (id) do update
set seen_at = now(), facts = excluded.facts, stopping = excluded.stopping

-- name: leave
-- A process ends.
delete from processes where id = %(id)s

-- name: forget_dead
-- Processes that have not been seen for long ended without saying so.
delete from processes where seen_at < now() - make_interval(secs => %(seconds)s)

-- name: all
-- The processes, and for how many seconds each was not seen.
select id, kind, host, pid, started_at, seen_at, stopping, facts, extract(epoch from now() - seen_at)::double precision as silent_seconds
from processes
order by kind, host, started_at

-- name: lead
-- Takes the lead in a matter, which goes with the connection.
select pg_try_advisory_lock(hashtext(%(what)s))
