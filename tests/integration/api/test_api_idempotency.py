"""Requests that are sent again with their key."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.testclient import TestClient

from store.idempotency import Request, begin
from store.pool import transaction

KEY = {"Idempotency-Key": "order-4711"}


def test_a_request_that_comes_again_gets_the_same_answer_and_does_nothing(office: Any) -> None:
    first = office.submit(headers=KEY)
    office.work()
    again = office.submit(headers=KEY)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Location"] == first.headers["Location"]
    assert (first.headers.get("Idempotent-Replayed"), again.headers.get("Idempotent-Replayed")) == (None, "true")
    assert len(office.get("/v1/documents").json()["documents"]) == 1


def test_a_key_belongs_to_one_body(office: Any) -> None:
    office.submit(headers=KEY)
    for about in ({"data": b"other"}, {"schema": "receipt"}, {"name": "b.txt"}):
        other = office.submit(headers=KEY, **about)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")


def test_a_key_belongs_to_one_token_and_one_address(office: Any) -> None:
    document = office.submit(headers=KEY).json()["id"]
    assert office.post(f"/v1/documents/{document}/cancel", headers=KEY).json()["status"] == "canceled"
    assert office.with_scopes("submit").submit(b"other", headers=KEY).status_code == 202


def test_a_request_under_way_is_not_begun_twice(office: Any) -> None:
    first = office.submit(headers=KEY)
    with transaction(office.system.pool) as connection:
        scope, digest = connection.execute("select scope, body_hash from idempotency_keys").fetchone() or ("", "")
        assert begin(connection, Request(workspace=office.workspace, scope=scope, key="second", body_hash=digest)) is None
    second = office.submit(headers={"Idempotency-Key": "second"})
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_flight")
    assert int(second.headers["Retry-After"]) > 0
    assert first.status_code == 202


def test_many_at_once_make_one_batch(office: Any) -> None:
    def send(_: int) -> Any:
        client = TestClient(office.app, headers=office.client.headers)
        return client.post("/v1/batches", files=[("files", ("a.txt", b"a")), ("files", ("b.txt", b"b"))], headers=KEY)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(8)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 202}) == 1


def test_a_key_may_be_used_again_after_an_error(office: Any) -> None:
    assert office.submit(schema="unheard_of", headers=KEY).status_code == 404
    assert office.submit(headers=KEY).status_code == 202


def test_a_key_that_cannot_be_one_is_refused(office: Any) -> None:
    for key in ("", "x" * 256):
        answer = office.submit(headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "header/Idempotency-Key")
