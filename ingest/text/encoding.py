"""Bytes to text when nobody says which encoding it is."""

from __future__ import annotations

import codecs

from ingest.text.alphabets import encoding_of

# Longer marks first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSED_ON = 50_000
# UTF-16 has a zero byte beside each sign of ASCII, digits and spaces in East Asian texts among them, and hardly any on the other side.
_ZEROS = 0.1
_STRAY_ZEROS = 0.02
# One damaged sign in so many leaves a text UTF-8.
_UNDAMAGED = 10
# Encodings whose bytes are all ASCII, so that they pass for UTF-8.
_STATEFUL = ("iso-2022", "iso2022", "hz")
_SAYS_LITTLE = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
# The web's reading of these names: https://encoding.spec.whatwg.org/#names-and-labels
_MEANS_WINDOWS = frozenset({"iso-8859-1", "latin1", "latin-1", "iso8859-1"})
_STATEFUL_MARKS = {b"\x1b$)C": "iso2022_kr", b"\x1b$": "iso2022_jp_2"}
_EAST_ASIAN = ["shift_jis", "euc_jp", "gb18030", "euc_kr", "big5"]


def decoded(data: bytes, *, declared: str | None = None) -> str:
    """The text of the bytes. Never fails.

    In this order: byte order mark, UTF-32 and UTF-16 by their zeros, escapes of ISO 2022, UTF-8 (nothing else passes for it by
    chance), the declared encoding, the likeliest guess.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    name = _codec(declared)
    stateful = name if name and name.startswith(_STATEFUL) else None
    for candidate in (stateful, _by_zeros(data), _by_escapes(data), "utf-8", name):
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


def _by_zeros(data: bytes) -> str | None:
    """UTF-32 or UTF-16 without a mark, told by where the zero bytes stand."""
    sample = data[:_GUESSED_ON]
    if 0 not in sample:
        return None
    zeros = [sample[offset::4].count(0) / (len(sample) / 4) for offset in range(4)]
    if min(zeros[2:]) > 1 - _STRAY_ZEROS:
        return "utf-32-le"
    if min(zeros[:2]) > 1 - _STRAY_ZEROS:
        return "utf-32-be"
    first, second = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if max(first, second) < _ZEROS or min(first, second) > _STRAY_ZEROS:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _by_escapes(data: bytes) -> str | None:
    """An encoding of ISO 2022, which switches between alphabets by escape sequences."""
    sample = data[:_GUESSED_ON]
    return next((encoding for mark, encoding in _STATEFUL_MARKS.items() if mark in sample), None)


def _guess(data: bytes) -> str:
    """UTF-8 with a few damaged signs, the encoding of one byte a sign whose letters fit a language, or one of East Asia."""
    sample = data[:_GUESSED_ON]
    if _is_damaged_utf8(sample):
        return "utf-8"
    encoding = encoding_of(sample)
    if encoding is not None:
        return encoding
    from charset_normalizer import from_bytes  # noqa: PLC0415 - needed for few files, and its tables take time to load

    best = from_bytes(sample, cp_isolation=_EAST_ASIAN).best()
    return best.encoding if best is not None else "cp1252"


def _is_damaged_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond_ascii = sum(sign > "\x7f" for sign in text)
    return damaged * _UNDAMAGED < beyond_ascii - damaged
