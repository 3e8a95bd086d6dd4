"""Which questions share a call, what of its answer counts for which, and who bears how much of its cost."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

from asking.answer import Answer
from asking.pack import SHORT_CHARACTERS, Pack, packs_of
from asking.wire.client import ModelReply
from assay.asking import Payer, Question
from tests.unit.asking.questions import question


def packs(questions: list[Question], most: int = 4) -> list[list[str]]:
    return [[one.document for one in pack.questions.values()] for pack in packs_of(questions, most=most)]


def reply(**values: str | None) -> ModelReply:
    """An answer for each of these ids; without a value it has not the form asked for."""
    documents = [
        {"id": name, "fields": {"total": {"value": value, "quote": value}} if value else {"total": 5}} for name, value in values.items()
    ]
    return ModelReply(answer=Answer.model_validate({"documents": documents}))


def answered(pack: Pack, said: ModelReply) -> dict[str, str]:
    return {name: fields[0].value["value"] for name, fields in pack.answers(said, model="m", call="c").items()}


def test_short_documents_share_calls_and_long_ones_are_asked_about_alone() -> None:
    long = question("long", text="x" * (SHORT_CHARACTERS + 1))
    assert packs([long, *(question(str(number)) for number in range(6))]) == [["long"], ["0", "1", "2", "3"], ["4", "5"]]


def test_no_call_mixes_schemas_groups_sizes_or_payers() -> None:
    payer = Payer(workspace=uuid4())
    different = [question("1"), question("2", group="parties"), question("3", size="large"), question("4", payer=payer)]
    assert packs(different) == [["1"], ["2"], ["3"], ["4"]]


def test_documents_with_the_same_open_fields_come_together() -> None:
    mixed = [question("1", "total"), question("2", "date"), question("3", "total"), question("4", "date")]
    assert packs(mixed, most=2) == [["1", "3"], ["2", "4"]]


def test_ids_are_no_secret_of_the_documents_and_never_the_same_in_a_call() -> None:
    numbers = iter(["d1", "d1", "d2"])
    (pack,) = packs_of([question("1"), question("2")], most=4, new_id=lambda: next(numbers))
    assert list(pack.questions) == ["d1", "d2"]


def test_every_item_stands_for_itself() -> None:
    pack = Pack(questions={"a": question("1"), "b": question("2"), "c": question("3")})
    assert answered(pack, reply(a="5,00", b=None, x="6,00")) == {"a": "5,00"}


def test_an_id_that_comes_twice_says_nothing_certain() -> None:
    pack = Pack(questions={"a": question("1"), "b": question("2")})
    twice = Answer.model_validate({"documents": [{"id": name, "fields": {"total": None}} for name in ("a", "a", "b")]})
    assert set(pack.answers(ModelReply(answer=twice), model="m", call="c")) == {"b"}


def test_an_answer_says_how_many_were_asked_with_it_and_where_it_stood() -> None:
    pack = Pack(questions={"a": question("1"), "b": question("2")})
    (answer,) = pack.answers(reply(a="1", b="2"), model="openai/x", call="c7")["b"]
    assert (answer.model, answer.documents, answer.position, answer.call, answer.key) == (
        "openai/x",
        2,
        1,
        "c7",
        question("2").fields[0].key,
    )


def test_who_sends_more_text_bears_more() -> None:
    shares = Pack(questions={"a": question("1", text="x" * 3000), "b": question("2", text="x" * 30)}).shares()
    assert shares[0] > 2 * shares[1]
    assert abs(sum(shares) - 1) < 1e-9


def test_alone_each_question_gets_a_call_with_an_id_of_its_own() -> None:
    numbers = count(1)
    pack = Pack(questions={"a": question("1"), "b": question("2")})
    alone = list(pack.alone(reminder="Again.", new_id=lambda: f"n{next(numbers)}"))
    assert [[*one.questions] for one in alone] == [["n1"], ["n2"]]
    assert all(one.request.user.endswith("Again.") for one in alone)
