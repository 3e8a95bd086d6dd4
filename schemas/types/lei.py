"""A Legal Entity Identifier (ISO 17442): `529900T8BM49AURSDO55`. One whose check digits fail is kept, with a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.finding import Finding
from schemas.types.announced import is_announced
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.check_digits import lei_holds
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_LEI = re.compile(r"(?<![^\W_])(?:[A-Z0-9]{18}[0-9]{2}|(?:[A-Z0-9]{4}[ ]){4}[A-Z0-9]{2}[0-9]{2})(?![^\W_])")
_WORDS = ("lei", "legal entity identifier")
_AROUND = re.compile(r"(?:[\s.,:;|*()\[\]\"'/-]|(?<![^\W_])(?:LEI|CODE|NR|NO)(?![^\W_]))*", re.IGNORECASE)
_WRONG = Finding(code="checksum", says="The check digits of this LEI do not fit its other characters.")


class LeiType(StringType):
    """`lei`: values are str of 20 characters, in capitals without spaces."""

    name = "lei"
    hint = "an LEI (number of a legal entity), as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - an LEI has no locale
        """Every LEI with the right check digits; a wrong one behind the word LEI or as all there is."""
        for match in _LEI.finditer(text):
            value = match[0].replace(" ", "")
            holds = lei_holds(value)
            if holds or is_announced(text, match, _WORDS):
                yield Reading(start=match.start(), end=match.end(), value=value, findings=() if holds else (_WRONG,))

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The LEI of a text that is one, in capitals or not."""
        text = raw.upper() if len(raw.upper()) == len(raw) else raw
        return parse_whole(text, self.scan(text, locale), says="This is not one LEI.", around=_AROUND)
