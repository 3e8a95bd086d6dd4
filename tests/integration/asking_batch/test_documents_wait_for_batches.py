"""A worker whose documents may only be asked about in the provider's batch: they wait without a lease, and are woken by its answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from asking.batch.clerk import Clerk
from asking.batch.open import Pace, open_clerk, open_inbox
from asking.open import open_asker
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand
from engine.errands import desk as open_desk
from store.documents import erase
from store.extractions import result
from store.pool import connect, transaction
from store.processes import Self
from store.shelf import PostgresShelf
from tests.standin.batches import BatchStandin
from tests.standin.server import error
from workers.bell import Silent
from workers.clerk import clerk_until, round_once, seconds_for_batches
from workers.heart import Heart
from workers.intake import Handed, hand_in
from workers.shift import Shift
from workers.system import System, open_system

# A live call may cost some dollars, in a batch a hundredth of that.
SCHEMA = """\
assay: 1
schema: bill
locale: [en]
budget: {per_document: 0.5, at_limit: [batch, rules_only]}
fields:
  total: {type: text, from: [model]}
"""
PRICES = """
[[price]]
model = "openai/stand-in"
from = 2020-01-01
input = 1000
output = 1000
batch = 0.01
source = "a test"
"""


@dataclass(frozen=True)
class Hall:
    """A system with a worker and a clerk of its own, and a provider."""

    system: System
    shift: Shift
    clerk: Clerk
    standin: BatchStandin

    def hand_in(self, *texts: str) -> list[UUID]:
        files = [Handed(name=f"{text}.txt", data=f"Total {text}".encode(), origin="api", schema="bill") for text in texts]
        return [one.document for one in hand_in(self.system, self.system.workspace, files)]

    def work(self) -> None:
        self.shift.work([job for (job,) in self.rows("select id from jobs where due_at <= now() order by created_at, id")])

    def clerk_works(self, times: int = 3) -> None:
        with connect(self.system.settings.database_url or "", autocommit=True) as connection:
            for _ in range(times):
                round_once(self.clerk, connection)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with transaction(self.system.pool) as connection:
            return connection.execute(query.encode()).fetchall()

    def result(self, document: UUID) -> Any:
        with transaction(self.system.pool) as connection:
            return result(connection, self.system.workspace, document)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk[Errand, Answered]]:
    with open_desk(Settings(data_dir=tmp_path_factory.mktemp("desk"), model="openai/stand-in"), children=1) as opened:
        yield opened


@pytest.fixture
def hall(database: str, tmp_path: Path, desk: Desk[Errand, Answered]) -> Iterator[Hall]:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "bill.yaml").write_text(SCHEMA)
    (tmp_path / "prices.toml").write_text(PRICES)
    with ExitStack() as opened:
        standin = opened.enter_context(BatchStandin({"total": ("5", "Total 5")}))
        given = {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "key"}
        given |= {"ASSAY_PRICES": str(tmp_path / "prices.toml"), "ASSAY_DATA_DIR": str(tmp_path), "ASSAY_DATABASE_URL": database}
        settings = Settings.from_environment(given)
        system = opened.enter_context(open_system(settings, database, bell=Silent()))
        shelf, seconds = PostgresShelf(system.pool), seconds_for_batches(settings)
        asker = opened.enter_context(open_asker(settings, shelf, inbox=open_inbox(settings, shelf, seconds=seconds)))
        heart = Heart(system.pool, Self(kind="worker"), lease_seconds=60, facts={})
        shift = Shift(system=system, desk=desk, asker=asker, heart=heart, stopping=threading.Event())
        clerk = open_clerk(settings, shelf, seconds=seconds, pace=Pace(patience=0, look=0))
        yield Hall(system=system, shift=shift, clerk=clerk, standin=standin)


def test_a_document_waits_without_a_lease_and_ends_with_the_batch_s_answer(hall: Hall) -> None:
    (document,) = hall.hand_in("5")
    hall.work()
    assert hall.rows("select stage, worker, attempts, due_at > now() + interval '23 hours' from jobs") == [
        ("awaiting_model", None, 0, True)
    ]
    hall.work()
    hall.clerk_works()
    hall.work()
    found = hall.result(document)
    assert (found["status"], found["data"]["total"]) == ("succeeded", "5")
    assert (found["usage"]["calls"], found["usage"]["usd"]) == (1, "0.0011")
    assert hall.rows("select count(*) from jobs") == [(0,)]
    assert hall.standin.live == []
    assert hall.rows("select kind, count(*) from model_calls group by kind") == [("batch", 1)]


def test_documents_of_one_batch_share_a_call(hall: Hall) -> None:
    documents = hall.hand_in("5", "5 of 5", "five: 5")
    hall.work()
    hall.clerk_works()
    hall.work()
    assert [hall.result(document)["status"] for document in documents] == ["succeeded"] * 3
    assert len(hall.standin.requests) == 1


def test_a_document_waits_on_while_its_batch_is_under_way(hall: Hall) -> None:
    hall.standin.held = True
    hall.hand_in("5")
    hall.work()
    hall.clerk_works()
    assert hall.rows("select stage, due_at > now() from jobs") == [("awaiting_model", True)]
    hall.rows("update jobs set due_at = now() returning id")  # somebody wants it at once
    hall.work()
    assert hall.standin.live == []
    assert hall.rows("select stage, worker from jobs") == [("awaiting_model", None)]


def test_without_batches_a_document_ends_with_what_its_budget_allows(hall: Hall) -> None:
    hall.standin.against("POST", "files", error(404))
    (document,) = hall.hand_in("5")
    hall.work()
    hall.clerk_works(1)
    hall.work()
    found = hall.result(document)
    assert (found["status"], found["fields"]["/total"]["state"]) == ("succeeded", "missing")
    assert found["usage"]["calls"] == 0
    assert hall.standin.requests == []


def test_a_document_that_is_erased_takes_its_questions_along(hall: Hall) -> None:
    one, other = hall.hand_in("5", "5 of 5")
    hall.work()
    with transaction(hall.system.pool) as connection:
        erase(connection, hall.system.workspace, one, by="ann", reason="asked for")
    assert hall.rows("select document_id from model_questions") == [(other,)]
    hall.clerk_works()
    assert "5 of 5" in str(hall.standin.requests)
    assert len(hall.standin.requests) == 1


def test_a_worker_s_clerk_leads_and_moves_batches(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.clerk.SECONDS_BETWEEN_ROUNDS", 0.05)
    monkeypatch.setattr("workers.leading.SECONDS_TO_LOOK_ON", 0.05)
    monkeypatch.setattr("workers.clerk.RUNNING", Pace(patience=0, look=0))
    hall.hand_in("5")
    hall.work()
    stopped = threading.Event()
    clerks = [threading.Thread(target=clerk_until, args=(stopped, hall.system, hall.system.settings.database_url)) for _ in range(2)]
    for clerk in clerks:
        clerk.start()
    while hall.rows("select count(*) from jobs where due_at <= now()") == [(0,)]:
        stopped.wait(0.05)
    stopped.set()
    for clerk in clerks:
        clerk.join()
    assert len(hall.standin.batches) == 1
    assert hall.rows("select outcome from model_questions") == [("answered",)]
