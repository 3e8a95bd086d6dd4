-- name: costs
-- What models cost, summed up by one thing, the dearest first; days in order. Calls that are not settled count with their worst case.
select
    case cast(%(by)s as text)
        when 'schema' then schema_name
        when 'field' then schema_name || '.' || field
        when 'document' then document
        when 'day' then day
        when 'model' then model
        when 'token' then coalesce(cast(token_id as text), '')
        else 'total'
    end as name,
    count(distinct call_id) as calls,
    count(distinct case when nano is null then call_id end) as unpriced_calls,
    count(distinct case when outcome is null then call_id end) as open_calls,
    count(distinct document) as documents,
    sum(input_tokens) as input_tokens,
    sum(cached_tokens) as cached_tokens,
    sum(output_tokens) as output_tokens,
    coalesce(sum(nano), 0) as nano
from model_costs
where
    workspace_id = %(workspace)s and day >= %(since)s and day <= %(until)s
    and (cast(%(document)s as text) is null or document = cast(%(document)s as text))
group by 1
order by case when cast(%(by)s as text) = 'day' then 0 else coalesce(sum(nano), 0) end desc, 1

-- name: egress
-- Which characters of the documents left, part by part.
select parts.document, parts.egress
from model_call_parts as parts
join model_calls as calls on calls.workspace_id = parts.workspace_id and calls.id = parts.call_id
where calls.workspace_id = %(workspace)s and calls.day >= %(since)s and calls.day <= %(until)s
order by parts.document, calls.started_at, parts.part
