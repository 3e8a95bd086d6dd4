"""Text as a reader compares it: without case, accents, spacing, and differences between signs of one meaning."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ONE_MEANING = str.maketrans(
    dict.fromkeys("–—‐‑‒−", "-")
    | dict.fromkeys("“”„«»‟", '"')
    | dict.fromkeys("‘’‚‹›`´", "'")
    | dict.fromkeys("\u00ad\u200b\u200d\ufeff", None)  # invisible: soft hyphen, zero width
)
_SPLITTING = "-'._\u00a0"


def collapsed(text: str) -> str:
    """The text with each run of white space made one space, none at the ends."""
    return " ".join(text.split())


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same: case, spacing and the kind of quotes and dashes do not count."""
    return _compared(one) == _compared(other)


def folded(text: str) -> str:
    """The text without case and accents, hyphens and apostrophes as spaces; as long as the text, so that offsets stay."""
    return text.translate({ord(character): _folded_character(character) for character in set(text)})


def _compared(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_ONE_MEANING).casefold().split())


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    character = character.translate(_ONE_MEANING) or " "
    base = unicodedata.normalize("NFD", character)[0].lower()
    if base in _SPLITTING:
        return " "
    return base if len(base) == 1 else character
