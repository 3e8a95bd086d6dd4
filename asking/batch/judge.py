"""What becomes of a question when its line has come back: it is answered, asked again in the next batch, or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from asking.call import GROWTH
from asking.pack import REMINDER
from asking.wire.client import ModelReply
from assay.asking import Asked, FieldAnswer, Question
from assay.errors import ModelError

MOST_TRIES = 3
"""What three batches did not answer is asked live: a fourth would mostly bring the same, hours later."""

_SPOILED = "llm_invalid_output"
"""The error of an answer that has not the form asked for. Every other says either that the model could not be asked, which passes, or
that it will not answer this line, of which one document can be the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The question is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The question goes into another batch; `reminder` is what the model is told besides, `alone` that it is asked about that alone.

    `wait_seconds`: not before.
    """

    question: Question
    reminder: str = ""
    alone: bool = False
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """No batch will answer the question: the code says why."""

    code: str


Verdict = Answers | Again | GivenUp


def verdict(question: Question, answers: Sequence[FieldAnswer], reply: ModelReply, *, tries: int, alone: bool) -> Verdict:
    """What becomes of a question that was asked `tries` times before, in a line about its document `alone` or about several."""
    left = left_open(question, answers)
    if not left:
        return Answers()
    error = reply.error or ModelError("llm_invalid_output")
    if tries + 1 >= MOST_TRIES or (alone and not error.retryable):
        return GivenUp(code=error.code)
    if error.code != _SPOILED:
        return Again(question=question, alone=not error.retryable)
    longer = question.output_tokens * (GROWTH if reply.cut_off else 1)
    return Again(question=replace(question, fields=left, output_tokens=longer), reminder=reminder(error, question, left), alone=True)


def left_open(question: Question, answers: Sequence[FieldAnswer]) -> tuple[Asked, ...]:
    """The fields that have no answer."""
    found = {answer.name for answer in answers}
    return tuple(field for field in question.fields if field.name not in found)


def reminder(error: ModelError, question: Question, left: Sequence[Asked]) -> str:
    """What was wrong with the last answer, for the model: our own words and the schema's, none of the document's or of the answer's."""
    missing = len(left) < len(question.fields)
    said = f"There was no answer for {', '.join(field.name for field in left)}." if missing else error.says
    return f"About the last answer: {said} {REMINDER}"
