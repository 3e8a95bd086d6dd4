"""The desk at which questions are asked: what is remembered is not asked, and the rest in few calls, many of them at once.

One for a process; its callers are threads, each with the questions of a few documents. What an endpoint, a budget or a model does never
raises here: it stands in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType

from asking.batch.bills import Bills
from asking.call import Caller, Heard
from asking.gather import Gathering
from asking.known import recalled, still_open
from asking.memory import Memory
from assay.asking import Answered, FieldAnswer, Question
from assay.extraction import Usage, total_costs, total_usage
from assay.money import usage_evenly


class Asker:
    """Asks models. To be used `with`; safe to share between threads."""

    def __init__(self, caller: Caller, memory: Memory, bills: Bills, *, calls: int, documents: int) -> None:
        """Up to `calls` at once, each about up to so many `documents`."""
        self._caller = caller
        self._memory = memory
        self._bills = bills
        self._gathering = Gathering(caller.call, calls=calls, documents=documents)

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._gathering.end()

    def ask(self, questions: Sequence[Question]) -> tuple[Answered, ...]:
        """What became of each question, in order. Raises StorageError when answers can be neither looked up nor kept."""
        known = [self._recalled(question) for question in questions]
        open_questions = {number: still_open(question, known[number]) for number, question in enumerate(questions)}
        waiting = {number: one for number, one in open_questions.items() if one.fields}
        heard: dict[int, list[Heard]] = {number: [] for number in range(len(questions))}
        for number, one in self._caller.held(waiting).items():
            heard[number].append(one)
            del waiting[number]
        self._ask(waiting, heard)
        self._ask(left_out(waiting, heard), heard)
        for number, paid in self._bills.of(questions, heard).items():
            heard[number] += paid
        return tuple(answered(known[number], heard[number]) for number in range(len(questions)))

    def _ask(self, waiting: Mapping[int, Question], heard: Mapping[int, list[Heard]]) -> None:
        """Add what is heard about these questions."""
        for number, several in zip(waiting, self._gathering.ask(list(waiting.values())), strict=True):
            heard[number].extend(several)

    def halt(self) -> None:
        """Nobody shall wait any more: whoever does gets StorageError, and calls that are under way end by themselves."""
        self._gathering.halt()

    def recall(self, questions: Sequence[Question]) -> tuple[tuple[Answered, Question], ...]:
        """What is remembered for each question, and what of it is still open; nobody is asked. Raises StorageError."""
        known = [self._recalled(question) for question in questions]
        return tuple((answered(one, ()), still_open(question, one)) for question, one in zip(questions, known, strict=True))

    def _recalled(self, question: Question) -> Mapping[str, FieldAnswer]:
        models = self._caller.names(question.size)
        if question.budget is not None and "smaller_model" in question.budget.at_limit:
            models = (*models, *self._caller.names("small"))  # who may have answered in the large one's place
        return recalled(self._memory, question, models)


def left_out(asked: Mapping[int, Question], heard: Mapping[int, Sequence[Heard]]) -> dict[int, Question]:
    """The questions of which a model answered some fields and left out others, without the answered ones."""
    left = {}
    for number, question in asked.items():
        answers = {answer.name: answer for one in heard[number] for answer in one.answers}
        rest = still_open(question, answers)
        if answers and rest.fields and not any(one.error for one in heard[number]):
            left[number] = rest
    return left


def answered(known: Mapping[str, FieldAnswer], heard: Iterable[Heard]) -> Answered:
    """One answer of what was remembered and what was asked. An error counts where something stayed open."""
    heard = tuple(heard)
    fields = dict(known) | {answer.name: answer for one in heard for answer in one.answers}
    waits = [one.wait_seconds for one in heard if one.wait_seconds is not None]
    return Answered(
        fields=fields,
        usage=total_usage(one.usage for one in heard),
        costs=total_costs(_costs(one) for one in heard),
        error=next((one.error for one in heard if one.error is not None), None),
        wait_seconds=max(waits, default=None),
        batch=any(one.batch for one in heard),
    )


def _costs(heard: Heard) -> Mapping[str, Usage]:
    """What each field that was asked cost: all of a question the same."""
    names = [field.name for field in heard.question.fields]
    return dict(zip(names, usage_evenly(heard.usage, len(names)), strict=True)) if names else {}
