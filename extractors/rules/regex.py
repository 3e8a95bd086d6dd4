"""Values that match a pattern: the rung's own, or, for a bare `regex`, whatever looks like the field's type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assay.document import Document
from assay.finding import Signal
from assay.span import Span
from extractors.region import Region
from extractors.rules.hit import Claimant, Hit
from extractors.rules.passage import is_denied, passage
from extractors.rules.reading import Reading
from extractors.rules.segment import region_of
from schemas.pattern import Pattern
from schemas.pattern_set import pattern_set
from schemas.types.base import Locale

# In a shorter text each pattern is asked sooner than all are asked together.
LONG = 10_000

# A pattern that is asked behind the labels must not outdo what stands beside one of them.
FALLBACK = 0.3

_BY_PATTERN = Signal(name="pattern_hit", strength=1.0, says="The text matches the rule's pattern.")
_BY_FALLBACK = Signal(name="pattern_hit", strength=FALLBACK, says="The text matches a pattern that the schema asks behind its labels.")
_LAST_RESORT = Signal(name="type_pattern", strength=FALLBACK, says="The text has the form of such a value; patterns are asked before.")
_BY_TYPE = Signal(name="type_pattern", strength=1.0, says="The text has the form of such a value.")


def read_by_regex(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """Hits in the parts that a person would see, in text order; what the type's parser refuses is no hit."""
    document, wanted, pattern = reading.document, claimant.field.pattern, claimant.rung.pattern
    for part in document.visible_parts():
        if pattern in reading.once(_impossible).get(part.span, ()):
            continue
        for hit in _hits(claimant, reading, part.span):
            if wanted is None or wanted.fullmatch(document.quote(hit.span)):
                yield hit


def _impossible(reading: Reading) -> Mapping[Span, frozenset[Pattern]]:
    """The patterns of the schema that are not in a long part, for `Reading.once`."""
    patterns = tuple(dict.fromkeys(rung.pattern for field in reading.schema.fields for rung in field.rungs("regex") if rung.pattern))
    long = [part.span for part in reading.document.visible_parts() if len(part.span) > LONG]
    return {span: frozenset(patterns) - pattern_set(patterns).possible_in(reading.document.quote(span)) for span in long}


def _hits(claimant: Claimant, reading: Reading, within: Span) -> Iterator[Hit]:
    if claimant.rung.pattern is not None:
        return _by_pattern(claimant.rung.pattern, claimant, reading.document, within, reading.locale)
    region = region_of(claimant.field, reading)
    spans = region.shared_with(Region((within,))).spans if region else (within,)
    return (hit for span in spans for hit in _by_type(claimant, reading.document, span, reading.locale))


def _by_pattern(pattern: Pattern, claimant: Claimant, document: Document, within: Span, locale: Locale) -> Iterator[Hit]:
    signal = _BY_FALLBACK if _behind_labels(claimant) else _BY_PATTERN
    for match in pattern.finditer(document.quote(within)):
        parsed = claimant.type.parse(match.text, locale)
        span = Span(match.start, match.end).shifted(within.start)
        if parsed.value is not None:
            yield Hit(span=span, value=parsed.value, findings=parsed.findings, signals=(signal,))
        elif claimant.type.name == "boolean" and not is_denied(document.text, span.start):
            yield passage(span)


def _behind_labels(claimant: Claimant) -> bool:
    ladder = claimant.field.ladder
    return any(rung.kind == "label" for rung in ladder[: ladder.index(claimant.rung)]) if claimant.rung in ladder else False


def _behind_patterns(claimant: Claimant) -> bool:
    ladder = claimant.field.ladder
    return any(rung.pattern for rung in ladder[: ladder.index(claimant.rung)]) if claimant.rung in ladder else False


def _by_type(claimant: Claimant, document: Document, within: Span, locale: Locale) -> Iterator[Hit]:
    signal = _LAST_RESORT if _behind_patterns(claimant) else _BY_TYPE
    for reading in claimant.type.scan(document.quote(within), locale):
        span = Span(reading.start, reading.end).shifted(within.start)
        yield Hit(span=span, value=reading.value, findings=reading.findings, signals=(signal,))
