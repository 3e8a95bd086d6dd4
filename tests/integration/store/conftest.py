"""A desk in one workspace of a fresh database: documents are handed in, worked on and judged with the functions of the store."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from store.blobs import FolderBlobs
from store.documents import Submission, Submitted, submit
from store.jobs import Finished, Job, claim_jobs, finish
from store.pool import Database, connect
from store.schemas import publish
from store.workspaces import ensure_workspace

HASH = "5c" * 32


def field_form(value: Any, *, state: str = "accepted", confidence: float | None = 0.99) -> dict[str, Any]:
    return {
        "value": value,
        "raw": None if value is None else str(value),
        "state": state,
        "confidence": confidence,
        "why": [{"signal": "beside_label", "says": "It stands beside its label."}],
        "source": {"kind": "rule", "id": "total.from[0]", "extractor": "label@1"},
        "evidence": [{"part": "main", "page": 1, "box": [0.1, 0.2, 0.3, 0.25], "page_size": [595.0, 842.0], "chars": [3, 9], "quote": "x"}],
        "rivals": [{"value": "other", "confidence": 0.05}],
        "cost": {"calls": 0, "usd": "0"},
    }


def result_form(fields: Mapping[str, dict[str, Any]], *, status: str = "succeeded", error: dict[str, Any] | None = None) -> dict[str, Any]:
    doubtful = [path for path, field in fields.items() if field["state"] in ("check", "missing", "invalid")]
    return {
        "document": {
            "id": None,
            "name": "a.pdf",
            "sha256": "ab",
            "media_type": "application/pdf",
            "pages": 2,
            "parent": None,
            "page_range": None,
            "pieces": [],
        },
        "schema": {"name": "invoice", "version": 1, "hash": HASH},
        "revision": 1,
        "status": status,
        "error": error,
        "review": {"state": "needs_review" if doubtful else "not_required", "fields": doubtful},
        "data": {path.strip("/"): field["value"] for path, field in fields.items()},
        "fields": dict(fields),
        "checks": [{"name": "adds_up", "passed": True, "severity": "error", "says": "1 + 1 = 2", "fields": list(fields)}],
        "usage": {"calls": 1, "input_tokens": 912, "cached_tokens": 0, "output_tokens": 88, "usd": "0.0005"},
        "timings_ms": {"read": 4.125, "total": 818.2},
    }


@dataclass(frozen=True)
class Desk:
    db: Database
    workspace: UUID
    blobs: FolderBlobs

    def submit(self, data: bytes, **about: Any) -> Submitted:
        sha256 = self.blobs.put(data)
        about = {"name": "a.pdf", "size": len(data), "origin": "api", **about}
        return submit(self.db, self.workspace, Submission(sha256=sha256, **about), blobs=self.blobs)

    def claim(self, *, lease_seconds: float = 60) -> Job:
        (job,) = claim_jobs(self.db, worker="worker-1", lease_seconds=lease_seconds)
        return job

    def read(self, data: bytes, fields: Mapping[str, dict[str, Any]], **more: Any) -> UUID:
        """A document that was handed in and worked on."""
        document = self.submit(data, **more.pop("about", {})).document
        assert finish(self.db, [Finished(lease=self.claim().lease, form=result_form(fields), **more)])
        return document

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.db.execute(query.encode()).fetchall()


@pytest.fixture
def connections(database: str) -> Iterator[Callable[[], Database]]:
    """Further connections to the test's database, one for each pretended process."""
    with ExitStack() as open_ones:
        yield lambda: open_ones.enter_context(connect(database, autocommit=True))


@pytest.fixture
def desk(connections: Callable[[], Database], tmp_path: Path) -> Desk:
    return desk_in(connections(), "one", tmp_path)


@pytest.fixture
def other_desk(connections: Callable[[], Database], tmp_path: Path) -> Desk:
    return desk_in(connections(), "other", tmp_path)


def desk_in(db: Database, name: str, folder: Path) -> Desk:
    workspace = ensure_workspace(db, name)
    publish(db, workspace, name="invoice", content=HASH, source="schema: invoice", by="analyst")
    return Desk(db=db, workspace=workspace, blobs=FolderBlobs(folder / "blobs"))


@pytest.fixture
def field() -> Callable[..., dict[str, Any]]:
    return field_form


@pytest.fixture
def form() -> Callable[..., dict[str, Any]]:
    return result_form
