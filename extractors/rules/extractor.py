"""All rules of a schema on one document: what is free is always heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assay.candidate import Candidate
from assay.document import Document
from extractors.base import Found
from extractors.rules.hit import SEVERAL, Claimant, claims
from extractors.rules.passage import no_passage
from extractors.rules.reading import Reading
from extractors.rules.registry import ROW_RULES, RULES
from extractors.rules.segment import region_of, rows_inside
from schemas.schema import RULE_KINDS, STRUCTURED_KINDS, Field, Rung, Schema
from schemas.types.base import Locale


class RuleExtractor:
    """Runs every rung that needs no model, of every field asked for, even after a hit: rivals and agreement are evidence.

    Only where a field says `compare: first` is the first answer enough.
    """

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """See `extractors.base.Extractor`. A field with at least one rule counts as heard."""
        reading = Reading(document, schema, locale)
        candidates = [candidate for field in fields for candidate in _of_field(field, reading)]
        heard = frozenset(field.name for field in fields if field.rungs(*RULE_KINDS))
        return Found(candidates=tuple(candidates), heard=heard)


def _of_field(field: Field, reading: Reading) -> Iterable[Candidate]:
    found = [candidate for _, candidates in _whole(field, _asked(field, reading)) for candidate in candidates]
    return _alone(field, found) or no_passage(field)


def _asked(field: Field, reading: Reading) -> list[tuple[Rung, list[Candidate]]]:
    """What each source said, in order; with `compare: first` nobody is asked after the first answer that can be right."""
    asked: list[tuple[Rung, list[Candidate]]] = []
    for rung in field.ladder:
        asked.append((rung, list(_of_rung(field, rung, reading))))
        if field.compare == "first" and any(_can_be_right(field, one) for one in asked[-1][1]):
            break
    return asked


def _can_be_right(field: Field, one: Candidate) -> bool:
    text = one.value if isinstance(one.value, str) else one.raw.strip()
    fits = field.pattern is None or field.pattern.fullmatch(text)
    return bool(fits) and not any(finding.severity == "error" for finding in one.findings)


def _alone(field: Field, found: list[Candidate]) -> list[Candidate]:
    """With `pick: unique`, what two rules read differently is as little alone as what one rule read twice."""
    read = [one for one in found if one.source.kind == "rule"]
    if field.pick != "unique" or field.shape != "value" or all(_equal(field, read[0], one) for one in read):
        return found
    return [replace(one, findings=(*one.findings, SEVERAL)) if one in read and SEVERAL not in one.findings else one for one in found]


def _equal(field: Field, one: Candidate, other: Candidate) -> bool:
    return field.type is not None and field.type.equal(one.value, other.value)


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
