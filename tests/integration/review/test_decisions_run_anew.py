"""A person's decision: the document is worked out anew with it, through the same judge, and kept as the next revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from assay.errors import DocumentError, Refused
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand, Work, Worked
from engine.errands import desk as open_desk
from store.extractions import result
from store.jobs import Finished, claim_jobs, finish
from store.pool import transaction
from store.review import claim_review, next_review
from workers.bell import Silent
from workers.intake import Handed, hand_in
from workers.review import Saying, decide, undo
from workers.system import System, open_system

SCHEMA = """\
assay: 1
schema: slip
locale: [en]
fields:
  number: {type: code, labels: [Slip No], required: true}
  net: {type: money, labels: [Net], required: true, cost_of_error: 40}
  tax: {type: money, labels: [Tax], required: true}
  total: {type: money, labels: [Total], required: true}
checks:
  sums: near(net + tax, total, 0.01)
"""
TEXT = b"Slip No: S-1001\nNet: 100.00\nTax: 20.00\nTotal: 125.00\nPaid in cash 120.00\n"


@dataclass(frozen=True)
class Table:
    """A system with one worked document."""

    system: System
    desk: Desk[Errand, Answered]
    document: UUID

    def said(self, *said: Saying, revision: int, by: str = "ada") -> int:
        return decide(self.system, self.desk, self.system.workspace, self.document, revision=revision, by=by, said=said)

    def undone(self, revision: int) -> int:
        return undo(self.system, self.system.workspace, self.document, revision=revision, by="ada")

    def result(self) -> Any:
        with transaction(self.system.pool) as connection:
            return result(connection, self.system.workspace, self.document)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk[Errand, Answered]]:
    with open_desk(Settings(data_dir=tmp_path_factory.mktemp("desk")), children=1) as opened:
        yield opened


@pytest.fixture
def table(database: str, tmp_path: Path, desk: Desk[Errand, Answered]) -> Iterator[Table]:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "slip.yaml").write_text(SCHEMA)
    with open_system(Settings(data_dir=tmp_path), database, bell=Silent()) as system:
        (handed,) = hand_in(system, system.workspace, [Handed(name="slip.txt", data=TEXT, origin="api", schema="slip", waited=True)])
        work(system, desk)
        yield Table(system=system, desk=desk, document=handed.document)


def work(system: System, desk: Desk[Errand, Answered]) -> None:
    """What a worker does, for the one job that is due."""
    with transaction(system.pool) as connection:
        (job,) = claim_jobs(connection, worker="test")
    schemas = system.versions.sources(job.workspace, job.schema_asked, job.schema_hash)
    worked = desk.ask(Work(document=str(job.document), name=job.name, data=system.blobs.get(job.sha256), schemas=schemas), seconds=60)
    assert isinstance(worked, Worked)
    done = Finished(lease=job.lease, form=worked.form, costs=worked.costs, parts=worked.parts, records=worked.records)
    with transaction(system.pool) as connection:
        assert finish(connection, [done])


def test_a_correction_makes_the_next_revision_and_the_judge_sees_it(table: Table) -> None:
    before = table.result()
    assert before["fields"]["/net"]["state"] == "check"
    revision = table.said(Saying(path="/total", verdict="correct", typed="120.00"), revision=1)
    after = table.result()
    assert after["revision"] == revision == 2
    assert after["fields"]["/total"]["state"] == "corrected"
    assert after["fields"]["/net"]["state"] == "accepted"
    assert [one["passed"] for one in after["checks"]] == [True]


def test_a_correction_that_is_printed_once_points_at_its_place(table: Table) -> None:
    table.said(Saying(path="/total", verdict="correct", typed="120.00"), revision=1)
    (evidence,) = table.result()["fields"]["/total"]["evidence"]
    assert evidence["quote"] == "120.00"
    table.said(Saying(path="/number", verdict="confirm"), revision=2)
    assert table.result()["fields"]["/total"]["evidence"] == [evidence]


def test_the_place_that_a_person_pointed_at_is_kept(table: Table) -> None:
    start = TEXT.decode().index("120.00")
    table.said(Saying(path="/total", verdict="correct", typed="120.00", span=(start, start + 6)), revision=1)
    assert table.result()["fields"]["/total"]["evidence"][0]["chars"] == [start, start + 6]


def test_the_last_doubt_that_is_settled_approves_the_document(table: Table) -> None:
    table.said(Saying(path="/total", verdict="correct", value={"amount": "120.00", "currency": None}), revision=1)
    state = table.result()
    open_fields = state["review"]["fields"]
    if open_fields:
        table.said(*(Saying(path=path, verdict="confirm") for path in open_fields), revision=2)
    assert table.result()["review"] == {"state": "approved", "fields": []}
    with transaction(table.system.pool) as connection:
        assert next_review(connection, table.system.workspace, reviewer="ada", lease_seconds=60) is None


def test_what_is_no_value_of_the_field_is_said_and_nothing_changes(table: Table) -> None:
    with pytest.raises(DocumentError) as met:
        table.said(Saying(path="/total", verdict="correct", typed="about a hundred"), revision=1)
    assert met.value.code == "value_unreadable"
    assert table.result()["revision"] == 1


def test_a_field_that_the_schema_does_not_have_is_said(table: Table) -> None:
    with pytest.raises(DocumentError) as met:
        table.said(Saying(path="/colour", verdict="confirm"), revision=1)
    assert met.value.code == "field_unknown"


def test_an_old_revision_is_refused(table: Table) -> None:
    table.said(Saying(path="/number", verdict="confirm"), revision=1)
    with pytest.raises(Refused) as met:
        table.said(Saying(path="/total", verdict="correct", typed="120.00"), revision=1)
    assert met.value.code == "revision_stale"


def test_what_another_reviewer_holds_is_refused(table: Table) -> None:
    with transaction(table.system.pool) as connection:
        claim_review(connection, table.system.workspace, table.document, reviewer="grace", lease_seconds=60)
    with pytest.raises(Refused) as met:
        table.said(Saying(path="/number", verdict="confirm"), revision=1)
    assert met.value.code == "held_by_another"


def test_an_undo_restores_what_was_before(table: Table) -> None:
    before = table.result()["fields"]
    table.said(Saying(path="/total", verdict="correct", typed="120.00"), revision=1)
    assert table.undone(2) == 3
    assert table.result()["fields"] == before
    table.said(Saying(path="/number", verdict="confirm"), revision=3)
    assert table.result()["fields"]["/total"]["state"] != "corrected"


def test_a_rejected_value_is_absent(table: Table) -> None:
    table.said(Saying(path="/total", verdict="reject"), revision=1)
    field = table.result()["fields"]["/total"]
    assert (field["state"], field["value"]) == ("absent", None)
