"""What is kept is said again, and nothing else."""

from __future__ import annotations

from typing import Any

from asking.replay import replayed
from assay.asking import Asked, FieldAnswer, Question, Reason
from assay.extraction import SchemaRef, Usage


def question(*names: str, reason: Reason = "open", keys: str = "now") -> Question:
    return Question(
        document="d1",
        schema=SchemaRef(name="slip", version=1, hash="5c"),
        title="Slip",
        group="all",
        size="small",
        reason=reason,
        fields=tuple(Asked(name=name, says="", shape={}, key=f"{keys}-{name}") for name in names),
        text="",
        egress=(),
        whole=True,
        output_tokens=100,
    )


def kept(*answers: tuple[str, str, Any]) -> dict[str, FieldAnswer]:
    return {key: FieldAnswer(name=name, key=key, value=value, model="m", prompt="p") for key, name, value in answers}


def said(answers: dict[str, FieldAnswer], asked: Question) -> dict[str, Any]:
    (answered,) = replayed([asked], answers)
    assert answered.error is None
    assert answered.usage == Usage()
    return {name: one.value for name, one in answered.fields.items()}


def test_each_question_gets_the_answers_to_its_keys() -> None:
    known = kept(("now-total", "total", "1"), ("now-tax", "tax", None), ("old-total", "total", "9"))

    assert [dict(one.fields) for one in replayed([question("total"), question("tax", "net")], known)] == [
        {"total": known["now-total"]},
        {"tax": known["now-tax"]},
    ]


def test_what_is_asked_in_other_words_gets_the_newest_answer_about_the_field() -> None:
    known = kept(("old-total", "total", "1"), ("older words-total", "total", "2"))

    assert said(known, question("total")) == {"total": "2"}


def test_a_second_opinion_is_not_made_up_from_the_first() -> None:
    first = kept(("old-total", "total", "1"))
    second = kept(("now-total", "total", "2"))

    assert said(first, question("total", reason="doubtful")) == {}
    assert said(first | second, question("total", reason="doubtful")) == {"total": "2"}


def test_without_any_answer_there_is_none_and_no_error() -> None:
    assert said({}, question("total")) == {}
