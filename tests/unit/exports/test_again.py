"""A result beside the one before: the same document, another run."""

from __future__ import annotations

from typing import Any

from exports.again import as_before, differences


def form(**changes: Any) -> dict[str, Any]:
    made = {
        "document": {"id": "d1", "pieces": []},
        "revision": 1,
        "review": {"state": "not_required", "fields": []},
        "data": {"total": "1"},
        "fields": {"/total": {"value": "1", "state": "accepted", "cost": {"calls": 0, "usd": "0"}}},
        "usage": {"calls": 0, "usd": "0"},
        "timings_ms": {"read": 3.0, "total": None},
    }
    return made | changes


def test_time_and_money_are_those_of_the_run_before() -> None:
    paid = {"/total": {"value": "1", "state": "accepted", "cost": {"calls": 1, "usd": "0.5"}}}
    before = form(revision=3, usage={"calls": 1, "usd": "0.5"}, timings_ms={"read": 9.0, "total": 10.0}, fields=paid)

    again = as_before(form(), before)

    assert again == before
    assert list(again) == list(form())
    assert differences(again, before) == ()


def test_without_a_run_before_no_time_has_passed() -> None:
    assert as_before(form(), None) == form(timings_ms={"read": 0.0, "total": 0.0})


def test_what_differs_is_named() -> None:
    other = {"/total": {"value": "2", "state": "check", "cost": {"calls": 0, "usd": "0"}}, "/tax": {"value": "3"}}
    before = form(data={"total": "2"}, fields=other)

    assert differences(as_before(form(), before), before) == ("data", "/total", "/tax")
