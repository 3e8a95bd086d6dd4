"""Several questions in one call, and what of its answer counts for which of them.

Every item of an answer stands for itself: one that is missing, doubled or spoiled is asked again alone, and costs the others nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from asking.answer import AnsweredDocument
from asking.ledger import CallPart
from asking.request import escaped, model_request, prompt_hash
from asking.wire.client import ModelReply, ModelRequest
from assay.asking import FieldAnswer, Question
from assay.errors import ModelError

SHORT_CHARACTERS = 4000
"""Some thousand tokens. Longer documents are asked alone: answers get worse with the length of what is asked together."""

MOST_DOCUMENTS = 6
"""Beyond six, answers depend on the place in the call."""

REMINDER = "Answer with JSON of the given form and nothing else; in documents one entry for each block, with the block's id."

NewId = Callable[[], str]


def random_id() -> str:
    """An id for a document in one call, which no document can know: `d7f3`."""
    return f"d{secrets.token_hex(2)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The questions of one call, by the ids of their documents in it. All are of one schema version, group, size and payer."""

    questions: Mapping[str, Question]
    reminder: str = ""

    @property
    def request(self) -> ModelRequest:
        """What goes over the wire."""
        return model_request(self.questions, reminder=self.reminder)

    @property
    def is_alone(self) -> bool:
        """Whether it asks about one document only."""
        return len(self.questions) == 1

    def parts(self) -> tuple[CallPart, ...]:
        """Each document's part in the call, for the ledger."""
        return tuple(
            CallPart(
                document=one.document,
                schema=one.schema.name,
                schema_hash=one.schema.hash,
                fields=tuple(field.name for field in one.fields),
                egress=one.egress,
                share=share,
                reason=one.reason,
                budget=one.budget,
            )
            for one, share in zip(self.questions.values(), self.shares(), strict=True)
        )

    def shares(self) -> tuple[float, ...]:
        """Each document's share of the cost: what all have in common in equal parts, the rest by the length of its own text."""
        own = [len(escaped(one.text)) for one in self.questions.values()]
        request = self.request
        common = max(0, len(request.system) + len(request.user) - sum(own)) / len(own)
        total = sum(own) + common * len(own)
        return tuple((length + common) / total for length in own)

    def alone(self, *, reminder: str = "", new_id: NewId = random_id) -> Iterator[Pack]:
        """Each of the questions in a call of its own."""
        for question in self.questions.values():
            yield Pack(questions={new_id(): question}, reminder=reminder)

    def only(self, ids: Iterable[str]) -> Pack:
        """The questions with these ids."""
        return Pack(questions={one: self.questions[one] for one in ids}, reminder=self.reminder)

    def answers(self, reply: ModelReply, *, model: str, call: str) -> dict[str, tuple[FieldAnswer, ...]]:
        """What was answered, by the id of each document whose answer counts."""
        if reply.answer is None:
            return {}
        usual = FieldAnswer(
            name="", key="", value=None, model=model, prompt=prompt_hash(self.request), documents=len(self.questions), call=call
        )
        entries = {document_id: reply.answer.of(document_id) for document_id in self.questions}
        return {
            document_id: tuple(_answers(self.questions[document_id], entry, replace(usual, position=position)))
            for position, (document_id, entry) in enumerate(entries.items())
            if entry is not None
        }


def packs_of(questions: Sequence[Question], *, most: int, new_id: NewId = random_id) -> Iterator[Pack]:
    """The questions in as few calls as may be: up to `most` short documents of one kind together.

    Long ones are asked about alone, and so are those that were mixed up with others. Those with the same open fields come together: what
    is open in one document is described and answered for all of the call.
    """
    kinds: dict[object, list[Question]] = {}
    for question in questions:
        kinds.setdefault(_kind(question), []).append(question)
    for alike in kinds.values():
        for together in _by_fields(alike, most):
            yield Pack(questions=dict(zip(_ids(len(together), new_id), together, strict=True)))


def _by_fields(alike: Sequence[Question], most: int) -> Iterator[list[Question]]:
    """The questions in groups of up to `most`: to the one with the most fields come those that add the fewest answers nobody needs."""
    left = sorted(alike, key=lambda one: len(one.fields), reverse=True)
    while left:
        together = [left.pop(0)]
        fields = _names(together[0])
        while left and len(together) < most:
            fitting = min(left, key=lambda one: len(_names(one) - fields) * len(together) + len(fields - _names(one)))
            left.remove(fitting)
            together.append(fitting)
            fields |= _names(fitting)
        yield together


def _names(question: Question) -> frozenset[str]:
    return frozenset(field.name for field in question.fields)


def refused_alike(error: ModelError) -> bool:
    """Whether one document of several can be the reason, so that the others may be answered without it."""
    return error.code in ("llm_refused", "llm_invalid_output", "llm_too_long", "llm_rejected")


def _kind(question: Question) -> object:
    kind = (question.schema.name, question.schema.hash, question.group, question.size, question.payer)
    return (kind, id(question)) if is_long(question) or question.reason == "mixed_up" else kind


def is_long(question: Question) -> bool:
    """Whether it is asked in a call of its own."""
    return len(question.text) > SHORT_CHARACTERS


def _ids(count: int, new_id: NewId) -> list[str]:
    ids: dict[str, None] = {}
    while len(ids) < count:
        ids[new_id()] = None
    return list(ids)


def _answers(question: Question, entry: AnsweredDocument, usual: FieldAnswer) -> Iterator[FieldAnswer]:
    """An answer for each field of the question that has one; what they have in common is as in `usual`."""
    for asked in question.fields:
        if asked.name in entry.fields:
            value = entry.fields[asked.name]
            yield replace(usual, name=asked.name, key=asked.key, value=None if value is None else value.model_dump(mode="json"))
