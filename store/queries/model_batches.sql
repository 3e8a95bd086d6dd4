-- name: put_anew
-- A question that was answered may wait once more, when its answer was forgotten.
delete from model_questions where workspace_id = %(workspace)s and id = %(id)s and outcome = 'answered'

-- name: put
-- Keeps a question until a batch takes it; one that is kept already stays as it is.
insert into model_questions (workspace_id, id, document_id, model, question, reminder, tries, alone, usage, waits_since, deadline)
values (%(workspace)s, %(id)s, %(document)s, %(model)s, %(question)s, %(reminder)s, %(tries)s, %(alone)s, %(usage)s, epoch() + %(wait)s, epoch() + %(seconds)s)
on conflict do nothing

-- name: of_document
-- Every question about a document that was put in and is not answered.
select id, outcome
from model_questions
where workspace_id = %(workspace)s and document_id = %(document)s and coalesce(outcome, '') <> 'answered'

-- name: waiting
-- The models that questions wait for, how many do, and for how long the first has waited.
select model, count(*) as questions, epoch() - min(waits_since) as seconds
from model_questions
where batch_id is null and outcome is null and waits_since <= epoch()
group by model
order by model

-- name: next
-- The questions that have waited longest for a model.
select workspace_id, id, question, reminder, tries, alone, usage
from model_questions
where model = %(model)s and batch_id is null and outcome is null and waits_since <= epoch()
order by waits_since, id
limit %(limit)s

-- name: begin
-- A batch whose questions are chosen.
insert into model_batches (id, model, made_at) values (%(batch)s, %(model)s, epoch())

-- name: assign
-- Puts a waiting question into a line of a batch.
update model_questions
set batch_id = %(batch)s, line = %(line)s, block = %(block)s, position = %(position)s
where workspace_id = %(workspace)s and id = %(id)s and batch_id is null and outcome is null

-- name: unread
-- The batches that are not read yet, the oldest first.
-- `due`: it is time to look at it. `seconds_left` is what the most urgent of its questions has; null when all of them are answered, given
-- up or erased.
select
    model_batches.id, model_batches.model, model_batches.state, model_batches.file, model_batches.batch, model_batches.output,
    model_batches.errors, model_batches.canceled, model_batches.lines, model_batches.answered, model_batches.look_at <= epoch() as due,
    min(model_questions.deadline) - epoch() as seconds_left
from model_batches
left join model_questions on model_questions.batch_id = model_batches.id and model_questions.outcome is null
group by model_batches.id
order by model_batches.made_at, model_batches.id

-- name: take
-- Takes a batch that is due, so that nobody else does while this lasts; nothing when somebody was faster.
update model_batches
set look_at = epoch() + %(seconds)s
where id = %(batch)s and state = %(state)s and look_at <= epoch()
returning id

-- name: carried
-- The questions that travel in a batch, line by line.
select workspace_id, id, question, reminder, tries, alone, usage, line, block, outcome, deadline - epoch() as seconds_left
from model_questions
where batch_id = %(batch)s
order by line, position

-- name: advance
-- How far a batch has come, and when to look at it again.
update model_batches
set
    state = %(state)s, file = %(file)s, batch = %(batch)s, output = %(output)s, errors = %(errors)s, canceled = %(canceled)s,
    lines = %(lines)s, answered = %(answered)s, look_at = epoch() + %(seconds)s
where id = %(id)s

-- name: rest
-- A batch that is to be left alone for a while.
update model_batches set look_at = epoch() + %(seconds)s where id = %(batch)s

-- name: end
-- A batch that is read.
delete from model_batches where id = %(batch)s

-- name: take_out
-- A question that a line has answered, or that goes on in other words.
delete from model_questions where workspace_id = %(workspace)s and id = %(id)s and line = %(line)s

-- name: give_up
-- A question that no batch will answer.
update model_questions
set outcome = coalesce(outcome, %(outcome)s), batch_id = null, usage = %(usage)s
where workspace_id = %(workspace)s and id = %(id)s and line = %(line)s

-- name: answered
-- A question that was answered, until its cost is counted.
update model_questions
set outcome = 'answered', batch_id = null, usage = %(usage)s
where workspace_id = %(workspace)s and id = %(id)s and line = %(line)s

-- name: unpaid
-- What batches cost for a document and no result has counted.
select question, usage
from model_questions
where workspace_id = %(workspace)s and document_id = %(document)s and outcome is not null and usage <> ''
order by id

-- name: counted_answered
-- A result has counted what these cost, and nothing else is to be known of them.
delete from model_questions where workspace_id = %(workspace)s and document_id = %(document)s and outcome = 'answered'

-- name: counted
-- The same of those that were given up, which is to be known on.
update model_questions set usage = '' where workspace_id = %(workspace)s and document_id = %(document)s and outcome is not null

-- name: give_up_waiting
-- No batch will take the questions that wait for this model.
update model_questions set outcome = %(outcome)s where model = %(model)s and batch_id is null and outcome is null

-- name: late
-- The time of these questions is over.
-- The answer of one that travels is kept all the same; for one that waits, a further batch would take longer than the margin.
update model_questions
set outcome = %(outcome)s
where outcome is null and deadline <= epoch() + case when batch_id is null then %(margin)s else 0 end

-- name: abandoned
-- A batch that nobody waits for any more is looked at now: it is canceled, for every line that it still answers costs.
update model_batches
set look_at = 0
where
    state = 'created' and canceled = %(canceled)s
    and not exists (select 1 from model_questions where model_questions.batch_id = model_batches.id and outcome is null)

-- name: tidy
-- What was given up long ago and nobody asks for any more.
delete from model_questions where outcome is not null and batch_id is null and deadline <= epoch() - %(seconds)s
