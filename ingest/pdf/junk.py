"""Text layers that say nothing: glyphs without a meaning, as fonts without a map leave them."""

from __future__ import annotations

import re

_FIRST_SUSPECT = "\ue000"  # private use, and further up the replacement character; all of the world's usual scripts lie below
# Glyphs without a code point; `(cid:17)` is how some readers write them.
_UNMAPPED = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]|\\(cid:\\d+\\)")
_MOST_UNMAPPED = 0.3  # of the signs; symbols and bullets of private fonts stay below


def is_junk(text: str) -> bool:
    """Whether so many of the page's signs are unmapped that it cannot be read."""
    if (text.isascii() and "(cid:" not in text) or (max(text, default="") < _FIRST_SUSPECT and "(cid:" not in text):
        return False
    unmapped = [len(found[0]) for found in _UNMAPPED.finditer(text)]
    signs = len("".join(text.split())) - sum(unmapped) + len(unmapped)
    return len(unmapped) > _MOST_UNMAPPED * signs
