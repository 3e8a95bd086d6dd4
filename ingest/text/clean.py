"""The one gate through which every text passes before a span is made."""

from __future__ import annotations

import re

# Signs that a reader does not see and that keep words from being found: zero-width spaces and joiners, marks and
# overrides of writing direction, the byte order mark, the soft hyphen, and the interlinear and filler controls.
INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
_BREAK = re.compile("\r\n|[\r\v\u0085\u2028\u2029]")
_UNSEEN = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{INVISIBLE}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNCLEAN = re.compile(f"[\x00-\x08\x0b\x0d-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{INVISIBLE}]")
_PLAIN = bytes([*b"\t\n\f", *range(0x20, 0x7F)])


def clean(text: str) -> str:
    """The text with `\\n` line ends, without NUL, control and invisible characters; lone surrogates become U+FFFD.

    Not normalised to NFC and no-break spaces kept: what is printed stays as it is printed. Idempotent.
    """
    if text.isascii() and text.isprintable():
        return text  # as most words, labels and values are
    lined = text.replace("\r\n", "\n")
    if not _UNCLEAN.search(beyond_ascii(lined)):
        return lined
    lined = _BREAK.sub("\n", text)
    return _SURROGATE.sub("\ufffd", _UNSEEN.sub("", lined))


def beyond_ascii(text: str) -> str:
    """The text's control characters and those beyond ASCII, in order: mostly few, so that it costs little to search them."""
    return text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")


def one_line(text: str) -> str:
    """The text with every run of white space that breaks a line made one space, and without white space around it."""
    return re.sub(r"\s*\n\s*", " ", clean(text)).strip()
