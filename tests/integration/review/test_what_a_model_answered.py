"""Decisions and replays hear what a model answered then, and nobody is asked again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from asking.open import open_asker
from assay.errors import ModelError
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand
from engine.errands import desk as open_desk
from exports.again import as_before, differences
from store.answers import erase_answers
from store.extractions import result
from store.pool import transaction
from store.processes import Self
from store.shelf import PostgresShelf
from tests.standin.server import Standin
from workers.bell import Silent
from workers.heart import Heart
from workers.intake import Handed, hand_in
from workers.replay import replay
from workers.review import Saying, decide
from workers.shift import Shift
from workers.system import System, open_system

SCHEMA = """\
assay: 1
schema: slip
locale: [en]
fields:
  number: {type: code, labels: [Slip No]}
  seller: {type: text, from: [model]}
  cashier: {type: text, from: [model]}
"""
TEXT = b"Slip No: S-1001\nCorner Bakery Co-op\nServed by: Ada\n"


@dataclass(frozen=True)
class Table:
    """A system with one document that a model was asked about, and where no model answers any more."""

    system: System
    desk: Desk[Errand, Answered]
    document: UUID

    def result(self) -> Any:
        with transaction(self.system.pool) as connection:
            return result(connection, self.system.workspace, self.document)

    def replayed(self) -> tuple[str, ...]:
        form, before = replay(self.system, self.desk, self.system.workspace, self.document)
        return differences(as_before(form, before), before)

    def confirm(self, path: str, *, revision: int) -> int:
        said = [Saying(path=path, verdict="confirm")]
        return decide(self.system, self.desk, self.system.workspace, self.document, revision=revision, by="ada", said=said)

    def forget(self) -> int:
        with PostgresShelf(self.system.pool).transaction() as opened:
            return erase_answers(opened, self.system.workspace, str(self.document))


@pytest.fixture
def table(database: str, tmp_path: Path) -> Iterator[Table]:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "slip.yaml").write_text(SCHEMA)
    with Standin({"seller": ("Corner Bakery Co-op", "Corner Bakery Co-op"), "cashier": ("Ada", "Served by: Ada")}) as standin:
        settings = Settings(model="openai/stand-in", model_base_url=standin.url, model_api_key="any", data_dir=tmp_path)
        with opened(settings, database) as (system, desk):
            (handed,) = hand_in(system, system.workspace, [Handed(name="slip.txt", data=TEXT, origin="api", schema="slip", waited=True)])
            assert handed.job is not None
            work(system, desk, settings, handed.job)
        assert len(standin.requests) == 1
    with opened(Settings(data_dir=tmp_path), database) as (system, desk):
        yield Table(system=system, desk=desk, document=handed.document)


@contextmanager
def opened(settings: Settings, database: str) -> Iterator[tuple[System, Desk[Errand, Answered]]]:
    with open_system(settings, database, bell=Silent()) as system, open_desk(settings, children=1) as desk:
        yield system, desk


def work(system: System, desk: Desk[Errand, Answered], settings: Settings, job: UUID) -> None:
    heart = Heart(system.pool, Self(kind="worker"), lease_seconds=60, facts={})
    with open_asker(settings, PostgresShelf(system.pool)) as asker:
        Shift(system=system, desk=desk, asker=asker, heart=heart, stopping=threading.Event()).work([job])


def test_a_replay_is_the_result_as_it_was(table: Table) -> None:
    before = table.result()

    assert before["data"] == {"number": "S-1001", "seller": "Corner Bakery Co-op", "cashier": "Ada"}
    assert before["usage"]["calls"] == 1
    assert table.replayed() == ()
    assert table.result() == before


def test_a_decision_keeps_what_the_model_said_of_the_other_fields_and_is_replayed_too(table: Table) -> None:
    before = table.result()

    assert table.confirm("/cashier", revision=1) == 2

    after = table.result()
    assert after["fields"]["/cashier"]["state"] == "confirmed"
    assert after["fields"]["/seller"] == before["fields"]["/seller"] | {"cost": {"calls": 0, "usd": "0"}}
    assert table.replayed() == ()


def test_nothing_is_decided_on_answers_that_are_gone(table: Table) -> None:
    before = table.result()
    assert table.forget() == 2

    for attempt in (lambda: table.confirm("/cashier", revision=1), table.replayed):
        with pytest.raises(ModelError) as refused:
            attempt()
        assert refused.value.code == "llm_unrecorded"
    assert table.result() == before
