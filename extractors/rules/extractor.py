"""All rules of a schema on one document: what is free is always heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.candidate import Candidate
from assay.document import Document
from extractors.base import Found
from extractors.rules.hit import Claimant, claims
from extractors.rules.label import read_by_label
from extractors.rules.regex import read_by_regex
from extractors.rules.sheet import Place, places_by_field, sheets_of
from extractors.rules.sought import Sought
from extractors.rules.structured import Source, read_structured, read_table, sources_of
from extractors.rules.vocabulary import vocabulary_of
from schemas.schema import Field, Rung, Schema
from schemas.types.base import Locale


class RuleExtractor:
    """Runs every rung that needs no model, of every field asked for, even after a hit: rivals and agreement are evidence."""

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """See `extractors.base.Extractor`. A field with at least one rule counts as heard."""
        reading = _Reading(document, sources_of(document), _places(document, schema, fields), locale)
        candidates = [candidate for field in fields for candidate in reading.candidates(field)]
        heard = frozenset(field.name for field in fields if field.rungs("xml", "json", "label", "regex"))
        return Found(candidates=tuple(candidates), heard=heard)


def _places(document: Document, schema: Schema, fields: Sequence[Field]) -> Mapping[str, list[Place]]:
    """Where the labels stand. Pages are only laid out when a field has a use for it."""
    if not any(field.rungs("label") for field in fields):
        return {}
    return places_by_field(sheets_of(document, vocabulary_of(schema)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the rungs of all fields share in one document."""

    document: Document
    sources: tuple[Source, ...]
    places: Mapping[str, list[Place]]
    locale: Locale

    def candidates(self, field: Field) -> list[Candidate]:
        """The field's candidates in the order of its ladder."""
        return [candidate for rung in field.ladder for candidate in self._of_rung(field, rung)]

    def _of_rung(self, field: Field, rung: Rung) -> list[Candidate]:
        if field.shape == "table":
            return read_table(field, rung, self.sources, self.document, self.locale) if rung.kind in ("xml", "json") else []
        if field.type is None:
            return []
        claimant = Claimant(field=field, rung=rung, type=field.type)
        match rung.kind:
            case "xml" | "json":
                hits = read_structured(claimant, self.sources, self.document, self.locale)
            case "label":
                hits = iter(read_by_label(Sought(claimant, self.document.text, self.locale), self.places.get(field.name, ())))
            case "regex":
                hits = read_by_regex(claimant, self.document, self.locale)
            case _:
                return []
        return claims(claimant, hits, self.document.text)
