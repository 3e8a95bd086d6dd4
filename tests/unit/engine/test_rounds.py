"""Stories that stop at questions: they ask together, go on alone, and wait where waiting helps."""

from __future__ import annotations

from collections.abc import Sequence

from assay.asking import Answered, Question
from engine.rounds import Pending, Postponed, Resume, asked_through
from tests.unit.asking.questions import question


def pending(name: str, *questions: Question) -> Pending:
    return Pending(story=name.encode(), questions=questions)


class Desk:
    """Takes a story on until it has asked so often; what it was given stands in its result."""

    def __init__(self, **rounds: int) -> None:
        self.rounds = rounds
        self.asked: list[list[str]] = []

    def ask(self, questions: Sequence[Question]) -> list[Answered]:
        self.asked.append([one.document for one in questions])
        return [Answered(wait_seconds=5.0 if one.document == "busy" else None) for one in questions]

    def resume(self, number: int, resume: Resume) -> str | Pending:
        name = resume.story.decode()
        self.rounds[name] -= 1
        return pending(name, question(f"{name} again")) if self.rounds[name] else f"{number} {name} {len(resume.answered)}"


def test_stories_with_questions_at_the_same_time_ask_together() -> None:
    desk = Desk(a=1, b=2)
    begun = [pending("a", question("a1"), question("a2")), "done", pending("b", question("b1"))]
    ended = asked_through(begun, desk.ask, desk.resume, postpone=lambda _: True)
    assert ended == ["0 a 2", "done", "2 b 1"]
    assert desk.asked == [["a1", "a2", "b1"], ["b again"]]


def test_a_story_that_has_to_wait_is_given_back_and_holds_up_no_other() -> None:
    desk = Desk(a=1, busy=1)
    begun = [pending("busy", question("busy"), question("x")), pending("a", question("a"))]
    waits, ended = asked_through(begun, desk.ask, desk.resume, postpone=lambda _: True)
    assert isinstance(waits, Postponed)
    assert (waits.seconds, waits.batch) == (5.0, False)
    assert ended == "1 a 1"


def test_a_story_that_may_not_wait_goes_on_without_its_answers() -> None:
    desk = Desk(busy=1)
    assert asked_through([pending("busy", question("busy"))], desk.ask, desk.resume, postpone=lambda _: False) == ["0 busy 1"]


def test_nothing_to_ask_asks_nobody() -> None:
    desk = Desk()
    assert asked_through(["done"], desk.ask, desk.resume, postpone=lambda _: True) == ["done"]
    assert desk.asked == []
