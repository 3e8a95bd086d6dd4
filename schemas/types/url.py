"""The address of a web page: `https://example.org/a`, `www.example.org`, `example.org`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_REST = r"(?::[0-9]{1,5})?(?:[/?#][^\s<>\"„“”«»‹›|\\^`{}]{0,2000})?"
_NAMED = rf"(?i:https?://|ftp://|www\.)(?:[\w.~%-]{{1,64}}@)?(?:{_LABEL}\.){{0,8}}{_LABEL}{_REST}"
# A bare name is an address only in small letters and with an ending that is none of files and words.
_ENDINGS = (
    "com|org|net|edu|gov|info|biz|eu|io|app|dev|shop|store|online|co|ai|tv|me|de|at|ch|fr|nl|be|lu|es|it|pl|pt|se|dk|no|fi|cz|sk|hu|ro|"
    "ie|uk|us|ca|au|nz|in|jp|cn|br|mx|my|sg|za|ru|ua|tr|gr|hr|si|lt|lv|ee|bg"
)
_BARE = rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,6}}(?:{_ENDINGS})(?![\w@-]|\.[\w]){_REST}"
_URL = re.compile(rf"(?<![\w@./-])(?:{_NAMED}|{_BARE})")
_CLOSING = {")": "(", "]": "["}
_PUNCTUATION = ".,;:!?'’*_"
_AROUND = re.compile(
    r"(?:[\s.,:;|*()\[\]<>\"'-]|(?<![^\W_])(?:url|web(?:site|seite)?|internet|homepage|site(?: web)?|link)(?![^\W_]))*",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)


class UrlType(StringType):
    """`url`: values are str, as printed."""

    name = "url"
    hint = "the address of a web page, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - addresses have no locale
        """Every address with its scheme or `www.`, and bare names of a common ending; what closes a sentence is left alone."""
        for match in _URL.finditer(text):
            printed = _without_punctuation(match[0])
            yield Reading(start=match.start(), end=match.start() + len(printed), value=printed)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The address of a text that is one."""
        return parse_whole(raw, self.scan(raw, locale), says="This is not one web address.", around=_AROUND)

    def equal(self, one: Value, other: Value) -> bool:
        """The same page: scheme, `www.`, a slash at the end and the case of the host do not count."""
        return _compared(str(one)) == _compared(str(other))


def _without_punctuation(printed: str) -> str:
    while printed and (printed[-1] in _PUNCTUATION or _closes_nothing(printed)):
        printed = printed[:-1]
    return printed


def _closes_nothing(printed: str) -> bool:
    opening = _CLOSING.get(printed[-1])
    return opening is not None and printed.count(printed[-1]) > printed.count(opening)


def _compared(url: str) -> str:
    host, slash, path = _SCHEME.sub("", url, count=1).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")
