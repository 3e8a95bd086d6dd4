"""A code: an invoice, order or customer number, printed as one token: `INV-2041`, `2018/0042`, `#88123`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import unparseable
from schemas.types.words import collapsed

_TOKEN = re.compile(r"[^\W_][\w/.\-#]*\w|[0-9]")
_NUMBER_SIGN = re.compile(r"(?:no|nr|num|nº|n°)\.(?=\w)", re.IGNORECASE)
_DATE_OR_AMOUNT = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9.]*[0-9]\.[0-9]{2}")
_DIGIT = re.compile(r"[0-9]")
_IN_CAPITALS = re.compile(r"[A-Z][A-Z0-9/.\-]{2,}")
_PIECE = re.compile(r"[\w/.\-#]*[0-9][\w/.\-#]*|[A-Z]{1,5}|[/#&-]")
_AROUND = " \t\r\n\u00a0.,:;#*|()[]\"'„“”‚‘’"
_LONGEST = 64


class CodeType(StringType):
    """`code`: values are str, as printed."""

    name = "code"
    hint = "a number or code, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - codes have no locale
        """Every token with a digit in it that is no date, amount, percentage or piece of an address (`info2@x.org`)."""
        for match in _TOKEN.finditer(text):
            sign = _NUMBER_SIGN.match(match[0])
            start = match.start() + (sign.end() if sign else 0)
            if _is_code(text, start, match.end()):
                yield Reading(start=start, end=match.end(), value=text[start : match.end()])

    def parse(self, raw: str, locale: Locale) -> Parsed:  # noqa: ARG002 - codes have no locale
        """One token, or several that each have digits or are short words in capitals (`RE 2018 001`).

        A code without digits is one token in capitals.
        """
        value = collapsed(raw.strip(_AROUND))
        spelled = _IN_CAPITALS.fullmatch(value) or (_DIGIT.search(value) and all(map(_PIECE.fullmatch, value.split(" "))))
        return Parsed(value=value) if spelled and len(value) <= _LONGEST else unparseable("This is not one code.")


def _is_code(text: str, start: int, end: int) -> bool:
    if end - start > _LONGEST or not _DIGIT.search(text, start, end) or _DATE_OR_AMOUNT.fullmatch(text, start, end):
        return False
    return not (_reaches(text[start - 2 : start], text[start]) or _reaches(text[end : end + 2][::-1], text[end - 1]))


def _reaches(two: str, edge: str) -> bool:
    """Whether the token goes on beyond its edge; `two` are the characters there, the nearest one last."""
    near, far = two[-1:], two[:-1]
    if near in ("@", "%", "€", "$", "£"):
        return True
    return near in (",", "'", "’") and far.isdigit() and edge.isdigit()
