"""All rules of a schema on one document: what is free is always heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assay.candidate import Candidate
from assay.document import Document
from extractors.base import Found
from extractors.rules.hit import Claimant, claims
from extractors.rules.passage import no_passage
from extractors.rules.reading import Reading
from extractors.rules.registry import ROW_RULES, RULES
from extractors.rules.segment import region_of, rows_inside
from schemas.schema import RULE_KINDS, STRUCTURED_KINDS, Field, Rung, Schema
from schemas.types.base import Locale


class RuleExtractor:
    """Runs every rung that needs no model, of every field asked for, even after a hit: rivals and agreement are evidence."""

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """See `extractors.base.Extractor`. A field with at least one rule counts as heard."""
        reading = Reading(document, schema, locale)
        candidates = [candidate for field in fields for candidate in _of_field(field, reading)]
        heard = frozenset(field.name for field in fields if field.rungs(*RULE_KINDS))
        return Found(candidates=tuple(candidates), heard=heard)


def _of_field(field: Field, reading: Reading) -> Iterable[Candidate]:
    asked = [(rung, list(_of_rung(field, rung, reading))) for rung in field.ladder]
    found = [candidate for rung, candidates in _whole(field, asked) for candidate in candidates]
    return found or no_passage(field)


def _whole(field: Field, asked: list[tuple[Rung, list[Candidate]]]) -> list[tuple[Rung, list[Candidate]]]:
    """Of a list only what the first answering source of data says: items of two would be mixed by their numbers."""
    answering = (rung for rung, candidates in asked if candidates and rung.kind in STRUCTURED_KINDS)
    first = next(answering, None) if field.shape == "list" else None
    return [pair for pair in asked if first is None or pair[0] is first or pair[0].kind not in STRUCTURED_KINDS]


def _of_rung(field: Field, rung: Rung, reading: Reading) -> Iterable[Candidate]:
    # Data written for programs has no segments and no pages.
    region = None if rung.kind in STRUCTURED_KINDS else region_of(field, reading)
    if field.shape == "table":
        read_rows = ROW_RULES.get(rung.kind)
        rows = read_rows(field, rung, reading) if read_rows else ()
        return rows_inside(field, rows, region) if region else rows
    read = RULES.get(rung.kind)
    if field.type is None or read is None:
        return ()
    claimant = Claimant(field=field, rung=rung, type=field.type)
    hits = read(claimant, reading)
    inside = (hit for hit in hits if region.holds(hit.span)) if region else hits
    return claims(claimant, inside, reading.document.text)
