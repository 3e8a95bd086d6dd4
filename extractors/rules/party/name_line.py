"""The name in an address block: which of its upper lines say who it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assay.span import Span
from extractors.rules.party.line_kind import is_bare_form, is_counted, is_desk, is_firm, may_be_name, street_rank
from extractors.rules.party.piece import Piece

_GOES_ON = re.compile(r"(?i)(?:[&+,–-]|\b(?:und|and|et|y|e|i|en|of|for|für|de|du|des|della|van|von))$")
_HANGS_ON = re.compile(r"(?:[&+(]|(?:GmbH|AG|KG|e\. ?V|Ltd|Limited|LLC|Inc|S\.|Sp\.|B\.V|SARL|SAS|[^\W\d_]*verein)(?!\w)|[a-zà-ÿ])")


def names_in(above: Sequence[Piece]) -> list[Piece]:
    """The lines that may be the name, top to bottom."""
    return [piece for piece in above if may_be_name(piece.content) and piece.content[0].isalnum() and not is_counted(piece.content)]


def name_of(names: Sequence[Piece], text: str) -> Span | None:
    """The line with a legal form, else the first that is no department, else the first; with the line that it runs on to."""
    contents = [piece.content for piece in names]
    firms = [index for index, content in enumerate(contents) if is_firm(content)]
    others = [index for index, content in enumerate(contents) if not is_desk(content)]
    chosen = next(iter((*firms, *others, *range(len(names)))), None)
    if chosen is None:
        return None
    first = chosen - 1 if chosen and _run_on(contents[chosen - 1], contents[chosen]) else chosen
    last = chosen + 1 if first == chosen and chosen + 1 < len(names) and _run_on(contents[chosen], contents[chosen + 1]) else chosen
    return _joined(names[first].span, names[last].span, text) or names[chosen].span


def _run_on(content: str, below: str) -> bool:
    return bool(is_bare_form(below) or _GOES_ON.search(content) or (_HANGS_ON.match(below) and is_firm(below) and not is_firm(content)))


def _joined(first: Span, last: Span, text: str) -> Span | None:
    """Both lines as one passage, when nothing of another column stands between them in the text."""
    between = text[first.end : last.start] if first.end <= last.start else ""
    return None if any(map(str.isalnum, between)) or first.end > last.end else Span(first.start, last.end)


def is_plain(names: Sequence[Piece], above: Sequence[Piece], street: int | None) -> bool:
    """Whether there is no second line that could be the name or the street, and the street reads like one."""
    firms = sum(is_firm(piece.content) for piece in names)
    streets = sum(street_rank(piece.content) > 0 and piece not in names for piece in above)
    parted = any(is_bare_form(piece.content) for piece in names)
    at_town = street is None or (street == len(above) - 1 and street_rank(above[street].content) > 1)
    return (len(names) <= 1 or firms == 1) and streets <= 1 and at_town and not parted
