"""Private values of a document, and the tokens that stand for them wherever text leaves: `Pay to [IBAN 1]`.

The same value has the same token throughout a document, so that a model can still tell one account from another, and what it answers
with a token in it is found again at the place that the token hides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span

_LOOKS_LIKE_TOKEN = re.compile(r"\[\s*([^\W\d][\w ]{0,20}?)\s*(\d{1,9})\s*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A place that must not be shown: the type of the value there (`iban`), and its form without spelling, the same for the same value."""

    span: Span
    kind: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A place of the document's text, and what is shown instead."""

    span: Span
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the document's text as it is shown: word for word, or as a token."""

    text: str
    span: Span
    masked: bool


def masks_of(text: str, secrets: Iterable[Secret]) -> tuple[Mask, ...]:
    """A mask for each place, in text order and apart. No token is one that the text itself prints."""
    taken = {(found[1].casefold(), int(found[2])) for found in _LOOKS_LIKE_TOKEN.finditer(text)}
    numbers: dict[str, int] = {}
    tokens: dict[tuple[str, str], str] = {}
    masks = []
    for one in _apart(secrets):
        if (one.kind, one.form) not in tokens:
            kind = one.kind.replace("_", " ")
            number = _next(numbers.get(kind, 0), kind, taken)
            numbers[kind], tokens[one.kind, one.form] = number, f"[{kind.upper()} {number}]"
        masks.append(Mask(span=one.span, token=tokens[one.kind, one.form]))
    return tuple(masks)


def _next(number: int, kind: str, taken: set[tuple[str, int]]) -> int:
    number += 1
    while (kind.casefold(), number) in taken:
        number += 1
    return number


def _apart(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """The places in text order; of those that overlap one, as far as all of them reach, and named by the longest."""
    held: Secret | None = None
    for one in sorted(secrets, key=lambda secret: (secret.span.start, -secret.span.end)):
        if held is not None and one.span.start < held.span.end:
            longest = max(held, one, key=lambda secret: len(secret.span))
            reach = Span(held.span.start, max(held.span.end, one.span.end))
            held = Secret(span=reach, kind=longest.kind, form=longest.form)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def stretches(text: str, span: Span, masks: Sequence[Mask]) -> Iterator[Stretch]:
    """The span as it is shown. `masks` are in text order and apart; one that reaches over the span's edge is shown as its token."""
    at = span.start
    for mask in _overlapping(span, masks):
        if at < mask.span.start:
            yield Stretch(text=text[at : mask.span.start], span=Span(at, mask.span.start), masked=False)
        yield Stretch(text=mask.token, span=mask.span, masked=True)
        at = mask.span.end
    if at < span.end:
        yield Stretch(text=text[at : span.end], span=Span(at, span.end), masked=False)


def _overlapping(span: Span, masks: Sequence[Mask]) -> Iterator[Mask]:
    number = bisect_right(masks, span.start, key=lambda mask: mask.span.end)
    while number < len(masks) and masks[number].span.start < span.end:
        yield masks[number]
        number += 1
