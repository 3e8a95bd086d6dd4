"""Which results record something, and by what they are known again."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from exports.records import records_of
from schemas.loader import load_schema
from store.records import Records

FIELDS = """
assay: 1
schema: bill
fields:
  number: {type: code}
  seller.name: {type: name}
  total: {type: money}
"""
SCHEMA = load_schema(FIELDS + "output: {records: {table: bills, key: [seller.name, number]}}")


def form(*, status: str = "succeeded", state: str = "not_required", **data: Any) -> dict[str, Any]:
    whole = {"number": "7", "seller": {"name": "Example Ltd"}, "total": {"amount": "5.00", "currency": "EUR"}, **data}
    return {"status": status, "review": {"state": state}, "schema": {"version": 3}, "data": whole}


def recorded(**changed: Any) -> Records:
    records = records_of(form(**changed), SCHEMA)
    assert records is not None
    return records


@pytest.mark.parametrize("state", ["needs_review", "in_review", "postponed", "second_review", "rejected"])
def test_a_result_that_waits_records_nothing(state: str) -> None:
    assert records_of(form(state=state), SCHEMA) is None


def test_a_failed_result_records_nothing() -> None:
    assert records_of(form(status="failed"), SCHEMA) is None


def test_a_schema_without_records_records_nothing() -> None:
    assert records_of(form(), load_schema(FIELDS)) is None


def test_an_approved_result_is_recorded_under_its_schema() -> None:
    records = recorded(state="approved")
    assert (records.home, records.schema, records.schema_version) == ("bills", "bill", 3)
    assert records.rows[0].cells == (("7", "Example Ltd", "5.00", "EUR"),)


def test_only_other_values_are_another_version() -> None:
    assert recorded().digest == recorded(state="approved").digest
    assert recorded().digest != recorded(number="8").digest


def test_the_key_is_of_its_fields_and_needs_them_all() -> None:
    assert recorded().key_hash == recorded(total=None).key_hash
    assert recorded().key_hash != recorded(number="8").key_hash
    assert recorded(number=None).key_hash is None


def test_records_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps(recorded())) == recorded()
