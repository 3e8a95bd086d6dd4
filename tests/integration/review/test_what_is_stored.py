"""Checks against the other documents of a workspace, asked by a child and answered by the worker that waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from assay.errors import DocumentError
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand
from engine.errands import desk as open_desk
from store.extractions import result
from store.pool import transaction
from store.processes import Self
from workers.bell import Silent
from workers.heart import Heart
from workers.intake import Handed, hand_in
from workers.review import Saying, decide, explain
from workers.shift import Shift
from workers.system import System, open_system

SCHEMA = """\
assay: 1
schema: bill
locale: [en]
defaults: {target_accuracy: 0.5}
fields:
  seller: {type: code, labels: [Seller No], required: true, from: label}
  number: {type: code, labels: [Bill No], required: true, from: label}
  iban: {type: iban, labels: [IBAN], from: label}
  note: {type: code, labels: [Note], from: label}
checks:
  not_seen_before: {that: 'not exists(seller, number)', says: 'Seller {seller} sent {number} before.', code: duplicate}
review:
  always: ['changed(iban, by: seller)']
"""
OLD, NEW = "DE89 3704 0044 0532 0130 00", "DE02 1203 0000 0000 2020 51"


@dataclass(frozen=True)
class Hall:
    """A system with a worker of its own."""

    system: System
    desk: Desk[Errand, Answered]
    shift: Shift

    def read(self, seller: str, number: str, iban: str = OLD, more: str = "") -> UUID:
        text = f"Seller No: {seller}\nBill No: {number}\nIBAN: {iban}\n{more}".encode()
        (handed,) = hand_in(self.system, self.system.workspace, [Handed(name="b.txt", data=text, origin="api", schema="bill", waited=True)])
        with transaction(self.system.pool) as connection:
            jobs = connection.execute("select id from jobs").fetchall()
        self.shift.work([job for (job,) in jobs])
        return handed.document

    def result(self, document: UUID) -> Any:
        with transaction(self.system.pool) as connection:
            return result(connection, self.system.workspace, document)

    def states(self, document: UUID) -> dict[str, str]:
        return {path: one["state"] for path, one in self.result(document)["fields"].items()}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk[Errand, Answered]]:
    with open_desk(Settings(data_dir=tmp_path_factory.mktemp("desk")), children=1) as opened:
        yield opened


@pytest.fixture
def hall(database: str, tmp_path: Path, desk: Desk[Errand, Answered]) -> Iterator[Hall]:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "bill.yaml").write_text(SCHEMA)
    with open_system(Settings(data_dir=tmp_path), database, bell=Silent()) as system:
        heart = Heart(system.pool, Self(kind="worker"), lease_seconds=60, facts={})
        yield Hall(system=system, desk=desk, shift=Shift(system=system, desk=desk, asker=None, heart=heart, stopping=threading.Event()))


def test_a_bill_that_came_before_waits_with_the_sentence_and_the_first_one_does_not(hall: Hall) -> None:
    first = hall.read("S-100", "R-2041")
    assert hall.states(first) == {"/seller": "accepted", "/number": "accepted", "/iban": "accepted", "/note": "absent"}
    again = hall.read("S-100", "R-2041", more="second copy\n")
    found = hall.result(again)
    (check,) = found["checks"]
    assert (check["passed"], check["says"]) == (False, "Seller S-100 sent R-2041 before.")
    assert found["review"]["fields"] == ["/seller", "/number"]
    other = hall.read("S-200", "R-2041")
    assert hall.result(other)["review"]["state"] == "not_required"


def test_an_account_that_changed_is_looked_at_and_is_known_once_it_is_confirmed(hall: Hall) -> None:
    hall.read("S-100", "R-2041")
    changed = hall.read("S-100", "R-2042", NEW)
    found = hall.result(changed)
    assert found["review"]["fields"] == ["/seller", "/iban"]
    assert found["fields"]["/iban"]["why"][0] == {
        "signal": "always_reviewed",
        "says": "The schema has a person look whenever changed(iban, by: seller) is true.",
    }
    said = [Saying(path=path, verdict="confirm") for path in ("/iban", "/seller")]
    decide(hall.system, hall.desk, hall.system.workspace, changed, revision=1, by="ann", said=said)
    assert hall.result(changed)["review"]["state"] != "needs_review"
    assert hall.states(hall.read("S-100", "R-2043", NEW))["/iban"] == "accepted"


def test_what_a_person_corrects_is_compared_with_the_others_anew(hall: Hall) -> None:
    hall.read("S-100", "R-2041")
    other = hall.read("S-100", "R-2O41")
    assert hall.result(other)["checks"][0]["passed"]
    said = [Saying(path="/number", verdict="correct", typed="R-2041")]
    decide(hall.system, hall.desk, hall.system.workspace, other, revision=1, by="ann", said=said)
    found = hall.result(other)
    assert not found["checks"][0]["passed"]
    assert (found["fields"]["/number"]["state"], found["fields"]["/seller"]["state"]) == ("corrected", "check")


def test_a_document_that_is_decided_about_does_not_meet_itself(hall: Hall) -> None:
    first = hall.read("S-100", "R-2041")
    said = [Saying(path="/number", verdict="confirm")]
    decide(hall.system, hall.desk, hall.system.workspace, first, revision=1, by="ann", said=said)
    assert hall.result(first)["checks"][0]["passed"]
    assert hall.states(first)["/seller"] == "accepted"


def test_a_stored_document_is_explained_with_what_is_beside_it_and_what_people_said(hall: Hall) -> None:
    hall.read("S-100", "R-2041")
    again = hall.read("S-100", "R-2041", more="second copy\n")
    told = "\n".join(explain(hall.system, hall.desk, hall.system.workspace, again, "number"))
    assert "Source 1, its labels, found R-2041 on page 1" in told
    assert "Check not_seen_before fails: Seller S-100 sent R-2041 before." in told
    decide(hall.system, hall.desk, hall.system.workspace, again, revision=1, by="ann", said=[Saying(path="/number", verdict="confirm")])
    told = "\n".join(explain(hall.system, hall.desk, hall.system.workspace, again, "number"))
    assert "A person confirmed it." in told and "Decided by ann." in told
    with pytest.raises(DocumentError, match="no value called"):
        explain(hall.system, hall.desk, hall.system.workspace, again, "totl")
