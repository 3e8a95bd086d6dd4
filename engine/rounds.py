"""Stories that stop where a model has to be asked, and go on with its answers, round after round."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assay.asking import Answered, Question

T = TypeVar("T")

Ask = Callable[[Sequence[Question]], Sequence[Answered]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A story up to where a model has to be asked. `story` is for the child that goes on with it, and opaque to everybody else."""

    story: bytes
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """What became of a story's questions, in order, and how many seconds that took."""

    story: bytes
    answered: tuple[Answered, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """A story whose questions were not all asked: they may be after so many seconds, or belong into the provider's batch."""

    questions: tuple[Question, ...]
    answered: tuple[Answered, ...]

    @property
    def batch(self) -> bool:
        """Whether the provider's batch is to answer."""
        return any(one.batch for one in self.answered)

    @property
    def seconds(self) -> float:
        """After how long it has a point to try again."""
        return max((one.wait_seconds for one in self.answered if one.wait_seconds is not None), default=0.0)


def asked_through(
    begun: Sequence[T | Pending], ask: Ask, resume: Callable[[int, Resume], T | Pending], *, postpone: Callable[[int], bool]
) -> list[T | Postponed]:
    """What comes of each story, which `resume` takes on by its number. Those that have questions at the same time ask them together, so
    that they may share calls.

    Where `postpone` says so of its number, a story whose questions could not be asked now is given back; else it goes on without answers.
    """
    stories: list[T | Pending | Postponed] = list(begun)
    while waiting := {number: one for number, one in enumerate(stories) if isinstance(one, Pending)}:
        started = time.monotonic()
        answers = iter(ask([question for one in waiting.values() for question in one.questions]))
        answered = {number: tuple(next(answers) for _ in one.questions) for number, one in waiting.items()}
        seconds = time.monotonic() - started
        for number, one in waiting.items():
            if _must_wait(answered[number]) and postpone(number):
                stories[number] = Postponed(questions=one.questions, answered=answered[number])
            else:
                stories[number] = resume(number, Resume(story=one.story, answered=answered[number], seconds=seconds))
    return [one for one in stories if not isinstance(one, Pending)]


def _must_wait(answered: Sequence[Answered]) -> bool:
    return any(one.batch or one.wait_seconds is not None for one in answered)
