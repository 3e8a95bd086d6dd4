"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like it, whatever its case, one with the same letters first; None when none does."""
    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(word.lower(), by_lower, n=3, cutoff=0.6)
    swapped = (one for one in found if sorted(one) == sorted(word.lower()))
    best = next(swapped, found[0] if found else None)
    return by_lower[best] if best else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "Did you mean `labels`?", or nothing."""
    found = closest(word, known)
    return f"Did you mean `{found}`?" if found else ""
