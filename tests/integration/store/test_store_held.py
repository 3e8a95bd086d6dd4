"""What other documents hold: only the newest word of each counts, and no document meets itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from store.decisions import Judgement, Word, decide, undo
from store.documents import erase
from store.held import is_held, newest_held

OLD, NEW = "DE89370400440532013000", "DE02120300000000202051"


def held(desk: Any, document: UUID, **same: Any) -> bool:
    return is_held(desk.db, desk.workspace, document, schema="invoice", same={f"/{name}": value for name, value in same.items()})


def newest_iban(desk: Any, document: UUID, seller: str = "DE1") -> Any:
    return newest_held(desk.db, desk.workspace, document, schema="invoice", path="/iban", same={"/seller": seller})


def test_another_document_with_all_of_the_values_is_found_and_the_document_itself_is_not(desk: Any, field: Any) -> None:
    first = desk.read(b"1", {"/seller": field("DE1"), "/number": field("R-7")})
    assert not held(desk, first, seller="DE1", number="R-7")
    second = desk.read(b"2", {"/seller": field("DE1"), "/number": field("r-7", state="check")})
    assert held(desk, first, seller="DE1", number="R-7"), "a value that waits for a person is there as well, in whatever letters"
    assert held(desk, second, seller="DE1", number="R-7") and held(desk, second, number="R-7")
    assert not held(desk, second, seller="DE2", number="R-7")
    assert not is_held(desk.db, desk.workspace, second, schema="receipt", same={"/number": "R-7"})


def test_what_stands_in_rows_or_cannot_be_right_is_not_held(desk: Any, field: Any) -> None:
    desk.read(b"1", {"/lines/0/name": field("Chair"), "/number": field("R-7", state="invalid"), "/seller": field(None, state="absent")})
    other = desk.read(b"2", {"/seller": field("DE1")})
    assert not held(desk, other, number="R-7")
    assert desk.rows("select path from held_values") == [("/seller",)]


def test_amounts_are_compared_with_their_currency(desk: Any, field: Any) -> None:
    desk.read(b"1", {"/total": field({"amount": "9.50", "currency": "EUR"})})
    other = desk.read(b"2", {})
    assert held(desk, other, total={"currency": "EUR", "amount": "9.50"})
    assert not held(desk, other, total={"amount": "9.50", "currency": "USD"})


def test_the_newest_settled_value_before_a_document_is_told(desk: Any, field: Any) -> None:
    seller = {"/seller": field("DE1")}
    first = desk.read(b"1", seller | {"/iban": field(OLD)})
    second = desk.read(b"2", seller | {"/iban": field(NEW, state="confirmed")})
    third = desk.read(b"3", seller | {"/iban": field("DE00", state="check")})
    fourth = desk.read(b"4", seller)
    assert newest_iban(desk, first) is None
    assert newest_iban(desk, second) == OLD
    assert newest_iban(desk, third) == NEW
    assert newest_iban(desk, fourth) == NEW
    assert newest_iban(desk, fourth, seller="DE2") is None


def test_a_decision_and_its_undoing_and_erasing_are_followed(desk: Any, field: Any, form: Any) -> None:
    first = desk.read(b"1", {"/number": field("R-7", state="check")})
    other = desk.read(b"2", {})
    words = [Word(path="/number", verdict="correct", value="R-8")]
    corrected = form({"/number": field("R-8", state="corrected")})
    decide(desk.db, desk.workspace, first, Judgement(revision=1, by="ann", words=words, form=corrected))
    assert held(desk, other, number="R-8") and not held(desk, other, number="R-7")
    undo(desk.db, desk.workspace, first, revision=2, by="ann")
    assert held(desk, other, number="R-7") and not held(desk, other, number="R-8")
    erase(desk.db, desk.workspace, first, by="ann", reason="asked for")
    assert not held(desk, other, number="R-7")


def test_no_other_workspace_is_asked(desk: Any, other_desk: Any, field: Any) -> None:
    desk.read(b"1", {"/seller": field("DE1"), "/number": field("R-7"), "/iban": field(OLD)})
    theirs = other_desk.read(b"2", {})
    assert not held(other_desk, theirs, number="R-7")
    assert newest_iban(other_desk, theirs) is None
