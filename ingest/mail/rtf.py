"""Rich text (RTF) to plain text, or back to the HTML that Outlook wrapped in it ([MS-OXRTFEX]).

Formatting is dropped; line and table breaks are kept. Nothing embedded is opened. Never fails: what is damaged ends the text early.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.text.encoding import decoded

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})?|\\(?P<sign>[^a-zA-Z'])"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<plain>[^\\{}\r\n]+)|.",
    re.DOTALL,
)
_SIGNS = {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n", **{sign: sign.decode() for sign in (b"\\", b"{", b"}")}}
_WORDS = {
    **dict.fromkeys((b"par", b"line", b"row", b"sect", b"page"), "\n"),
    **dict.fromkeys((b"tab", b"cell", b"nestcell"), "\t"),
    **{b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"},
    **{b"emspace": "\u2003", b"enspace": "\u2002", b"nestrow": "\n"},
}
# Groups that hold no text of the document, though they may be written without the mark for such.
_NO_TEXT = frozenset(
    {
        *(b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"filetbl", b"listtable", b"revtbl", b"themedata"),
        *(b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf", b"fldinst", b"xe", b"tc"),
    }
)
_DEEPEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """`text` is HTML where `is_html`; `hidden` holds the passages that are marked as hidden."""

    text: str
    is_html: bool = False
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What holds inside of a pair of braces."""

    silent: bool = False  # no text, or a second form of what stands there as HTML
    hidden: bool = False
    in_rtf_only: bool = False
    fallbacks: int = 1  # characters after one in Unicode that stand for it in programs without


def read_rtf(data: bytes) -> RichText:
    """The text of the RTF file."""
    reading = _Reading(is_html=b"\\fromhtml1" in data[:2_000])
    end = len(data)
    at = 0
    while at < end:
        token = _TOKEN.match(data, at)
        if token is None:
            break
        at = token.end() + reading.take(token)
    return reading.finished()


@dataclass(slots=True, eq=False)
class _Reading:
    is_html: bool
    codepage: str = "cp1252"
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)  # bytes of the codepage: one character may take two
    starred: bool = False
    to_skip: int = 0

    def take(self, token: re.Match[bytes]) -> int:
        """Take up a token; how many bytes after it are not RTF."""
        kind = token.lastgroup
        if kind == "brace":
            self._brace(token["brace"])
        elif kind in ("word", "number"):
            return self._word(token["word"].lower(), token["number"])
        elif kind == "hex":
            self._bytes(bytes.fromhex(token["hex"].decode()))
        elif kind == "plain":
            self._bytes(token["plain"])
        elif kind == "sign":
            self._sign(token["sign"])
        return 0

    def finished(self) -> RichText:
        """What was read."""
        self._flush()
        return RichText(text=_paired("".join(self.text)), is_html=self.is_html, hidden=tuple(map(_paired, self.unseen)))

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.starred, self.to_skip = False, 0
        if brace == b"{" and len(self.outer) < _DEEPEST:
            self.outer.append(self.group)
        elif brace == b"}" and self.outer:
            self.group = self.outer.pop()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        else:
            self._say(_SIGNS.get(sign, ""))

    def _word(self, word: bytes, number: bytes | None) -> int:
        starred, self.starred = self.starred, False
        if word == b"bin":
            return max(int(number or 0), 0)
        if word == b"u" and number:
            self._say(chr(int(number) % 0x10000))
            self.to_skip = self.group.fallbacks
        elif word in _WORDS:
            self._say(_WORDS[word])
        elif word == b"ansicpg" and number:
            self.codepage = f"cp{number.decode()}"
        else:
            self._change(word, number, starred)
        return 0

    def _change(self, word: bytes, number: bytes | None, starred: bool) -> None:
        """What a control word changes until its group ends."""
        is_on = number != b"0"
        if self.is_html and word == b"htmltag":
            self._enter(replace(self.group, silent=False, in_rtf_only=False))
        elif starred or word in _NO_TEXT:
            self._enter(replace(self.group, silent=True))
        elif self.is_html and word == b"htmlrtf":
            self._enter(replace(self.group, in_rtf_only=is_on))
        elif word == b"v":
            self._enter(replace(self.group, hidden=is_on))
        elif word == b"uc" and number:
            self._enter(replace(self.group, fallbacks=max(int(number), 0)))

    def _enter(self, group: _Group) -> None:
        self._flush()
        self.group = group

    def _bytes(self, data: bytes) -> None:
        skipped = min(self.to_skip, len(data))
        self.to_skip -= skipped
        self.waiting += data[skipped:]

    def _flush(self) -> None:
        if self.waiting:
            data = bytes(self.waiting)
            self.waiting.clear()
            self._put(data.decode("ascii") if data.isascii() else decoded(data, declared=self.codepage))

    def _say(self, text: str) -> None:
        self._flush()
        self._put(text)

    def _put(self, text: str) -> None:
        if not text or self.group.silent or self.group.in_rtf_only:
            return
        (self.unseen if self.group.hidden and not self.is_html else self.text).append(text)


def _paired(text: str) -> str:
    """With characters that were written as two halves made whole."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
