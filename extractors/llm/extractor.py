"""The model as an extractor: one call a document for everything that is still open, and only what the text bears out."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assay.candidate import Candidate, Source
from assay.document import Document
from extractors.base import Extractor, Found
from extractors.llm.answer import AnsweredDocument, Cell, Items, Rows, answer_schema
from extractors.llm.client import ModelClient, ModelRequest
from extractors.llm.ground import Ground, Grounded
from extractors.llm.locate import Haystack
from extractors.llm.prompt import is_askable, system_message, user_message
from extractors.llm.rows import ground_items, ground_rows
from extractors.llm.seen import Seen, seen_of
from schemas.schema import Field, Schema
from schemas.types.base import Locale

EXTRACTOR = "model@1"

LEAST_OUTPUT_TOKENS = 4096
MOST_OUTPUT_TOKENS = 16384
TOKENS_PER_CELL = 80
CHARACTERS_PER_TOKEN = 3


def random_id() -> str:
    """An id for a document in one call: `d7f3`."""
    return f"d{secrets.token_hex(2)[:3]}"


class ModelExtractor:
    """Asks a language model.

    `rules` find the values of private fields, so that they can be hidden. `new_id` draws the documents' ids; give it a
    fixed sequence to have the same prompts again.
    """

    def __init__(self, client: ModelClient, *, rules: Extractor | None = None, new_id: Callable[[], str] = random_id) -> None:
        self._client = client
        self._rules = rules
        self._new_id = new_id

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """Candidates for those of the fields that a model may answer; fields without a `model` rung and private ones are never asked."""
        asked = [field for field in fields if is_askable(field)]
        if not asked:
            return Found()
        seen = seen_of(document, schema, locale, self._rules)
        document_id = self._new_id()
        request = _request(schema, asked, seen, document_id)
        reply = self._client.ask(request)
        answered = reply.answer.of(document_id) if reply.answer else None
        if answered is None:
            return Found(usage=reply.usage, error=reply.error)
        ground = Ground(Haystack(seen.text, seen.spans), locale)
        claims = [claim for field in asked for claim in _claims(answered, field, ground)]
        source = Source(kind="model", id="", extractor=EXTRACTOR, model=self._client.model, prompt=_prompt_hash(request))
        return Found(
            candidates=tuple(_candidate(claim, claim.grounded, source) for claim in claims if claim.grounded is not None),
            heard=frozenset(field.name for field in asked if field.name in answered.fields),
            usage=reply.usage,
            ungrounded=tuple(claim.path for claim in claims if claim.grounded is None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """One answered value: the field that was asked, the pointer it is for, and what the text bears out of it."""

    field: Field
    path: str
    grounded: Grounded | None


def _request(schema: Schema, asked: Sequence[Field], seen: Seen, document_id: str) -> ModelRequest:
    shown = seen.shown
    return ModelRequest(
        system=system_message(schema),
        user=user_message({document_id: shown}),
        schema=answer_schema(asked),
        ids=(document_id,),
        output_tokens=_output_tokens(asked, len(shown)),
    )


def _output_tokens(asked: Sequence[Field], characters: int) -> int:
    """How long the answer may be: so much for each value, and for each column of a table or list the text once over."""
    columns = sum(len(field.columns) or 1 for field in asked if field.shape != "value")
    wanted = TOKENS_PER_CELL * len(asked) + columns * characters // CHARACTERS_PER_TOKEN
    return min(max(wanted, LEAST_OUTPUT_TOKENS), MOST_OUTPUT_TOKENS)


def _claims(answered: AnsweredDocument, field: Field, ground: Ground) -> Iterator[_Claim]:
    """What an answer says about one field. An answer of another shape than the field's says nothing."""
    given = answered.fields.get(field.name)
    if isinstance(given, Cell) and field.shape == "value" and given.value is not None:
        yield _Claim(field=field, path=field.path, grounded=ground.cell(given, field))
    elif isinstance(given, Items) and field.shape == "list":
        yield from _list_claims(given, field, ground)
    elif isinstance(given, Rows) and field.shape == "table":
        yield from _table_claims(given, field, ground)


def _list_claims(given: Items, field: Field, ground: Ground) -> Iterator[_Claim]:
    number = 0
    for grounded in ground_items(given.items, field, ground):
        yield _Claim(field=field, path=field.path if grounded is None else f"{field.path}/{number}", grounded=grounded)
        number += grounded is not None


def _table_claims(given: Rows, field: Field, ground: Ground) -> Iterator[_Claim]:
    number = 0
    for row in ground_rows(given.rows, field, ground):
        place = f"{field.path}/{number}" if row.cells else field.path
        for name, grounded in row.cells.items():
            yield _Claim(field=field, path=f"{place}/{name}", grounded=grounded)
        for name in row.dropped:
            yield _Claim(field=field, path=f"{place}/{name}" if row.cells else place, grounded=None)
        number += bool(row.cells)


def _candidate(claim: _Claim, grounded: Grounded, source: Source) -> Candidate:
    return Candidate(
        path=claim.path,
        raw=grounded.raw,
        value=grounded.value,
        evidence=grounded.evidence,
        source=replace(source, id=claim.field.rungs("model")[0].id),
        findings=grounded.findings,
        signals=grounded.signals,
    )


def _prompt_hash(request: ModelRequest) -> str:
    """Names what was asked, whatever the document: the fixed words and the answer's form."""
    return hashlib.sha256((request.system + json.dumps(request.schema, sort_keys=True)).encode()).hexdigest()[:12]
