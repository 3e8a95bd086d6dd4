-- What the migration runner asks. The table `migrations` belongs to the runner; everything else belongs to the files.

-- name: lock
-- Two migrators at once take turns. The number is the runner's own and means nothing; it must only never change.
select pg_advisory_xact_lock(4720318005)

-- name: limit_waiting
-- A migration that waits for a table makes everybody behind it wait too: rather give up, and say so.
set local lock_timeout = '30s'

-- name: make_table
-- The only table without a workspace, since it describes the database itself.
create table if not exists migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
)

-- name: find_table
-- A row if something was ever applied here.
select 1 from pg_catalog.pg_class where oid = to_regclass('migrations')

-- name: applied
-- What was applied, in order.
select name, checksum from migrations order by name

-- name: remember
-- Written in the transaction of the migration itself.
insert into migrations (name, checksum) values (%(name)s, %(checksum)s)
