"""What is seen in the pieces of a document on behalf of a field: values by their look, names and towns, hits of its own patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from assay.document import Document
from extractors.llm.shown.pieces import Pieces
from extractors.llm.shown.ranking import Signs
from extractors.region import Region, region_of, segments_in
from schemas.pattern import Pattern
from schemas.schema import Field, Schema
from schemas.types.base import Locale

Look = Callable[[str], bool]

_NUMERIC = frozenset({"code", "integer", "decimal", "phone"})
"""Types of which something stands in most lines with a digit, which is faster to see."""
_UNSEEN = frozenset({"text", "name", "address", "boolean"})
"""Types without a look: any text may be one, or hardly any is."""

_DIGIT = re.compile(r"\d")
_TOWN = re.compile(
    r"(?<![\w.,])(?:[A-Z]{1,3}[- ])?\d{4,6}(?: ?[A-Z]{2})?,? +(?![a-zà-ÿ])[^\W\d_]{2}"  # 54321 Hithausen, D-80331 München, 1012 AB Delft
    r"|[^\W\d_]{2,},? (?:[A-Z]{2}\.?,? )\d{5}(?:-\d{4})?(?![\w.,]*\d)"  # Springfield, IL 62704
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)"  # SW1A 1AA
    r"|(?<!\w)[A-Z]\d[A-Z] ?\d[A-Z]\d(?!\w)"  # K1A 0B1
    r"|(?<![\w.,-])\d{2}-\d{3} +[^\W\d_]{2}"  # 00-950 Warszawa
)
_COMPANY = re.compile(
    r"(?i)(?<!\w)(?:gmbh|mbh|ag|kg|ohg|gbr|e\. ?k\.|e\. ?v\.|se|ltd|limited|plc|llp|llc|l\.l\.c|lp|l\.p|inc|corp|corporation|company"
    r"|sarl|sasu?|s\.a\.?s?|s\.? ?r\. ?l|s\. ?p\. ?a|spa|s\.l|b\. ?v|bv|n\. ?v|nv|sp\. ?z|oy|ab|a/s|aps|s\.r\.o|kft|bhd|pty|pte|co\.)(?!\w)"
)


@dataclass(slots=True)
class Looks:
    """One document's pieces, in which each look is sought once."""

    document: Document
    schema: Schema
    pieces: Pieces
    locale: Locale
    _seen: dict[str, Collection[int]] = field(default_factory=dict)
    _segments: Mapping[str, Region] = field(init=False)

    def __post_init__(self) -> None:
        self._segments = segments_in(self.document, self.schema)

    def signs(self, wanted: Field) -> Signs:
        """All that speaks for pieces beside their words."""
        roles = [rung.expression or "" for rung in wanted.rungs("party")]
        is_named = any(role.endswith(".name") for role in roles)
        return Signs(
            looks=() if roles else self._of_type(wanted),
            companies=self._once("company", _holds(_COMPANY)) if is_named else (),
            towns=self._once("town", _holds(_TOWN)) if roles or _type(wanted) == "address" else (),
            patterns={number for rung in wanted.rungs("regex") if rung.pattern for number in self._found(rung.pattern)},
            region=self._in_region(wanted),
            at_start=bool(wanted.rungs("title", "party")),
        )

    def _of_type(self, wanted: Field) -> Collection[int]:
        kind = wanted.type
        if kind is None or kind.name in _UNSEEN:
            return ()
        if kind.name in _NUMERIC:
            return self._once("digit", _holds(_DIGIT))
        # Two choices have not the same words.
        name = f"choice {wanted.path}" if kind.name == "choice" else kind.name
        return self._once(name, lambda text: next(iter(kind.scan(text, self.locale)), None) is not None)

    def _once(self, name: str, look: Look) -> Collection[int]:
        if name not in self._seen:
            self._seen[name] = [number for number in range(len(self.pieces)) if look(self.pieces.quote(number))]
        return self._seen[name]

    def _in_region(self, wanted: Field) -> Collection[int]:
        """The pieces that touch the segments and pages which the schema names for the field; none where it names none."""
        region = region_of(wanted, self.document, self._segments) if wanted.within or wanted.page else None
        spans = () if region is None else region.spans
        return {number for span in spans for number in range(self.pieces.at(span.start), self.pieces.at(span.end - 1) + 1) if len(span)}

    def _found(self, pattern: Pattern) -> Iterator[int]:
        for part in self.document.visible_parts():
            for hit in pattern.finditer(self.document.quote(part.span)):
                yield self.pieces.at(part.span.start + hit.start)


def _holds(pattern: re.Pattern[str]) -> Look:
    return lambda text: pattern.search(text) is not None


def _type(wanted: Field) -> str:
    return "" if wanted.type is None else wanted.type.name
