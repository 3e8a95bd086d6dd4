"""Whatever a value is, Postgres gives back the same: the typing of records is tried on the database itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.records import records_of
from schemas.loader import load_schema
from store.records import Recorded, record

SCHEMA = load_schema("""
assay: 1
schema: invoice
fields:
  note: {type: text}
  amount: {type: money}
  share: {type: percent}
  number: {type: decimal}
  count: {type: integer}
  day: {type: date}
  yes: {type: boolean}
  kind: {type: choice, values: [a, b]}
  words: {type: list, of: text}
  sums: {type: list, of: money}
output: {records: {table: things, children: {sums: thing_sums}}}
""")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def values(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: st.none() | strategy for name, strategy in strategies.items()})


texts = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ["", "\\N", "\\.", "a\tb\nc\\", "\0", "'; drop table records.things; --"]
)
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20).map(lambda number: f"{number:f}")
moneys = st.fixed_dictionaries({"amount": decimals, "currency": st.sampled_from(["EUR", "USD", None])})
results = values(
    note=texts,
    amount=moneys,
    share=decimals,
    number=decimals,
    count=st.integers(min_value=-(10**30), max_value=10**30),
    day=st.dates().map(date.isoformat),
    yes=st.booleans(),
    kind=st.sampled_from(["a", "b"]),
)


def as_kept(text: str | None) -> str | None:
    return None if text is None else UNSTORABLE.sub("\ufffd", text)


def number(text: object) -> Decimal | None:
    return None if text is None else Decimal(str(text))


def cells(data: Mapping[str, Any]) -> tuple[object, ...]:
    amount = data["amount"] or {"amount": None, "currency": None}
    numbers = (number(amount["amount"]), number(data["share"]), number(data["number"]), number(data["count"]))
    day = data["day"] and date.fromisoformat(data["day"])
    return (as_kept(data["note"]), amount["currency"], *numbers, day, data["yes"], data["kind"], [as_kept(word) for word in data["words"]])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_values_come_back_as_they_went(desk: Any, data: st.DataObject) -> None:
    given_ = data.draw(results) | {"words": data.draw(st.lists(texts)), "sums": data.draw(st.lists(moneys))}
    form = {"status": "succeeded", "review": {"state": "not_required"}, "schema": {"version": 1}, "data": given_}
    with desk.db.transaction(force_rollback=True):
        document = desk.submit(b"a").document
        recorded = Recorded(workspace=desk.workspace, document=document, revision=1, records=records_of(form, SCHEMA))
        record(desk.db, [recorded])
        wanted = "note, amount_currency, amount, share, number, count, day, yes, kind, words"
        assert desk.rows(f"select {wanted} from records.things_current") == [cells(given_)]
        sums = desk.rows("select value, value_currency from records.thing_sums_current order by position")
    assert sums == [(number(one["amount"]), one["currency"]) for one in given_["sums"]]
