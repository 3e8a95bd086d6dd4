"""Every example of the API's description is carried out: the real app answers as the example says."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from api.app import described
from asking.accounts import StoredLedger
from asking.ledger import Call, CallPart, Settlement
from assay.extraction import Usage
from store.shelf import PostgresShelf

DOCUMENT = described().openapi()
OPERATIONS = {said["operationId"]: (method, path, said) for path, methods in DOCUMENT["paths"].items() for method, said in methods.items()}
# What is in these depends on the document, not on the API.
OPEN = {"data", "fields", "metadata", "checks", "counts", "facets", "timings_ms"}


def queued(office: Any, _: bytes) -> dict[str, str]:
    return {"document": office.submit().json()["id"]}


def read(office: Any, _: bytes) -> dict[str, str]:
    return {"document": office.read()}


def canceled(office: Any, _: bytes) -> dict[str, str]:
    document = office.submit().json()["id"]
    office.post(f"/v1/documents/{document}/cancel")
    return {"document": document}


def pages(office: Any, pdf: bytes) -> dict[str, str]:
    return {"document": office.submit(pdf, name="one.pdf").json()["id"]}


def batch(office: Any, _: bytes) -> dict[str, str]:
    files = [("files", ("invoice.txt", b"a")), ("files", ("empty.txt", b""))]
    return {"batch": office.post("/v1/batches", files=files, data={"schema": "invoice"}).json()["id"]}


def taken(office: Any, _: bytes) -> dict[str, str]:
    document = office.read()
    office.get("/v1/review/next")
    return {"document": document}


def held(office: Any, _: bytes) -> dict[str, str]:
    document = office.read()
    office.with_scopes("review", name="other").get("/v1/review/next")
    return {"document": document}


def decided(office: Any, _: bytes) -> dict[str, str]:
    document = office.read()
    said = {"decisions": [{"path": "/total", "verdict": "confirm"}]}
    assert office.post(f"/v1/review/{document}/decisions", json=said, headers={"If-Match": '"1"'}).status_code == 200
    return {"document": document}


def spent(office: Any, _: bytes) -> dict[str, str]:
    """A call about a document was made and paid for."""
    part = CallPart(document=str(uuid4()), schema="invoice", schema_hash="", fields=("total",), egress=(), share=1.0, reason="open")
    call = Call(id=uuid4().hex, workspace=office.workspace, token=None, model="openai/m", kind="live", parts=(part,), worst=Decimal(1))
    ledger = StoredLedger(PostgresShelf(office.system.pool))
    assert ledger.reserve(call) is None
    ledger.settle(call.id, Settlement(outcome="ok", usage=Usage(calls=1, input_tokens=912, output_tokens=88, usd=Decimal("0.0005"))))
    return {}


def stranger(office: Any, _: bytes) -> dict[str, str]:
    office.client.headers.pop("Authorization")
    return {}


def no_database(office: Any, _: bytes) -> dict[str, str]:
    office.system.pool.close()
    return {}


GIVEN: dict[str, Callable[[Any, bytes], dict[str, str]]] = {
    "nothing": lambda *_: {},
    "worker": lambda *_: {},
    "unknown": lambda *_: {"document": str(uuid4()), "batch": str(uuid4()), "name": "unheard_of"},
    "schema": lambda *_: {"name": "invoice"},
    "queued": queued,
    "read": read,
    "canceled": canceled,
    "pages": pages,
    "batch": batch,
    "taken": taken,
    "held": held,
    "decided": decided,
    "spent": spent,
    "stranger": stranger,
    "no database": no_database,
}
"""How the state comes about in which an example holds, and the ids in it."""


def test_every_operation_shows_a_request_and_two_answers() -> None:
    for name, (_, _, said) in OPERATIONS.items():
        assert len({(one["response"]["status"], one["name"]) for one in said["x-examples"]}) >= 2, name
        assert said["x-examples"][0]["response"]["status"] < 300, name
        for one in said["x-examples"]:
            contents = said["responses"][str(one["response"]["status"])].get("content", {}).values()
            shown = [content["examples"].get(one["name"]) for content in contents if "examples" in content]
            assert one["response"]["body"] is None or {"value": one["response"]["body"]} in shown, name


def test_every_example_holds(office: Any, office_at_work: Any, pdf: bytes) -> None:
    """Each in a workspace of its own; the one for which the database has to go comes last."""
    examples = [(name, one) for name, (_, _, said) in OPERATIONS.items() for one in said["x-examples"]]
    differences = {}
    for name, one in sorted(examples, key=lambda example: example[1]["given"] == "no database"):
        own = (office_at_work if one["given"] == "worker" else office).in_workspace(uuid4().hex)
        if difference := differs(own, name, one, GIVEN[one["given"]](own, pdf)):
            differences[f"{name}: {one['name']}"] = difference
    assert not differences, "\n".join(f"{name}: {difference}" for name, difference in differences.items())


def differs(office: Any, name: str, example: dict[str, Any], ids: dict[str, str]) -> str | None:
    """In what the answer is not that of the example."""
    answer, expected = asked(office.client, name, example["request"], ids), example["response"]
    if answer.status_code != expected["status"]:
        return f"{answer.status_code} {answer.text}"
    if isinstance(expected["body"], str) or expected["body"] is None:
        return None if bool(answer.content) is (expected["body"] is not None) else "there is a body, or there is none"
    found = answer.json()
    for key in ("code", "status"):
        if found.get(key) != expected["body"].get(key):
            return f"{key} is {found.get(key)}"
    return None if shape_of(found) == shape_of(expected["body"]) else f"{shape_of(found)}"


def asked(client: Any, name: str, request: dict[str, Any], ids: dict[str, str]) -> Any:
    method, path, _ = OPERATIONS[name]
    sent: dict[str, Any] = {"params": request.get("query"), "headers": request.get("headers")}
    form = request.get("form", {})
    if form:
        listed = [(part, one) for part, value in form.items() for one in (value if isinstance(value, list) else [value])]
        sent["files"] = [(part, (one["name"], one["text"].encode())) for part, one in listed if not isinstance(one, str)]
        sent["data"] = {part: one for part, one in listed if isinstance(one, str)}
    if "body" in request:
        sent["json"] = request["body"]
    if "text" in request:
        sent["content"] = request["text"].encode()
    return client.request(method.upper(), path.format(**{"page": "1", "name": "invoice"} | ids), **sent)


def shape_of(value: Any) -> Any:
    """The names and what they stand for, whatever the values are; of a list its first element."""
    if isinstance(value, dict):
        return {key: "open" if key in OPEN else shape_of(one) for key, one in value.items()}
    return [shape_of(one) for one in value[:1]] if isinstance(value, list) else "value"
