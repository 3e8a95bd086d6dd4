-- name: history
-- What calls about a schema took since a day: sums over the parts that were answered, and how often something was asked once more.
with parts as (
    select model_call_parts.*, json_array_length(fields) as asked from model_call_parts
)
select
    count(case when calls.outcome = 'ok' then 1 end) as parts,
    coalesce(sum(case when calls.outcome = 'ok' then parts.asked end), 0) as fields,
    coalesce(sum(case when calls.outcome = 'ok' then parts.output_tokens end), 0) as tokens,
    coalesce(sum(case when calls.outcome = 'ok' then parts.asked * parts.asked end), 0) as fields_squared,
    coalesce(sum(case when calls.outcome = 'ok' then parts.output_tokens * parts.asked end), 0) as tokens_by_fields,
    coalesce(sum(case when calls.outcome = 'ok' then parts.output_tokens * parts.output_tokens end), 0) as tokens_squared,
    count(distinct calls.id) as calls,
    count(distinct case when calls.outcome <> 'ok' or parts.reason = 'mixed_up' then calls.id end) as repeats,
    count(distinct parts.document) as documents,
    count(distinct case when parts.reason = 'doubtful' then parts.document end) as doubted
from parts
join model_calls as calls on calls.workspace_id = parts.workspace_id and calls.id = parts.call_id
where calls.workspace_id = %(workspace)s and calls.day >= %(since)s and parts.schema_name = %(schema)s and calls.outcome is not null
