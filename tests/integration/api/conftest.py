"""The real app over a real database, real blobs and a real desk, asked as another program would ask it."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand
from engine.errands import desk as open_desk
from store.pool import transaction
from store.processes import Self
from store.tokens import add_token
from store.workspaces import ensure_workspace
from workers.bell import Silent
from workers.heart import Heart
from workers.shift import Shift
from workers.system import System, open_system

EVERYTHING = ("submit", "review", "author", "admin")
INVOICE = b"INVOICE\n\nInvoice number: INV-2041\nInvoice date: 2026-03-05\n\nInvoice total: 1,234.50 EUR\n"


@dataclass(frozen=True)
class Office:
    """A program with a token, the system that it talks to, and the worker of that system."""

    app: FastAPI
    client: TestClient
    system: System
    shift: Shift
    workspace: UUID

    def with_scopes(self, *scopes: str, name: str = "program") -> "Office":
        """Another program of the same workspace."""
        return replace(self, client=client_of(self.app, self.system, self.workspace, scopes or EVERYTHING, name))

    def in_workspace(self, name: str) -> "Office":
        """A program of another workspace."""
        with transaction(self.system.pool) as connection:
            workspace = ensure_workspace(connection, name)
        return replace(self, client=client_of(self.app, self.system, workspace, EVERYTHING), workspace=workspace)

    def post(self, path: str, **request: Any) -> Any:
        return self.client.post(path, **request)

    def get(self, path: str, **request: Any) -> Any:
        return self.client.get(path, **request)

    def submit(self, data: bytes = INVOICE, name: str = "invoice.txt", schema: str = "invoice", **request: Any) -> Any:
        return self.post("/v1/documents", files={"file": (name, data)}, data={"schema": schema}, **request)

    def work(self) -> None:
        """Work on everything that is due, as a worker does it when its bell rings."""
        with transaction(self.system.pool) as connection:
            due = connection.execute("select id from jobs order by created_at, id").fetchall()
        for (job,) in due:
            self.shift.work([job])

    def read(self, data: bytes = INVOICE, **about: Any) -> str:
        """A document that was handed in and worked on."""
        document: str = self.submit(data, **about).json()["id"]
        self.work()
        return document


class Thread:
    """A bell whose worker is a thread of this process."""

    def __init__(self) -> None:
        self.shift: Shift | None = None
        self._threads = ThreadPoolExecutor(1)

    def ring(self, jobs: Sequence[UUID], *, together: bool) -> bool:
        assert self.shift is not None
        for chunk in [list(jobs)] if together else [[job] for job in jobs]:
            self._threads.submit(self.shift.work, chunk)
        return True

    def waiting(self) -> int | None:
        return 0

    def end(self) -> None:
        """Let the worker end what it has begun."""
        self._threads.shutdown(cancel_futures=True)


def client_of(app: FastAPI, system: System, workspace: UUID, scopes: Sequence[str], name: str = "program") -> TestClient:
    with transaction(system.pool) as connection:
        token = add_token(connection, workspace, name=name, scopes=scopes)
    return TestClient(app, headers={"Authorization": f"Bearer {token.secret}"}, raise_server_exceptions=False)


def shift_of(system: System, desk: Desk[Errand, Answered]) -> Shift:
    heart = Heart(system.pool, Self(kind="worker"), lease_seconds=60, facts={})
    return Shift(system=system, desk=desk, asker=None, heart=heart, stopping=threading.Event())


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk[Errand, Answered]]:
    with open_desk(Settings(data_dir=tmp_path_factory.mktemp("desk")), children=1) as opened:
        yield opened


@pytest.fixture
def system(database: str, tmp_path: Path) -> Iterator[System]:
    with open_system(Settings(data_dir=tmp_path), database, bell=Silent(), connections=4, patience=2.0) as opened:
        yield opened


@pytest.fixture
def app(system: System, desk: Desk[Errand, Answered]) -> FastAPI:
    return create(system, desk)


@pytest.fixture
def office(app: FastAPI, system: System, desk: Desk[Errand, Answered]) -> Office:
    client = client_of(app, system, system.workspace, EVERYTHING)
    return Office(app=app, client=client, system=system, shift=shift_of(system, desk), workspace=system.workspace)


@pytest.fixture
def office_at_work(system: System, desk: Desk[Errand, Answered]) -> Iterator[Office]:
    """An office whose worker hears the bell."""
    bell = Thread()
    awake = replace(system, bell=bell)
    bell.shift = shift_of(awake, desk)
    app = create(awake, desk)
    client = client_of(app, awake, awake.workspace, EVERYTHING)
    yield Office(app=app, client=client, system=awake, shift=bell.shift, workspace=awake.workspace)
    bell.end()


@pytest.fixture
def other_office(office: Office) -> Office:
    return office.in_workspace("other")


@pytest.fixture
def pdf() -> bytes:
    """One page of 200 x 100 points on which a number is printed."""
    drawn = b"BT /F1 12 Tf 20 50 Td (INV-2041) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (table, len(data))
