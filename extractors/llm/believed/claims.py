"""From a model's answers to candidates: only what the document bears out, read again by our own parsers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from assay.asking import Answered, FieldAnswer, Question
from assay.candidate import Candidate, Source
from assay.errors import ModelError
from assay.extraction import total_costs, total_usage
from extractors.base import Found
from extractors.llm.answer import Cell, Items, Rows
from extractors.llm.believed.doubt import call_signals
from extractors.llm.believed.foreign import foreign_calls
from extractors.llm.believed.ground import Ground, Grounded
from extractors.llm.believed.labels import labels_of
from extractors.llm.believed.rows import ground_items, ground_rows
from extractors.llm.shown.seen import Seen
from schemas.schema import Field, Schema
from schemas.types.base import Locale

EXTRACTOR = "model@1"
BUDGET = "llm_budget_exceeded"

_VALUE: TypeAdapter[Cell | Items | Rows | None] = TypeAdapter(Cell | Items | Rows | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One answered value: the field that was asked, the pointer it is for, who said it, and what the text bears out of it.

    `whole`: all that is visible of the document was shown.
    """

    field: Field
    path: str
    answer: FieldAnswer
    whole: bool
    grounded: Grounded | None

    @property
    def is_no(self) -> bool:
        """Whether it claims that something is not there: it has no place."""
        return self.grounded is not None and self.grounded.span is None


def found_in(questions: Sequence[Question], answered: Sequence[Answered], schema: Schema, locale: Locale, seen: Seen) -> Found:
    """What the answers to these questions, all about one document, claim of it."""
    ground = Ground(seen.haystack(), locale, labels_of(schema.fields))
    said = list(zip(questions, answered, strict=True))
    claims = [claim for field in schema.fields for claim in _about(field, said, ground)]
    foreign = foreign_calls(claims)
    mixed_up = frozenset(answer.name for one in answered for answer in one.fields.values() if answer.call in foreign)
    claims = [claim for claim in claims if claim.answer.name not in mixed_up]
    return Found(
        candidates=tuple(_candidate(claim, claim.grounded) for claim in claims if claim.grounded is not None),
        heard=frozenset(name for one in answered for name in one.fields if name not in mixed_up),
        usage=total_usage(one.usage for one in answered),
        costs=total_costs(one.costs for one in answered),
        error=_error(answered),
        silence=_silence(answered),
        ungrounded=tuple(claim.path for claim in claims if claim.grounded is None),
        mixed_up=mixed_up,
    )


def _about(field: Field, said: Sequence[tuple[Question, Answered]], ground: Ground) -> list[Claim]:
    """What the answers say about one field, chunk after chunk."""
    asked = [(question, one.fields.get(field.name)) for question, one in said if field.name in {asked.name for asked in question.fields}]
    claims: list[Claim] = []
    for question, answer in asked:
        number = max((_after(claim, field) for claim in claims), default=0)
        fresh = () if answer is None else _of_answer(answer, field, question.whole, ground, number)
        claims += _fresh(field, claims, fresh) if field.shape == "list" else fresh
    if field.shape != "value":
        return claims
    return _without_vain_noes(claims, complete=all(answer is not None for _, answer in asked))


def _fresh(field: Field, before: Sequence[Claim], claims: Iterable[Claim]) -> Iterator[Claim]:
    """A list's items of a further chunk, but those that an earlier chunk printed too: a contract names its parties on many pages."""
    known = [one.grounded.value for one in before if one.grounded is not None]
    passed = 0
    for claim in claims:
        if field.type is not None and claim.grounded is not None and any(field.type.equal(claim.grounded.value, one) for one in known):
            passed += 1
        else:
            number = _after(claim, field) - 1
            yield claim if number < 0 else replace(claim, path=f"{field.path}/{number - passed}")


def _without_vain_noes(claims: Sequence[Claim], *, complete: bool) -> list[Claim]:
    """A no says of one chunk that the passage is not in it: it counts where every chunk was answered, and none with a yes."""
    noes = [claim for claim in claims if claim.is_no]
    others = [claim for claim in claims if not claim.is_no]
    counts = complete and not any(claim.grounded for claim in others)
    return [*others, *(noes[:1] if counts else ())]


def _of_answer(answer: FieldAnswer, field: Field, whole: bool, ground: Ground, first: int) -> Iterator[Claim]:
    """The claims of one answer. An answer of another shape than the field's says nothing."""
    given = _VALUE.validate_python(answer.value)
    found: Iterable[tuple[str, Grounded | None]] = ()
    if isinstance(given, Cell) and field.shape == "value" and given.value is not None:
        found = [(field.path, ground.cell(given, field))]
    elif isinstance(given, Items) and field.shape == "list":
        found = _items(given, field, ground, first)
    elif isinstance(given, Rows) and field.shape == "table":
        found = _cells(given, field, ground, first)
    for path, grounded in found:
        yield Claim(field=field, path=path, answer=answer, whole=whole, grounded=grounded)


def _after(claim: Claim, field: Field) -> int:
    """The number of the row or item behind the claim's."""
    row = claim.path[len(field.path) + 1 :].partition("/")[0]
    return int(row) + 1 if row.isdigit() else 0


def _items(given: Items, field: Field, ground: Ground, number: int) -> Iterator[tuple[str, Grounded | None]]:
    for grounded in ground_items(given.items, field, ground):
        yield field.path if grounded is None else f"{field.path}/{number}", grounded
        number += grounded is not None


def _cells(given: Rows, field: Field, ground: Ground, number: int) -> Iterator[tuple[str, Grounded | None]]:
    for row in ground_rows(given.rows, field, ground):
        place = f"{field.path}/{number}" if row.cells else field.path
        for name, grounded in row.cells.items():
            yield f"{place}/{name}", grounded
        for name in row.dropped:
            yield f"{place}/{name}" if row.cells else place, None
        number += bool(row.cells)


def _candidate(claim: Claim, grounded: Grounded) -> Candidate:
    answer = claim.answer
    return Candidate(
        path=claim.path,
        raw=grounded.raw,
        value=grounded.value,
        evidence=grounded.evidence,
        source=Source(kind="model", id=claim.field.rungs("model")[0].id, extractor=EXTRACTOR, model=answer.model, prompt=answer.prompt),
        findings=grounded.findings,
        signals=(*grounded.signals, *call_signals(answer.documents, claim.whole)),
    )


def _error(answered: Iterable[Answered]) -> ModelError | None:
    """Why the model could not be heard to the end; that a budget is spent is no failure, unless the document waits for another day."""
    errors = (one.error for one in answered if one.error is not None and (one.error.code != BUDGET or one.wait_seconds is not None))
    return next((error for error in errors if isinstance(error, ModelError)), None)


def _silence(answered: Iterable[Answered]) -> str | None:
    return next((one.error.says for one in answered if one.error is not None and one.error.code == BUDGET), None)
