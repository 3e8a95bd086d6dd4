"""However reserving, settling and forgetting interleave, over either database: what is spent is what the calls hold, and never too much."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, floats, integers, lists, one_of, sampled_from, tuples

from asking.accounts import StoredLedger
from asking.ledger import Call, CallPart, Settlement
from assay.asking import Budget
from assay.extraction import Usage
from assay.money import usd_of
from store.local import NOBODY, LocalShelf
from store.pool import connect, open_pool
from store.shelf import PostgresShelf, Shelf
from store.workspaces import ensure_workspace

PER_DAY = Decimal("0.02")
BUDGET = Budget(per_document=Decimal("0.005"), per_day=Decimal("0.015"))
LIMITS = {"document": 5_000_000, "schema": 15_000_000, "day": 20_000_000}


class Till(RuleBasedStateMachine):
    """Calls that may be settled late, twice, or never."""

    def __init__(self, shelf: Shelf, workspace: UUID) -> None:
        super().__init__()
        self.shelf, self.workspace = shelf, workspace
        self.ledger = StoredLedger(shelf, per_day=PER_DAY)
        self.calls: dict[str, Decimal] = {}
        self.made = 0
        with shelf.transaction() as transaction:
            for table in ("model_calls", "model_spending"):
                transaction.run(f"delete from {table}".encode(), {})

    @rule(
        documents=lists(tuples(sampled_from("abc"), sampled_from(["invoice", "receipt"]), floats(0.01, 1)), min_size=1, max_size=4),
        nano=one_of(integers(0, 10), integers(2_000_000, 6_000_000)),
    )
    def reserve(self, documents: list[tuple[str, str, float]], nano: int) -> None:
        parts = tuple(
            CallPart(
                document=document,
                schema=schema,
                schema_hash=f"of {schema}",
                fields=("total", "date"),
                egress=(),
                share=share / sum(one for _, _, one in documents),
                reason="open",
                budget=BUDGET if schema == "invoice" else None,
            )
            for document, schema, share in documents
        )
        call = Call(
            id=f"call {self.made}", workspace=self.workspace, token=None, model="openai/m", kind="live", parts=parts, worst=usd_of(nano)
        )
        self.made += 1
        if self.ledger.reserve(call) is None:
            self.calls[call.id] = usd_of(nano)

    @precondition(lambda self: self.calls)
    @rule(which=integers(0), hundredths=integers(0, 100), known=booleans())
    def settle(self, which: int, hundredths: int, known: bool) -> None:
        call_id = list(self.calls)[which % len(self.calls)]
        usd = self.calls[call_id] * hundredths / 100 if known else None
        self.ledger.settle(call_id, Settlement(outcome="ok", usage=Usage(calls=1, input_tokens=hundredths, output_tokens=3, usd=usd)))

    @invariant()
    def what_is_spent_is_what_the_calls_hold(self) -> None:
        with self.shelf.transaction() as transaction:
            spent = transaction.rows(b"select scope, name, nano from model_spending", {})
            held = transaction.rows(b"select schema_name, sum(nano) as nano from model_costs group by schema_name", {})
            whole = transaction.rows(b"select coalesce(sum(nano), 0) as nano from model_calls", {})
        by_schema = {row["name"]: row["nano"] for row in spent if row["scope"] == "schema"}
        assert by_schema == {row["schema_name"]: row["nano"] for row in held}
        assert sum(row["nano"] for row in spent if row["scope"] == "day") == whole[0]["nano"]

    @invariant()
    def nobody_has_spent_more_than_the_limit(self) -> None:
        with self.shelf.transaction() as transaction:
            spent = transaction.rows(b"select scope, name, nano from model_spending where scope = 'day' or name like '%%invoice'", {})
        assert all(0 <= row["nano"] <= LIMITS[row["scope"]] for row in spent)


@pytest.fixture(params=["postgres", "file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Shelf, UUID]]:
    if request.param == "file":
        shelf = LocalShelf(tmp_path)
        yield shelf, NOBODY
        shelf.close()
        return
    address = request.getfixturevalue("database")
    with connect(address, autocommit=True) as connection:
        workspace = ensure_workspace(connection, "one")
    with open_pool(address, size=1) as pool:
        yield PostgresShelf(pool), workspace


def test_what_is_spent_is_what_the_calls_hold_and_never_too_much(kept: tuple[Shelf, UUID]) -> None:
    calm = settings(
        max_examples=15, stateful_step_count=20, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    run_state_machine_as_test(partial(Till, *kept), settings=calm)
