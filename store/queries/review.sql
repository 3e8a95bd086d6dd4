-- name: settle
-- A document that waits for nobody leaves the queue.
delete from reviews
using
    documents
    join unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as judged (workspace, document)
        on documents.workspace_id = judged.workspace and documents.id = judged.document
where
    reviews.workspace_id = documents.workspace_id and reviews.document_id = documents.id
    and documents.review_state not in ('needs_review', 'second_review')

-- name: queue
-- A document that waits for a person enters the queue with the money that is at risk; one that is there already keeps its reviewer.
insert into reviews (workspace_id, document_id, schema_name, risk)
select
    documents.workspace_id, documents.id, documents.schema_name,
    coalesce(sum((1 - coalesce(fields.confidence, 0)) * fields.cost_of_error), 0)
from documents
join unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as judged (workspace, document)
    on documents.workspace_id = judged.workspace and documents.id = judged.document
left join fields
    on fields.workspace_id = documents.workspace_id
    and fields.document_id = documents.id
    and fields.revision = documents.revision
    and fields.doubtful
where documents.review_state in ('needs_review', 'second_review')
group by 1, 2, 3
on conflict (workspace_id, document_id) do update set risk = excluded.risk, schema_name = excluded.schema_name

-- name: forget_items
-- Makes room for the items of a later judgement.
delete from review_items
using unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as judged (workspace, document)
where review_items.workspace_id = judged.workspace and review_items.document_id = judged.document

-- name: queue_items
-- The doubtful fields of the documents in the queue.
insert into review_items (workspace_id, document_id, path, position, risk)
select
    fields.workspace_id, fields.document_id, fields.path, fields.position,
    (1 - coalesce(fields.confidence, 0)) * fields.cost_of_error
from documents
join unnest(%(workspaces)s::uuid[], %(documents)s::uuid[]) as judged (workspace, document)
    on documents.workspace_id = judged.workspace and documents.id = judged.document
join fields
    on fields.workspace_id = documents.workspace_id
    and fields.document_id = documents.id
    and fields.revision = documents.revision
    and fields.doubtful
where documents.review_state in ('needs_review', 'second_review')

-- name: next
-- The dearest doubt that nobody holds, of one schema when one is named.
select document_id as document
from reviews
where workspace_id = %(workspace)s and free_at <= now() and (%(schema)s::text is null or schema_name = %(schema)s)
order by risk desc, document_id
limit 1
for update skip locked

-- name: claim
-- Gives a waiting document to a reviewer, or lengthens the reviewer's own lease; nothing when another holds it.
update reviews
set reviewer = %(reviewer)s, free_at = now() + make_interval(secs => %(seconds)s)
where
    workspace_id = %(workspace)s and document_id = %(document)s
    and (reviewer is null or reviewer = %(reviewer)s or free_at <= now())
returning document_id as document, schema_name as schema, risk, free_at as until, (
    select revision from documents where documents.workspace_id = reviews.workspace_id and documents.id = reviews.document_id
) as revision

-- name: items
-- The doubtful fields of a waiting document, the dearest first.
select path, risk
from review_items
where workspace_id = %(workspace)s and document_id = %(document)s
order by risk desc, position

-- name: release
-- The reviewer gives a document back, at once or to be shown again later.
update reviews
set reviewer = null, free_at = now() + make_interval(secs => %(seconds)s)
where workspace_id = %(workspace)s and document_id = %(document)s and reviewer = %(reviewer)s
returning document_id

-- name: holder
-- Who holds a document now, if anybody does.
select reviewer
from reviews
where workspace_id = %(workspace)s and document_id = %(document)s and reviewer is not null and free_at > now()
for update

-- name: waiting
-- The next documents of the queue, the dearest first, whoever holds them.
select
    reviews.document_id as document, documents.name, documents.page_first, documents.page_last, reviews.schema_name as schema,
    reviews.risk, reviews.reviewer, reviews.free_at, reviews.since, (
        select count(*)
        from review_items
        where review_items.workspace_id = reviews.workspace_id and review_items.document_id = reviews.document_id
    ) as doubtful
from reviews
join documents on documents.workspace_id = reviews.workspace_id and documents.id = reviews.document_id
where
    reviews.workspace_id = %(workspace)s
    and (%(schema)s::text is null or reviews.schema_name = %(schema)s)
    and (
        %(risk)s::float8 is null or reviews.risk < %(risk)s
        or (reviews.risk = %(risk)s and reviews.document_id > %(id)s)
    )
order by reviews.risk desc, reviews.document_id
limit %(limit)s
