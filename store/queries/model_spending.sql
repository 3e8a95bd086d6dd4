-- name: take
-- Adds to what is spent of a budget, unless that would be more than the most; then nothing is returned. The row is locked until the end.
insert into model_spending as spent (workspace_id, scope, name, day, nano)
values (%(workspace)s, %(scope)s, %(name)s, %(day)s, %(nano)s)
on conflict (workspace_id, scope, name, day) do update set nano = spent.nano + excluded.nano
where spent.nano + excluded.nano <= %(most)s
returning nano

-- name: give_back
-- Takes off what is spent of a budget what a call did not cost.
update model_spending
set nano = nano - %(nano)s
where workspace_id = %(workspace)s and scope = %(scope)s and name = %(name)s and day = %(day)s

-- name: spent
-- What is spent or reserved of a budget.
select nano from model_spending where workspace_id = %(workspace)s and scope = %(scope)s and name = %(name)s and day = %(day)s

-- name: limit_of_token
-- What a token may spend in a day.
select nano_per_day from tokens where workspace_id = %(workspace)s and id = %(token)s
