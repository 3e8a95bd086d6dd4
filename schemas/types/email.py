"""An e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_BEFORE_AT = re.compile(r"(?:[^\W_]|_)(?:[\w.!#$%&+/=?^{}~-]*[\w+~-])?$")
_BEHIND_AT = re.compile(r"(?:[^\W_](?:[\w-]{0,62})\.){1,8}[^\W\d_]{2,24}(?![\w@])")
_MAILTO = re.compile(r"[\s.,:;|*()\[\]<>\"'-]*(?:(?:mailto|e-?mail)[: ]*)?[\s.,:;|*()\[\]<>\"'-]*", re.IGNORECASE)
_LONGEST_LOCAL_PART = 64


class EmailType(StringType):
    """`email`: values are str, as printed."""

    name = "email"
    hint = "an e-mail address, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - addresses have no locale
        """Every address in the text."""
        last = 0
        at = text.find("@")
        while at >= 0:
            before = _BEFORE_AT.search(text, max(last, at - _LONGEST_LOCAL_PART), at)
            behind = _BEHIND_AT.match(text, at + 1)
            if before and behind:
                last = behind.end()
                yield Reading(start=before.start(), end=last, value=text[before.start() : last])
            at = text.find("@", at + 1)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The address of a text that is one, also as `mailto:` or in angle brackets."""
        return parse_whole(raw, self.scan(raw, locale), says="This is not one e-mail address.", around=_MAILTO)
