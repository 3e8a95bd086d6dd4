"""Bytes to text when nobody says which encoding it is."""

from __future__ import annotations

import codecs

# Longer marks first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# In UTF-16 of European text every second byte is zero.
_UTF16_ZEROS = 0.3
_GUESSED_ON = 50_000
# Encodings whose bytes are all ASCII, so that they pass for UTF-8.
_STATEFUL = ("iso-2022", "iso2022", "hz")
_SAYS_LITTLE = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
# The web's reading of these names: https://encoding.spec.whatwg.org/#names-and-labels
_MEANS_WINDOWS = frozenset({"iso-8859-1", "latin1", "latin-1", "iso8859-1"})
# Letters and signs of those languages, and how much of a text in them they are at most.
_WESTERN = frozenset("äöüßàâæçèéêëîïôœùûÿñáíóúìòãõåøðþý¡¿«»‹›„“”‚‘’–—…•·€£§°©®™²ªº½×´ ­")
_ACCENTED = 0.25
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_15", "cp437", "cp850", "shift_jis", "gb18030", "euc_kr", "big5"]


def decoded(data: bytes, *, declared: str | None = None) -> str:
    """The text of the bytes. Never fails.

    In this order: byte order mark, UTF-16 by its zeros, UTF-8 (nothing else passes for it by chance), the declared
    encoding, the likeliest guess.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    name = _codec(declared)
    stateful = name if name and name.startswith(_STATEFUL) else None
    for candidate in (stateful, _zeros(data), "utf-8", name):
        text = _strictly(data, candidate) if candidate else None
        if text is not None:
            return text
    return data.decode(name or _guess(data), "replace")


def _codec(declared: str | None) -> str | None:
    """The declared encoding if Python knows it as one of text and it says more than the bytes do."""
    name = (declared or "").strip().strip("\"'").lower()
    if name in _MEANS_WINDOWS:
        return "cp1252"
    try:
        b"a".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name in _SAYS_LITTLE else name


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


def _zeros(data: bytes) -> str | None:
    """UTF-16 without a mark, told by where the zero bytes stand."""
    sample = data[:_GUESSED_ON]
    second, first = sample[1::2].count(0), sample[0::2].count(0)
    if max(first, second) * 2 < _UTF16_ZEROS * len(sample) or not sample:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _guess(data: bytes) -> str:
    """Windows-1252 where that reads like a Western European language, which guesses from a few accents get wrong."""
    if _reads_western(data[:_GUESSED_ON].decode("cp1252", "replace")):
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - needed for few files, and its tables take time to load

    best = from_bytes(data[:_GUESSED_ON], cp_isolation=_LIKELY).best()
    return best.encoding if best is not None else "cp1252"


def _reads_western(text: str) -> bool:
    accented = [sign for sign in text.lower() if sign > "\x7f"]
    return len(accented) < _ACCENTED * len(text) and _WESTERN.issuperset(accented)
