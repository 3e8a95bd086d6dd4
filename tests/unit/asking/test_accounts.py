"""Budgets: a call is written down before it is made, fits into every budget that it touches, or is refused with a sentence."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists

from asking.accounts import StoredLedger
from asking.ledger import Call, CallPart, Exhausted, Settlement
from assay.asking import Budget
from assay.extraction import Usage
from assay.money import by_shares
from assay.span import Span
from store.costs import costs, egress, total_cost
from store.local import NOBODY, LocalShelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[LocalShelf]:
    shelf = LocalShelf(tmp_path)
    yield shelf
    shelf.close()


def part(document: str = "a", *, share: float = 1.0, budget: Budget | None = None, **more: Any) -> CallPart:
    about: dict[str, Any] = {"schema": "invoice", "schema_hash": "5c", "fields": ("total", "date", "name"), "egress": (Span(3, 9),)}
    return CallPart(**about | more | {"document": document, "share": share, "reason": "open", "budget": budget})


def call(number: str, worst: str | None, *parts: CallPart) -> Call:
    amount = None if worst is None else Decimal(worst)
    return Call(id=number, workspace=NOBODY, token=None, model="openai/m", kind="live", parts=parts or (part(),), worst=amount)


def paid(usd: str, **more: Any) -> Settlement:
    return Settlement(outcome="ok", usage=Usage(calls=1, input_tokens=100, output_tokens=7, usd=Decimal(usd)), **more)


def refused(ledger: StoredLedger, one: Call) -> Exhausted:
    exhausted = ledger.reserve(one)
    assert exhausted is not None
    return exhausted


def test_what_a_call_did_not_cost_is_free_for_the_next(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf, per_day=Decimal("0.01"))

    assert ledger.reserve(call("1", "0.006")) is None
    assert refused(ledger, call("2", "0.006")).says == (
        "The budget of all documents today (ASSAY_BUDGET_PER_DAY) is 0.01 USD; 0.006 USD of it are spent or reserved, "
        "and the next call may cost up to 0.006 USD."
    )
    ledger.settle("1", paid("0.001"))

    assert ledger.reserve(call("2", "0.006")) is None


def test_a_call_that_never_ended_keeps_its_worst_case_and_counts_with_it(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf, per_day=Decimal("0.01"))

    assert ledger.reserve(call("1", "0.006")) is None

    assert refused(StoredLedger(shelf, per_day=Decimal("0.01")), call("2", "0.006")).scope == "day"
    with shelf.transaction() as transaction:
        total = total_cost(transaction, NOBODY)
    assert (total.usd, total.open_calls) == (Decimal("0.006"), 1)


def test_what_only_calls_on_their_way_hold_may_be_free_again(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf, per_day=Decimal("0.01"))
    assert ledger.reserve(call("1", "0.006")) is None

    assert refused(ledger, call("2", "0.006")).may_pass
    assert not refused(ledger, call("3", "0.011")).may_pass
    ledger.settle("1", paid("0.006"))

    assert not refused(ledger, call("4", "0.006")).may_pass


def test_settling_or_reserving_twice_changes_nothing(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf, per_day=Decimal("0.01"))

    for _ in range(3):
        assert ledger.reserve(call("1", "0.006")) is None
    for usd in ("0.001", "0.009"):
        ledger.settle("1", paid(usd))
    ledger.settle("unheard of", paid("0.009"))

    assert ledger.reserve(call("2", "0.009")) is None
    assert ledger.reserve(call("3", "0.000000001")) is not None


def test_a_cost_that_nobody_knows_leaves_the_worst_case_reserved(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf, per_day=Decimal("0.01"))

    assert ledger.reserve(call("1", "0.006")) is None
    ledger.settle("1", Settlement(outcome="llm_unavailable", usage=Usage(calls=1, usd=None)))

    assert ledger.reserve(call("2", "0.006")) is not None


@pytest.mark.parametrize(
    ("budget", "scope"),
    [
        (Budget(per_document=Decimal("0.005"), at_limit=("hold",)), "document"),
        (Budget(per_day=Decimal("0.005"), at_limit=("hold",)), "schema"),
    ],
)
def test_a_budget_of_the_schema_refuses_and_says_what_to_do_then(shelf: LocalShelf, budget: Budget, scope: str) -> None:
    exhausted = refused(StoredLedger(shelf), call("1", "0.006", part(budget=budget)))

    assert exhausted.scope == scope
    assert exhausted.budget == budget
    with shelf.transaction() as transaction:
        assert total_cost(transaction, NOBODY).calls == 0


def test_each_document_has_its_own_budget_for_each_version_of_the_schema(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf)
    budget = Budget(per_document=Decimal("0.006"))

    assert ledger.reserve(call("1", "0.010", part("a", share=0.5, budget=budget), part("b", share=0.5, budget=budget))) is None

    assert refused(ledger, call("2", "0.002", part("a", budget=budget))).scope == "document"
    assert ledger.reserve(call("3", "0.002", part("c", budget=budget))) is None
    assert ledger.reserve(call("4", "0.002", part("a", budget=budget, schema_hash="6d"))) is None


def test_two_questions_about_one_document_in_one_call_are_taken_from_its_budget_together(shelf: LocalShelf) -> None:
    budget = Budget(per_document=Decimal("0.006"))
    halves = (part("a", share=0.5, budget=budget), part("a", share=0.5, budget=budget))

    assert refused(StoredLedger(shelf), call("1", "0.010", *halves)).scope == "document"
    assert StoredLedger(shelf).reserve(call("2", "0.006", *halves)) is None


@pytest.mark.parametrize("worst", ["0.001", "0", None])
def test_a_budget_of_zero_asks_no_model_not_even_one_that_costs_nothing(shelf: LocalShelf, worst: str | None) -> None:
    says = refused(StoredLedger(shelf), call("1", worst, part(budget=Budget(per_document=Decimal(0))))).says

    assert says == "The budget of a document of the schema `invoice` is zero: no model is asked, and the rules alone answer."


def test_a_model_without_a_price_is_asked_where_no_budget_is_and_nowhere_else(shelf: LocalShelf) -> None:
    assert StoredLedger(shelf).reserve(call("1", None)) is None
    StoredLedger(shelf).settle("1", Settlement(outcome="ok", usage=Usage(calls=1, input_tokens=9, usd=None)))

    assert "price of openai/m is not known" in refused(StoredLedger(shelf, per_day=Decimal(5)), call("2", None)).says
    with shelf.transaction() as transaction:
        total = total_cost(transaction, NOBODY)
    assert (total.usd, total.unpriced_calls, total.input_tokens) == (None, 1, 9)


def test_the_rows_of_the_view_add_up_to_the_call_by_whatever_they_are_summed(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf)
    parts = (part("a", share=0.5), part("b", share=0.3), part("c", share=0.2, schema="receipt"))
    assert ledger.reserve(call("1", "0.006", *parts)) is None
    ledger.settle("1", paid("0.00100001", price="openai/m from 2026-01-01"))

    with shelf.transaction() as transaction:
        for by in ("schema", "field", "document", "day", "model"):
            found = costs(transaction, NOBODY, by=by)  # type: ignore[arg-type]
            assert sum(one.usd or 0 for one in found) == Decimal("0.00100001")
            assert [sum(one.input_tokens for one in found), sum(one.output_tokens for one in found)] == [100, 7]
        assert {one.name: one.input_tokens for one in costs(transaction, NOBODY, by="document")} == {"a": 50, "b": 30, "c": 20}
        assert total_cost(transaction, NOBODY, document="b").usd == Decimal("0.000300003")


def test_the_characters_that_left_are_kept_without_doubles(shelf: LocalShelf) -> None:
    ledger = StoredLedger(shelf)
    assert ledger.reserve(call("1", "0.006", part(egress=(Span(0, 5), Span(8, 12))))) is None
    assert ledger.reserve(call("2", "0.006", part(egress=(Span(4, 9),)), part("b", egress=()))) is None

    with shelf.transaction() as transaction:
        assert egress(transaction, NOBODY) == {"a": (Span(0, 12),), "b": ()}


@given(integers(0, 10**12), lists(floats(0.001, 1), min_size=1, max_size=6))
def test_a_total_is_divided_without_a_rest_and_fairly(total: int, shares: Sequence[float]) -> None:
    parts = by_shares(total, shares)

    assert sum(parts) == total
    assert all(abs(one - Decimal(total) * Decimal(share) / sum(map(Decimal, shares))) < 1 for one, share in zip(parts, shares, strict=True))
