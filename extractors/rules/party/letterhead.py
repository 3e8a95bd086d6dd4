"""The head of a till receipt: the company, then its address in lines that need no postcode."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.layout import Line
from extractors.rules.party.line_kind import is_aside, is_company, is_street, may_be_name
from extractors.rules.party.town import town_in

# Logos, slogans and a branch come before, an address has up to six lines.
LINES_READ = 14
MOST_LINES = 7
HEAD_LINES = 5

_ENDS = re.compile(r"(?i)\b(?:date|datum|time|table|cashier|served|qty|item|total|receipt|order|bon|beleg|kasse|ticket)\b|\d[.,]\d{2}\b|\d{2}[/.-]\d{2}[/.-]\d{2,4}")
_REGISTRATION = re.compile(r"\s*(?:\((?=[^()\n]*\d)[^()\n]*\)?|\b(?:CO|ROC|REG|GST)\b.*|\s\d{5,7}-?[A-Z])\s*$")
_JOINS = re.compile(r"[,;-]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The company's name and the lines of its address (perhaps none); `sure` says that the name has a legal form."""

    name: Span
    address: tuple[Span, ...]
    sure: bool


def letterhead(lines: Sequence[Line], text: str) -> Letterhead | None:
    """The head of a page; None when no line of it may be a name."""
    # Cells side by side need not follow each other in the text.
    spans = [Span(min(cell.span.start for cell in line.cells), max(cell.span.end for cell in line.cells)) for line in lines[:LINES_READ]]
    contents = [text[span.start : span.end] for span in spans]
    begin = next((index for index, content in enumerate(contents) if index and _opens_address(content)), None)
    above = contents[: begin if begin is not None else LINES_READ]
    name = _name(above)
    if name is None:
        return None
    address = _address(spans, contents, begin) if begin is not None else ()
    return Letterhead(name=_named(spans[name], contents[name]), address=address, sure=is_company(contents[name]))


def is_single_column(lines: Sequence[Line]) -> bool:
    """Whether the page begins as a receipt does: with several lines of one cell each."""
    return len(lines) >= HEAD_LINES and all(len(line.cells) == 1 for line in lines[:HEAD_LINES])


def _span(line: Line) -> Span:
    return Span(min(cell.span.start for cell in line.cells), max(cell.span.end for cell in line.cells))


def _opens_address(content: str) -> bool:
    return is_street(content) and not is_aside(content) and not _ENDS.search(content) and (not is_company(content) or content[0].isdigit())


def _name(above: Sequence[str]) -> int | None:
    """The first line with a legal form, else the first that may be a name."""
    named = [index for index, content in enumerate(above) if _bare(content) and may_be_name(_bare(content)) and not _ENDS.search(content)]
    companies = [index for index in named if is_company(above[index])]
    return next(iter((*companies, *named)), None)


def _bare(content: str) -> str:
    """The name without the number under which a register has it."""
    registration = _REGISTRATION.search(content)
    return content[: registration.start()] if registration else content


def _named(span: Span, content: str) -> Span:
    return Span(span.start, span.start + len(_bare(content).rstrip()))


def _address(spans: Sequence[Span], contents: Sequence[str], begin: int) -> tuple[Span, ...]:
    """The lines from the first to the last that is of the address: the town, or what a comma leads on to."""
    end = begin + 1
    while end < min(len(spans), begin + MOST_LINES) and _goes_on(contents[end], contents[end - 1]):
        end += 1
    return tuple(spans[begin:end])


def _goes_on(content: str, above: str) -> bool:
    if is_aside(content) or _ENDS.search(content) or ":" in content:
        return False
    return bool(_JOINS.search(above) or is_street(content) or town_in(content, Span(0, len(content))) or content.rstrip(".").replace(" ", "").isalpha())
