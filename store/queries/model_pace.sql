-- How far each model's limits are used. In what Postgres and SQLite have in common.

-- name: begin
-- A row for a model that was never asked.
insert into model_pace (model) values (%(model)s)
on conflict (model) do nothing

-- name: hold
-- Reads the row and keeps it until the transaction ends.
update model_pace
set model = model
where model = %(model)s
returning requests_at, tokens_at, rests_until, epoch() as now

-- name: move
-- Notes what went.
update model_pace
set requests_at = %(requests)s, tokens_at = %(tokens)s
where model = %(model)s

-- name: rest
-- For how long the model is to be left alone, where it is.
select rests_until - epoch() as seconds
from model_pace
where model = %(model)s and rests_until > epoch()

-- name: let_rest
-- Leaves the model alone; a longer rest that was said before stays.
update model_pace
set rests_until = case when rests_until > epoch() + %(seconds)s then rests_until else epoch() + %(seconds)s end
where model = %(model)s
