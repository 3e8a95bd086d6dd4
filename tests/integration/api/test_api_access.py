"""Who may ask what, and that nothing of another workspace is known: over every operation of the API's own description."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create, described
from api.caller import SCOPES, Caller, who
from store.pool import transaction
from store.tokens import revoke_token, tokens

DOCUMENT = described().openapi()
OPERATIONS = [(method, path, said) for path, methods in DOCUMENT["paths"].items() for method, said in methods.items()]
WITH_ID = [one for one in OPERATIONS if "{document}" in one[1] or "{batch}" in one[1]]
OPEN = {"alive", "ready"}


def asked(client: TestClient, method: str, path: str, said: dict[str, Any], ids: dict[str, str]) -> Any:
    """The operation's first example, which is one that is carried out, with these ids."""
    request = said["x-examples"][0]["request"]
    sent: dict[str, Any] = {"params": request.get("query"), "headers": request.get("headers")}
    if "form" in request:
        sent |= form_of(request["form"])
    elif "body" in request:
        sent |= {"json": request["body"]}
    return client.request(method.upper(), path.format(**{"page": "1", "name": "invoice"} | ids), **sent)


def form_of(form: dict[str, Any]) -> dict[str, Any]:
    sent = [(name, one) for name, value in form.items() if not isinstance(value, str) for one in as_list(value)]
    files = [(name, (one["name"], one["text"].encode())) for name, one in sent]
    return {"files": files, "data": {name: value for name, value in form.items() if isinstance(value, str)}}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_without_a_token_only_the_state_is_told(app: FastAPI) -> None:
    ids = {"document": str(uuid4()), "batch": str(uuid4())}
    answers = {said["operationId"]: asked(TestClient(app), method, path, said, ids) for method, path, said in OPERATIONS}
    assert {name for name, answer in answers.items() if answer.status_code in (200, 503)} == OPEN
    for name in answers.keys() - OPEN:
        assert (name, answers[name].status_code, answers[name].json()["code"]) == (name, 401, "unauthorised")
        assert answers[name].headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_what_the_description_says_and_no_more(office: Any, scope: str) -> None:
    program = office.with_scopes(scope)
    ids = {"document": str(uuid4()), "batch": str(uuid4())}
    for method, path, said in OPERATIONS:
        needed = needed_scopes(said)
        answer = asked(program.client, method, path, said, ids)
        if needed <= {scope} or scope == "admin":
            assert answer.status_code not in (401, 403), (path, answer.text)
        else:
            assert (path, answer.status_code, answer.json()["code"]) == (path, 403, "forbidden")
            assert f"`{next(iter(needed))}`" in answer.json()["detail"]


def needed_scopes(said: dict[str, Any]) -> set[str]:
    if said["operationId"] == "metrics":
        return {"admin"}
    return {scope for entry in said.get("security", []) for scope in entry["bearer"]}


def test_an_id_of_another_workspace_is_unknown_everywhere(office: Any, other_office: Any) -> None:
    document = office.submit().json()["id"]
    batch = office.post("/v1/batches", files=[("files", ("a.txt", b"a"))]).json()["id"]
    before = office.get(f"/v1/documents/{document}").json()
    assert len(WITH_ID) > 15

    for method, path, said in WITH_ID:
        answer = asked(other_office.client, method, path, said, {"document": document, "batch": batch})
        assert (path, answer.status_code, answer.json()["code"]) == (path, 404, "not_found")
    assert office.get(f"/v1/documents/{document}").json() == before


def test_a_list_shows_the_own_workspace_only(office: Any, other_office: Any) -> None:
    office.submit()
    office.post("/v1/batches", files=[("files", ("a.txt", b"a"))])
    listed = other_office.get("/v1/documents").json()
    assert (listed["documents"], listed["facets"]["status"]) == ([], {})
    assert other_office.get("/v1/review").json()["reviews"] == []
    assert other_office.submit().json()["duplicate_of"] is None


def test_what_is_no_id_is_unknown(office: Any) -> None:
    for id_ in ("nonsense", "0", "%00", "..", "6f1c2b1e-3d0c-4a51-9a53-0f6f3f6a7d1"):
        answer = office.get(f"/v1/documents/{id_}/result")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_token_that_is_wrong_is_refused(app: FastAPI) -> None:
    for header in (b"", b"Bearer", b"Bearer assay_wrong", b"Basic YTpi", b"Bearer \xff"):
        answer = TestClient(app).get("/v1/documents", headers=[(b"authorization", header)])
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised")


def test_a_token_is_refused_from_the_moment_it_is_revoked(office: Any) -> None:
    with transaction(office.system.pool) as connection:
        (token,) = tokens(connection, office.workspace)
        assert office.get("/v1/documents").status_code == 200
        revoke_token(connection, office.workspace, token.id)
    assert office.get("/v1/documents").status_code == 401


def test_metrics_are_for_this_machine_unless_it_asks_for_another(app: FastAPI) -> None:
    here = TestClient(app, client=("127.0.0.1", 50000))
    assert 'assay_documents{status="queued"} 0.0' in here.get("/metrics").text
    assert here.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 401


def test_another_app_may_say_who_asks_and_not_what_they_may(office: Any) -> None:
    inner = create(office.system, office.shift.desk)
    reviewer = Caller(workspace=office.workspace, name="ann", key="session-1", scopes=frozenset({"review"}))
    inner.dependency_overrides[who] = lambda: reviewer
    outer = FastAPI()
    outer.mount("/console/api", inner)
    client = TestClient(outer)
    office.submit(b"one")
    office.submit(b"two")

    page = client.get("/console/api/v1/documents?limit=1").json()
    assert page["next_url"].startswith("/console/api/v1/documents?")
    assert len(client.get(page["next_url"]).json()["documents"]) == 1
    refused = client.post("/console/api/v1/documents", files={"file": ("a", b"a")})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert client.get(refused.json()["type"]).status_code == 200
    reviewer = replace(reviewer, scopes=frozenset({"submit"}))
    accepted = client.post("/console/api/v1/documents", files={"file": ("a", b"a")})
    assert accepted.headers["Location"] == f"/console/api/v1/documents/{accepted.json()['id']}"
