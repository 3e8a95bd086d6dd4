"""Errors through the API: always a problem with a code, a sentence and a fix, and never a traceback or text of a document."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create
from assay.errors import StorageError
from assay.log import close_log, log_file, open_log
from assay.problem import CODES, STATUSES, status_of
from store.blobs import FolderBlobs
from store.pool import connect

SECRET = "Sehr geheim 4711"
PDF = {"Content-Type": "application/pdf"}
FORM = {"Content-Type": "multipart/form-data"}


def test_every_code_has_one_status_that_says_error() -> None:
    assert STATUSES.keys() <= CODES.keys()
    assert all(400 <= status_of(code) < 600 for code in CODES)


ODD: list[tuple[Callable[[TestClient], Any], int, str]] = [
    (lambda client: client.get("/v1/unheard-of"), 404, "not_found"),
    (lambda client: client.put("/v1/documents"), 405, "method_not_allowed"),
    (lambda client: client.post("/v1/documents", content=b"x", headers=PDF), 415, "media_type_unsupported"),
    (lambda client: client.post("/v1/documents"), 415, "media_type_unsupported"),
    (lambda client: client.post("/v1/documents", data={"schema": "x"}, files={"other": ("a", b"a")}), 422, "request_invalid"),
    (lambda client: client.post("/v1/documents", data={"metadata": "[1]"}, files={"file": ("a", b"a")}), 422, "request_invalid"),
    (lambda client: client.post("/v1/documents", content=b"--x", headers=FORM), 400, "request_malformed"),
    (lambda client: client.post("/v1/documents", files=[("file", ("a", b"a")), ("file", ("b", b"b"))]), 422, "request_invalid"),
    (lambda client: client.get("/v1/documents?limit=0"), 422, "request_invalid"),
    (lambda client: client.get("/v1/documents?status=%00"), 400, "request_malformed"),
    (lambda client: client.post("/v1/documents", data={"schema": "a\0"}, files={"file": ("a", b"a")}), 400, "request_malformed"),
    (lambda client: client.get("/v1/documents?cursor=bm9uc2Vuc2U="), 400, "cursor_invalid"),
    (lambda client: client.get("/v1/schemas/%00"), 404, "not_found"),
    (lambda client: client.get("/problems/unheard_of"), 404, "not_found"),
]


def test_what_is_off_with_a_request_is_a_problem(office: Any) -> None:
    for place, (send, status, code) in enumerate(ODD):
        answer = send(office.client)
        assert (place, answer.status_code, answer.json()["code"]) == (place, status, code)
        check(office.client, answer)


def check(client: TestClient, answer: Any) -> None:
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert problem["title"]
    assert problem["detail"]
    assert problem["fix"]
    assert ("Retry-After" in answer.headers) is problem["retryable"]
    assert client.get(problem["type"]).json()["code"] == problem["code"]


def test_a_decision_that_is_no_decision_is_told_where(office: Any) -> None:
    said = [{"path": "/total", "verdict": SECRET}, {"path": "/total", "verdict": "correct"}, {"verdict": "confirm", SECRET: 1}]
    answer = office.post("/v1/review/6f1c2b1e-3d0c-4a51-9a53-0f6f3f6a7d10/decisions", json={"decisions": said})
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["errors"]} >= {"/decisions/0/verdict", "/decisions/1", "/decisions/2/path"}


def test_a_body_that_is_no_json_is_malformed(office: Any) -> None:
    headers = {"Content-Type": "application/json"}
    answer = office.post("/v1/review/6f1c2b1e-3d0c-4a51-9a53-0f6f3f6a7d10/decisions", content=b'{"a": ' + SECRET.encode(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "request_malformed")
    assert SECRET not in answer.text


def test_a_small_request_has_a_small_bound(office: Any) -> None:
    answer = office.post("/v1/review/6f1c2b1e-3d0c-4a51-9a53-0f6f3f6a7d10/decisions", json={"decisions": "x" * 2_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    check(office.client, answer)


def test_an_id_of_the_caller_is_kept_when_it_is_harmless(office: Any) -> None:
    assert office.get("/v1/nothing", headers={"X-Request-Id": "order-4711.a"}).json()["request_id"] == "order-4711.a"
    for odd in ("a b", "x" * 65, "<b>", ""):
        assert office.get("/v1/nothing", headers={"X-Request-Id": odd}).json()["request_id"] != odd


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    open_log(tmp_path)
    yield log_file(tmp_path)
    close_log()


class BrokenBlobs(FolderBlobs):
    def put(self, data: bytes) -> str:  # noqa: ARG002  the contract's signature
        raise ZeroDivisionError(SECRET)


class FullBlobs(FolderBlobs):
    def put(self, data: bytes) -> str:  # noqa: ARG002  the contract's signature
        raise StorageError("storage_full")


def test_what_nobody_foresaw_stands_in_the_log_and_not_in_the_answer(office: Any, tmp_path: Path, log: Path) -> None:
    broken = create(replace(office.system, blobs=BrokenBlobs(tmp_path)), None)  # type: ignore[arg-type]  # nothing is drawn here
    client = TestClient(broken, headers=office.client.headers)
    answer = client.post("/v1/documents", files={"file": (f"{SECRET}.txt", SECRET.encode())}, headers={"X-Request-Id": "r-1"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    check(client, answer)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    (unexpected,) = [one for one in events if one["event"] == "unexpected_error"]
    assert (unexpected["request"], unexpected["error"]) == ("r-1", "ZeroDivisionError")
    assert {"event": "request", "method": "POST", "route": "/v1/documents", "status": 500}.items() <= events[-2].items() | events[1].items()
    assert SECRET not in log.read_text() + answer.text


def test_a_full_disk_is_said_and_nothing_is_accepted(office: Any, tmp_path: Path) -> None:
    full = create(replace(office.system, blobs=FullBlobs(tmp_path)), None)  # type: ignore[arg-type]  # nothing is drawn here
    answer = TestClient(full, headers=office.client.headers).post("/v1/documents", files={"file": ("a.txt", b"a")})
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert office.get("/v1/documents").json()["documents"] == []


def test_a_database_that_is_gone_is_said_until_it_is_back(office: Any, server: str, database: str) -> None:
    name = urlsplit(database).path.strip("/")
    with connect(server, autocommit=True) as admin:
        admin.execute(f"alter database {name} allow_connections false".encode())
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        answer = office.submit()
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
        check(office.client, answer)
        ready = office.get("/readyz")
        assert (ready.status_code, ready.json()["parts"]["database"]["state"]) == (503, "down")
        assert office.get("/healthz").status_code == 200
        admin.execute(f"alter database {name} allow_connections true".encode())
    deadline = time.monotonic() + 60
    while office.submit().status_code == 503:
        assert time.monotonic() < deadline
    assert office.submit().json()["duplicate_of"]


def test_readiness_says_which_part_is_degraded(office: Any) -> None:
    ready = office.get("/readyz").json()
    assert ready["status"] == "degraded"
    assert {name: one["state"] for name, one in ready["parts"].items()} == {
        "database": "ok",
        "blobs": "ok",
        "broker": "degraded",
        "workers": "degraded",
        "sweeper": "ok",
    }
    office.shift.heart.beat()
    assert office.get("/readyz").json()["parts"]["workers"]["state"] == "ok"


def test_the_numbers_are_those_of_the_system(office: Any) -> None:
    office.read()
    office.submit(b"waits")
    office.shift.heart.beat()
    numbers = office.get("/metrics").text
    for line in (
        'assay_documents{status="queued"} 1.0',
        'assay_documents{status="succeeded"} 1.0',
        'assay_jobs{state="waiting"} 1.0',
        "assay_reviews 1.0",
        'assay_processes{kind="worker"} 1.0',
        "assay_broker_up 0.0",
    ):
        assert line in numbers.splitlines()


def test_the_reference_is_shown_and_loads_nothing(app: FastAPI) -> None:
    page = TestClient(app).get("/docs")
    assert "POST /v1/documents" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert not any(word in page.text for word in ("<script", "src=", "href="))
    assert TestClient(app).get("/openapi.json").json()["openapi"].startswith("3.1")
