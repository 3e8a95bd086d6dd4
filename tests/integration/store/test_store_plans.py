"""At 20,000 documents what is claimed or listed is found by an index: the shape of the plan is asserted, never a time."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from store.sql import queries

ROWS = 20_000
FILL = """
insert into documents (workspace_id, sha256, name, size, origin, schema_asked, schema_name, status, review_state, created_at)
select '{workspace}', lpad(to_hex(n), 64, '0'), 'a', 1, 'api', 'auto', 'invoice',
    case when n % 2000 = 0 then 'failed' when n % 2 = 0 then 'succeeded' else 'queued' end,
    case when n % 4 = 0 then 'needs_review' else 'not_required' end, now() + n * interval '1 ms'
from generate_series(1, {rows}) as n;
insert into jobs (workspace_id, document_id, chunkable, priority) select workspace_id, id, true, 0 from documents where status = 'queued';
insert into reviews (workspace_id, document_id, schema_name, risk)
select workspace_id, id, schema_name, random() from documents where review_state = 'needs_review';
insert into outbox (workspace_id, document_id, type, payload) select workspace_id, id, 'document.completed', '{{}}' from documents;
analyze;
"""


@pytest.fixture
def crowded(desk: Any) -> Any:
    desk.db.execute(FILL.format(workspace=desk.workspace, rows=ROWS).encode())
    return desk


EVERYTHING = dict.fromkeys(("status", "kept", "review", "schema", "error", "parent", "at", "id"))


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def explained(desk: Any, file: str, name: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    found = desk.db.execute(b"explain (format json) " + queries(file)[name], values).fetchone()
    plan = found[0] if isinstance(found[0], list) else json.loads(found[0])
    return list(nodes(plan[0]["Plan"]))


CLAIMS = [
    ("jobs", "due", {"limit": 1}, "jobs_due"),
    ("jobs", "due", {"limit": 25}, "jobs_due"),
    ("jobs", "due_of", {"limit": 1, "only": [uuid4()]}, "jobs_pkey"),
    ("jobs", "hint_together", {"limit": 50, "quiet": 8}, "jobs_due"),
    ("jobs", "hint_alone", {"limit": 50, "quiet": 8}, "jobs_alone"),
    ("jobs", "spent", {"limit": 100, "attempts": 3}, "jobs_tried"),
    ("review", "next", {"schema": None}, "reviews_dearest"),
    ("review", "next", {"schema": "invoice"}, "reviews_dearest"),
    ("outbox", "claim", {"limit": 10, "seconds": 60}, "outbox_due"),
]
LISTS = [
    ({}, "documents_newest"),
    ({"at": "2020-01-01T00:00:00Z", "id": uuid4()}, "documents_newest"),
    ({"status": "failed"}, "documents_by_status"),
    ({"schema": "receipt"}, "documents_by_schema"),
    ({"kept": "approved", "review": "approved"}, "documents_by_review"),
    ({"error": "no_schema_applies"}, "documents_in_triage"),
]


def test_nothing_that_is_claimed_or_listed_depends_on_how_many_documents_are_stored(crowded: Any) -> None:
    for file, name, values, index in CLAIMS:
        claims_read_the_index(explained(crowded, file, name, {"workspace": crowded.workspace, **values}), index, name)
    for filters, index in LISTS:
        plan = explained(crowded, "documents", "page", {"workspace": crowded.workspace, "limit": 51, **EVERYTHING, **filters})
        assert [node for node in plan if node.get("Index Name") == index], (filters, plan)
        assert not [node for node in plan if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "documents"], filters
    facets = explained(crowded, "documents", "counts", {"workspace": crowded.workspace})
    assert {node["Relation Name"] for node in facets if "Relation Name" in node} == {"document_counts"}


def claims_read_the_index(plan: list[dict[str, Any]], index: str, name: str) -> None:
    """In the index's order, so that nothing large is sorted, and without a look at the documents."""
    assert any(node.get("Index Name", "").startswith(index) for node in plan), (name, plan)
    assert not [node for node in plan if node["Node Type"] == "Seq Scan"], name
    assert not [node for node in plan if node["Node Type"].endswith("Sort") and node["Plan Rows"] > 100], name
    assert not [node for node in plan if node.get("Relation Name") == "documents"], name


HOLD = """
insert into held_values (workspace_id, document_id, path, schema_name, digest, settled, arrived_at)
select workspace_id, id, path, 'invoice', md5(lower(to_jsonb(value)::text))::uuid, true, created_at
from documents
cross join lateral (values
    ('/seller', case when size = 1 and ascii(substr(sha256, 64)) % 2 = 0 then 'common' else sha256 end), ('/number', sha256), ('/iban', 'x')
) as said (path, value);
analyze held_values;
"""
ASKED = [
    ("how_many", {"path": "/seller", "value": '"common"', "limit": 1000}),
    ("exists", {"path": "/number", "value": '"R-7"', "paths": ["/seller"], "values": ['"common"']}),
    ("newest", {"wanted": "/iban", "path": "/seller", "value": '"common"'}),
    ("newest", {"wanted": "/iban", "path": "/seller", "value": '"rare"'}),
]


def test_what_others_hold_is_found_by_an_index_however_common_it_is(crowded: Any) -> None:
    crowded.db.execute(HOLD.encode())
    for name, values in ASKED:
        plan = explained(crowded, "held", name, {"workspace": crowded.workspace, "schema": "invoice", "document": uuid4(), **values})
        assert [node for node in plan if node.get("Index Name") == "held_values_alike"], (name, plan)
        large = [node for node in plan if node["Node Type"] == "Seq Scan" and node["Relation Name"] != "fields"]  # no field is stored here
        assert not large, (name, plan)
        assert not [node for node in plan if node["Node Type"].endswith("Sort") and node["Plan Rows"] > 100], (name, plan)
