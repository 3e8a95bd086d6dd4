"""Writes down what becomes of a question that travelled in a batch, and what that cost."""

from __future__ import annotations

from asking.batch.judge import Again, Answers, GivenUp, Verdict
from asking.batch.kept import as_json, id_of, usage_from_json, usage_json
from assay.extraction import Usage, total_usage
from store.model_batches import Batch, Carried, Kept, answered, give_up, put, take_out
from store.shelf import Transaction


def write_down(at: Transaction, batch: Batch, one: Carried, verdict: Verdict, usage: Usage) -> None:
    """Carry out a verdict; twice does no harm. What was given up meanwhile is not asked again. `usage` is the question's share."""
    cost = usage_json(total_usage([usage_from_json(one.usage), usage]))
    match verdict:
        case Answers() if cost:
            answered(at, one, usage=cost)
        case Answers():
            take_out(at, one)
        case GivenUp(code=code):
            give_up(at, one, code, usage=cost)
        case Again() if one.outcome is not None:
            give_up(at, one, one.outcome, usage=cost)
        case Again():
            take_out(at, one)
            put(
                at,
                _next(one, verdict, cost),
                document=verdict.question.document,
                model=batch.model,
                seconds=one.seconds_left,
                wait_seconds=verdict.wait_seconds,
            )


def _next(one: Carried, again: Again, cost: str) -> Kept:
    return Kept(
        workspace=one.workspace,
        id=id_of(again.question),
        question=as_json(again.question),
        reminder=again.reminder,
        tries=one.tries + 1,
        alone=again.alone,
        usage=cost,
    )
