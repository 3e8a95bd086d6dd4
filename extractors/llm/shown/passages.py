"""Which passages of a document are shown for a field: where its labels stand, what reads like it, what speaks of it.

The visible text is cut into pieces, and the likeliest are taken, each with its neighbours, until it is likely enough that the value is
among them: few lines where a label stands beside a date, many where nothing tells. Of a table, all is shown.

A field's passages depend on the document, the schema, the field and the limit only, never on what else is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.document import Document
from assay.span import Span
from extractors.llm.shown.looks import Looks
from extractors.llm.shown.pieces import Pieces, pieces_of
from extractors.llm.shown.query import Query, queries_of
from extractors.llm.shown.ranking import likelihoods
from schemas.schema import Field, Schema
from schemas.types.base import Locale

LEAST = 150
"""Code points that are shown at least: some lines of an invoice, so that a label is not read without its surroundings."""

A_RECEIPT = 400
"""Code points up to which a field may be shown all that there is: of so little nothing can be saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """When a field is shown enough: it is `likely` that all of its value is there. No more than these shares of the text are shown."""

    likely: float
    of_document: float
    of_limit: float


PRINTED = Enough(likely=0.97, of_document=0.3, of_limit=0.25)
"""More would be paid for with every document, also with those that have no such value; and several fields share a limit."""

OF_A_PARTY = Enough(likely=0.995, of_document=0.33, of_limit=0.25)
"""A document has two parties or three, and what looks like one of them may be another."""

INFERRED = Enough(likely=0.99, of_document=0.5, of_limit=0.25)
"""A clause is told from others by words alone."""

ALL_VALUES = Enough(likely=0.995, of_document=1.0, of_limit=0.5)
"""Of a list, each item has to be there; and of a text that has neither label nor look, nobody knows where it stands."""

CHARACTERS_PER_TOKEN = 3

NARROW = 12
"""Code points of a gap that is shown too: to say that something is left out there takes as many."""


def passages_for(
    document: Document, schema: Schema, fields: Iterable[Field], locale: Locale, *, limit: int
) -> Mapping[str, tuple[Span, ...]]:
    """The spans of the document's text that are shown for each field, by its name: in text order, apart from each other.

    `limit` is how many tokens of text one question may show.
    """
    pieces = pieces_of(document)
    looks = Looks(document, schema, pieces, locale)
    most = limit * CHARACTERS_PER_TOKEN
    return {field.name: tuple(_spans(pieces, _chosen(field, query, looks, most))) for field, query in queries_of(schema, fields)}


def _chosen(field: Field, query: Query, looks: Looks, limit: int) -> Sequence[int]:
    pieces = looks.pieces
    if field.shape == "table" or not len(pieces):
        return range(len(pieces))
    signs = looks.signs(field)
    enough = ALL_VALUES if not (query.labels or signs) else _enough(field)
    return _with_narrow_gaps(pieces, _likeliest(pieces, likelihoods(pieces, query, signs), enough, limit))


def _enough(field: Field) -> Enough:
    if field.shape == "list":
        return ALL_VALUES
    if field.rungs("party"):
        return OF_A_PARTY
    return INFERRED if any(rung.read == "inferred" for rung in field.rungs("model")) else PRINTED


def _likeliest(pieces: Pieces, likely: Sequence[float], enough: Enough, limit: int) -> set[int]:
    """The likeliest pieces with their neighbours, until they are enough; `limit` is in code points."""
    most = max(A_RECEIPT, min(enough.of_document * sum(map(len, pieces.spans)), enough.of_limit * limit))
    taken: set[int] = set()
    sure = length = 0.0
    for number in sorted(range(len(pieces)), key=lambda one: -likely[one]):
        if sure >= enough.likely and length >= LEAST:
            break
        more = set(range(max(0, number - 1), min(len(pieces), number + 2))) - taken
        longer = sum(len(pieces.spans[one]) for one in more)
        if taken and length + longer > most:
            break
        taken |= more
        sure, length = sure + likely[number], length + longer
    return taken


def _with_narrow_gaps(pieces: Pieces, taken: set[int]) -> Sequence[int]:
    return [one for one in range(len(pieces)) if one in taken or ({one - 1, one + 1} <= taken and len(pieces.spans[one]) <= NARROW)]


def _spans(pieces: Pieces, numbers: Sequence[int]) -> Iterator[Span]:
    """The pieces' spans, those made one that have nothing but space between them."""
    start = end = None
    for span in (pieces.spans[number] for number in numbers):
        if start is not None and end is not None and pieces.text[end : span.start].strip():
            yield Span(start, end)
            start = None
        start, end = span.start if start is None else start, span.end
    if start is not None and end is not None:
        yield Span(start, end)
