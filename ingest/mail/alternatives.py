"""Whether a mail's plain text says what its HTML shows: two alternatives of one body need not agree, and people see one of them.

What they say is compared as sets of words and numbers, so that line breaks, marks of emphasis and order do not count; links,
stand-ins for pictures and the numbers of lists are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

_FEW = 0.2  # of the words: what greetings of mail programs, footers and the captions of pictures come to

_LINK = re.compile(r"(?:https?:|mailto:|tel:|cid:|image:|www\.).*", re.DOTALL)
_MARKER = re.compile(r"\d{1,2}[.)]|\[\d{1,3}\]")
_SAID = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")

# Each takes the rest of the page where its end is missing.
_NOT_SHOWN = re.compile(
    r"<!--(?:.*?-->|.*\Z)|<style\b(?:.*?</style\s*>|.*\Z)|<script\b(?:.*?</script\s*>|.*\Z)|<title\b(?:.*?</title\s*>|.*\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")


def tokens(text: str) -> set[str]:
    """The different pieces of the text between white space, folded."""
    return set(text.casefold().split())


def rough_tokens(html: str) -> set[str]:
    """The tokens of what the HTML shows, near enough to be compared and at a fraction of the cost of reading it."""
    return tokens(unescape(_TAG.sub(" ", _NOT_SHOWN.sub(" ", html))))


def agree(plain: set[str], shown: set[str]) -> bool:
    """Whether the plain text says nothing but what is shown, and all of that but for a few words."""
    only = _only(plain, shown)
    return not (only and only - _words(plain & shown)) and not strays(shown, plain)


def strays(one: set[str], other: set[str]) -> bool:
    """Whether one says a number, or more than a few words, that the other does not say."""
    only = _only(one, other)
    return not _is_little(only, one) and not _is_little(only - _words(one & other), one)


def _only(one: set[str], other: set[str]) -> set[str]:
    """The words and numbers of the tokens that one has and the other has not; they may stand in tokens that both have."""
    return _words(one - other) - _words(other - one)


def _words(pieces: Iterable[str]) -> set[str]:
    return set(_SAID.findall(" ".join(piece if piece.isalnum() else _without_aside(piece) for piece in pieces)))


def _without_aside(token: str) -> str:
    """Without the link in it, and without what marks an item of a list."""
    return "" if _MARKER.fullmatch(token) else _LINK.sub("", token)


def _is_little(words: set[str], all_of: set[str]) -> bool:
    return len(words) <= _FEW * len(all_of) and not any(word[0].isdecimal() for word in words)
