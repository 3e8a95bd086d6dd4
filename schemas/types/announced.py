"""What tells that a token is a number of its kind: a word before it on its line (`ISIN:`), or that nothing else is there."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_WORD = 64
_LONGEST_ALONE = 80


def is_announced(text: str, token: re.Match[str], words: Sequence[str], *, gap: int = 40) -> bool:
    """Whether one of the words (in small letters) stands at most `gap` characters before the token, or the token is all of the text."""
    if is_all(text, token):
        return True
    before = text[max(0, token.start() - _LONGEST_WORD) : token.start()].rpartition("\n")[2].lower()
    return any(_ends_with(before, word, gap) for word in words)


def is_all(text: str, token: re.Match[str]) -> bool:
    """Whether there is nothing but the token in the text."""
    return len(text) <= _LONGEST_ALONE and not (text[: token.start()].strip() or text[token.end() :].strip())


def _ends_with(before: str, word: str, gap: int) -> bool:
    start = before.rfind(word)
    end = start + len(word)
    return start >= 0 and len(before) - end <= gap and not (before[:start][-1:].isalnum() or before[end : end + 1].isalnum())
