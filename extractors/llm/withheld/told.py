"""Where a text gives orders to a model."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from assay.span import Span
from extractors.llm.withheld.orders import Order, Words, leads, orders, orders_about, read
from extractors.llm.withheld.stream import Stream

REACH = 200
"""So near to each other two hints that a person may be given, too, are an order to a machine."""

LONGEST = 400
"""No order has more characters: its words and what is listed between them."""

_SENTENCE_END = re.compile(r"[.!?][\"'”»)\]]*(?=\s)|\n\s*\n|\f")
_CLAUSE_END = re.compile(r"\s*(?:[.;!,\"'”»\n]|$)")
_BEGINNING = re.compile(r"(?:^|[^\w\s])\s*$|(?P<lead>[^\W\d_]+)\s*$")
_BEFORE = 40

# What only a text about prompts holds.
_SIGNS = re.compile(
    r"\[/?INST\]|<\|[a-z_]+\|>|</?(?:system|assistant|instructions?|prompt)>"
    r"|^#{2,}\s*(?:instruction|system|response)\s*:|\bnew instructions?\s*:",
    re.IGNORECASE | re.MULTILINE,
)
# Hints that are said to people, too.
_SPOKEN = re.compile(
    r"\b(?:system|assistant|ai|llm)\s*[:,]|\b(?:ignore|disregard|forget|you must|you have to)\b"
    r"|\b(?:answer|return|output|report|use) (?:that|this|it)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where an order stands."""

    span: Span
    weak: bool = False


def orders_in(text: str, spans: Sequence[Span], names: Words) -> list[Span]:
    """Where orders to a machine stand within the spans, in text order; they may overlap. `names` are those of fields, see `as_read`."""
    told = [*_told(text, spans, names), *(Told(span=hit) for hit in _hits(_SIGNS, text, spans))]
    sure = [one.span for one in told if not one.weak]
    weak = [one.span for one in told if one.weak]
    company = sorted([*sure, *weak, *(_hits(_SPOKEN, text, spans) if weak else ())])
    return sorted({*sure, *(one for one in weak if _has_company(one, company))})


def _hits(pattern: re.Pattern[str], text: str, spans: Iterable[Span]) -> Iterator[Span]:
    return (Span(*hit.span()) for span in spans for hit in pattern.finditer(text, span.start, span.end))


def _has_company(one: Span, others: Sequence[Span]) -> bool:
    """Whether another of these, which are in text order, stands near."""
    first = bisect_left(others, one.start - REACH - LONGEST, key=attrgetter("start"))
    last = bisect_right(others, one.end + REACH, key=attrgetter("start"))
    return any(other.end >= one.start - REACH and not other.overlaps(one) for other in others[first:last])


def _told(text: str, spans: Sequence[Span], names: Words) -> Iterator[Told]:
    stream = Stream(text, spans, read)
    for order in (*orders(), *orders_about(names)):
        for start in order.starts:
            for at in stream.find(start):
                found = order.rest.match(stream.text, at + len(start))
                span = stream.span(at, found.end()) if found else None
                if span is not None and _counts(span, order, text):
                    yield Told(span=span, weak=order.weak)


def _counts(span: Span, order: Order, text: str) -> bool:
    """Whether it stands there as words, within one sentence, and where orders of its kind stand."""
    before = text[max(span.start - _BEFORE, 0) : span.start]
    if (
        before[-1:].isalnum()
        or (order.ends and text[span.end : span.end + 1].isalnum())
        or _SENTENCE_END.search(text, span.start, span.end)
    ):
        return False
    if order.closes and not _CLAUSE_END.match(text, span.end):
        return False
    return not order.begins or _begins(before, text[span.start])


def _begins(before: str, first: str) -> bool:
    """Whether an order may begin behind this text with this letter: a line of its own has a capital, or signs before it."""
    if first.isupper() and not before.rpartition("\n")[2].strip():
        return True
    found = _BEGINNING.search(before)
    return found is not None and (found["lead"] is None or read(found["lead"]) in leads())
