"""All rules of a schema on one document: what is free is always heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assay.candidate import Candidate
from assay.document import Document
from extractors.base import Found
from extractors.rules.hit import Claimant, claims
from extractors.rules.reading import Reading
from extractors.rules.registry import ROW_RULES, RULES
from schemas.schema import RULE_KINDS, Field, Rung, Schema
from schemas.types.base import Locale


class RuleExtractor:
    """Runs every rung that needs no model, of every field asked for, even after a hit: rivals and agreement are evidence."""

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """See `extractors.base.Extractor`. A field with at least one rule counts as heard."""
        reading = Reading(document, schema, locale)
        candidates = [candidate for field in fields for rung in field.ladder for candidate in _of_rung(field, rung, reading)]
        heard = frozenset(field.name for field in fields if field.rungs(*RULE_KINDS))
        return Found(candidates=tuple(candidates), heard=heard)


def _of_rung(field: Field, rung: Rung, reading: Reading) -> Iterable[Candidate]:
    if field.shape == "table":
        read_rows = ROW_RULES.get(rung.kind)
        return read_rows(field, rung, reading) if read_rows else ()
    read = RULES.get(rung.kind)
    if field.type is None or read is None:
        return ()
    claimant = Claimant(field=field, rung=rung, type=field.type)
    return claims(claimant, read(claimant, reading), reading.document.text)
