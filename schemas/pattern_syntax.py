r"""What an analyst writes as a pattern, turned into what RE2 understands.

RE2's `\w \d \s \b` know only ASCII letters; here they become Unicode classes. `^` and `$` stand for the start and
end of a line. RE2 has no Unicode form of `\b`, so a pattern that holds one is also written in a second form, for a
text in which every edge of a word carries `EDGE_MARKS` marks (see `schemas.word_edges`): there `\b` is one mark,
and whatever takes a character may first skip marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

EDGE_MARK = "\U0010ffff"
"""A code point that Unicode keeps out of text; it stands for an edge of a word."""
EDGE_MARKS = 2
"""Marks at one edge: a pattern may ask for the same edge twice, as in `\\b(?:\\bfoo|bar)`."""

WORD = r"_\p{L}\p{M}\p{N}"
_MARK = r"\x{10FFFF}"
# The lists that stand inside brackets end in a property, so that a following `-` is never read as a range.
_SPACE = r"\t-\r\x1c-\x1f\x{85}\p{Z}"
_NOT_SPACE = (
    r"\x00-\x08\x0e-\x1b\x21-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}"
    r"\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10fffe}\p{Co}"
)
_NOT_WORD = r"\x{203f}\x{2040}\x{2054}\x{fe33}\x{fe34}\x{fe4d}-\x{fe4f}\x{ff3f}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{S}\p{Z}\p{C}"
_NOT_DIGIT = r"\p{L}\p{M}\p{Nl}\p{No}\p{P}\p{S}\p{Z}\p{C}"
_IN_BRACKETS = {"w": WORD, "W": _NOT_WORD, "d": r"\p{Nd}", "D": _NOT_DIGIT, "s": _SPACE, "S": _NOT_SPACE}
_OUTSIDE = {
    "w": f"[{WORD}]",
    "W": f"[^{WORD}{_MARK}]",
    "d": r"\p{Nd}",
    "D": rf"[^\p{{Nd}}{_MARK}]",
    "s": f"[{_SPACE}]",
    "S": f"[^{_SPACE}{_MARK}]",
}

_NAMED_GROUP = re.compile(r"\?P?<([^>]*)>")
_FLAG_GROUP = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])")
_REPEAT = re.compile(r"(?:\d+,?\d*|,\d+)\}")
_CODE_POINT = re.compile(r"x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})")
_PROPERTY = re.compile(r"[pP](?:\{\^?\w+\}|[A-Z])")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_SLOW = {
    "?=": "looks ahead with `(?=`",
    "?!": "looks ahead with `(?!`",
    "?<=": "looks back with `(?<=`",
    "?<!": "looks back with `(?<!`",
    "?P=": "refers back to a group with `(?P=`",
    "?>": "uses an atomic group `(?>`",
    "?(": "uses a condition `(?(`",
}
_INSTEAD = "Name the part that is the value instead: `before (?P<value>...) after`."


class PatternError(Exception):
    """A pattern cannot be used: what is wrong with it in one sentence, and what to write instead in another."""

    def __init__(self, says: str, fix: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.fix = fix

    def __reduce__(self) -> tuple[object, ...]:
        return (PatternError, (self.says, self.fix))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the translated pattern; an `atom` takes exactly one character of the text."""

    kind: Literal["atom", "edge", "end", "other"]
    text: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern for RE2: `plain` for any text without accents, `marked` for a text with marks (None without a `\\b`)."""

    plain: str
    marked: str | None


def translate(source: str) -> Translation:
    """The pattern in RE2's words. Raises PatternError for what RE2 cannot do or would read differently."""
    pieces = _Reader(source).read()
    plain = "(?m)" + "".join(piece.text for piece in pieces)
    edged = any(piece.kind == "edge" for piece in pieces)
    return Translation(plain, "(?m)" + "".join(map(_marked, pieces)) if edged else None)


def _marked(piece: Piece) -> str:
    match piece.kind:
        case "edge":
            return _MARK
        case "atom" | "end":
            return f"(?:{_MARK}*{piece.text})"
        case _:
            return piece.text


@dataclass
class _Reader:
    """Reads a pattern from left to right; `dot_all` holds, per open group, whether `.` takes line ends."""

    source: str
    at: int = 0
    dot_all: list[bool] = field(default_factory=lambda: [False])
    names: list[str] = field(default_factory=list)

    def read(self) -> list[Piece]:
        pieces = []
        while self.at < len(self.source):
            pieces.append(self._piece())
        return pieces

    def _piece(self) -> Piece:
        sign = self._take()
        if read := self._READERS.get(sign):
            return read(self)
        if sign == ".":
            return Piece("atom", f"[^{_MARK}]" if self.dot_all[-1] else rf"[^\n{_MARK}]")
        if sign == "$":
            return Piece("end", "$")
        return Piece("other" if sign in "^|*+?" else "atom", sign)

    def _take(self) -> str:
        self.at += 1
        return self.source[self.at - 1]

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _match(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        """The match that starts here, which is then behind us."""
        found = wanted.match(self.source, self.at)
        if found:
            self.at = found.end()
        return found

    def _group(self) -> Piece:
        rest = self.source[self.at : self.at + 3]
        for opening, does in _SLOW.items():
            if rest.startswith(opening):
                raise PatternError(f"The pattern {does}, which this version cannot run.", _INSTEAD)
        if not rest.startswith("?"):
            return self._open(Piece("other", "("))
        if named := self._match(_NAMED_GROUP):
            return self._open(Piece("other", f"(?P<{self._named(named[1])}>"))
        if flags := self._match(_FLAG_GROUP):
            return self._flags(flags)
        raise PatternError(f"The pattern uses `({rest[:2]}`, which is not known here.", "Write `(?:...)` for a group without a name.")

    def _named(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise PatternError(f"`{name}` cannot name a part of a pattern.", "Use letters, digits and `_`, as in `(?P<value>...)`.")
        if name in self.names:
            raise PatternError(f"Two parts of the pattern are called `{name}`.", "Give each its own name, or write two rungs.")
        self.names.append(name)
        return name

    def _open(self, piece: Piece) -> Piece:
        self.dot_all.append(self.dot_all[-1])
        return piece

    def _close(self) -> Piece:
        if len(self.dot_all) == 1:
            raise PatternError("The pattern closes a round bracket `)` that was never opened.", "Write `\\)` for the sign itself.")
        self.dot_all.pop()
        return Piece("other", ")")

    def _flags(self, found: re.Match[str]) -> Piece:
        if found[3] == ":":
            self.dot_all.append(self.dot_all[-1])
        if "s" in found[1]:
            self.dot_all[-1] = True
        if "s" in (found[2] or ""):
            self.dot_all[-1] = False
        return Piece("other", f"({found[0]}")

    def _repeat(self) -> Piece:
        if found := self._match(_REPEAT):
            return Piece("other", "{0" + found[0] if found[0].startswith(",") else "{" + found[0])
        return Piece("atom", r"\{")

    def _escape(self) -> Piece:
        sign = self._peek()
        if sign in _OUTSIDE:
            self.at += 1
            return Piece("atom", _OUTSIDE[sign])
        if sign in ("b", "A", "z", "Z"):
            self.at += 1
            return {"b": Piece("edge", r"\b"), "A": Piece("other", r"\A")}.get(sign, Piece("end", r"\z"))
        if sign == "P" and (found := self._match(_PROPERTY)):
            return Piece("atom", f"[^\\p{found[0][1:]}{_MARK}]")
        return Piece("atom", self._sign())

    def _sign(self) -> str:
        """An escape that stands for one character, or a property; the backslash is already taken."""
        if code := self._match(_CODE_POINT):
            return rf"\x{{{next(filter(None, code.groups()))}}}"
        if named := self._match(_PROPERTY):
            return f"\\{named[0]}"
        if not self._peek():
            raise PatternError("The pattern ends in a single `\\`.", "Write `\\\\` for the sign itself.")
        sign = self._take()
        if sign.isascii() and sign.isalnum() and sign not in "tnrfva":
            raise PatternError(*_unknown_escape(sign))
        return f"\\{sign}" if sign.isascii() else sign

    def _brackets(self) -> Piece:
        negated = self._peek() == "^"
        self.at += negated
        inside = self._members()
        return Piece("atom", f"[^{inside}{_MARK}]" if negated else f"[{inside}]")

    def _members(self) -> str:
        members: list[str] = []
        while self._peek() != "]" or not members:
            if not self._peek():
                raise PatternError("The pattern opens `[` and never closes it.", "Write `\\[` for the sign itself.")
            members.append(self._member(members))
        self.at += 1
        if members[-1] == "-":
            members[-1] = r"\-"  # the last of the analyst's signs, and not the last of ours
        return "".join(members)

    def _member(self, before: list[str]) -> str:
        sign = self._take()
        if sign == "[" and self._peek() == ":":
            raise PatternError("The pattern uses a class like `[:alpha:]`.", "Write `\\p{L}` for letters and `\\d` for digits.")
        if sign != "\\":
            return f"\\{sign}" if sign in "[]^" else sign
        if self._peek() not in _IN_BRACKETS:
            return self._bracket_sign()
        kind = self._take()
        if len(before) > 1 and before[-1] == "-":
            raise PatternError(f"`-\\{kind}` inside square brackets is not a range.", "Put the `-` last: `[...\\{kind}-]`.")
        return _IN_BRACKETS[kind]

    def _bracket_sign(self) -> str:
        if self._peek() == "P":
            raise PatternError("`\\P` inside square brackets is not known.", "Write it outside of them.")
        if self._peek() == "b":
            raise PatternError("`\\b` inside square brackets is not an edge of a word.", "Write it outside of them.")
        return self._sign()

    _READERS: ClassVar[dict[str, Callable[[_Reader], Piece]]] = {
        "\\": _escape,
        "[": _brackets,
        "(": _group,
        ")": _close,
        "{": _repeat,
    }


def _unknown_escape(sign: str) -> tuple[str, str]:
    if sign.isdigit():
        return f"The pattern refers back to a group with `\\{sign}`, which this version cannot run.", "Write the part out a second time."
    if sign == "B":
        return "`\\B` is not known here.", "Say what must stand before and after instead, as in `\\w(?P<value>...)\\w`."
    return f"`\\{sign}` means nothing in a pattern.", f"For the letter itself write `{sign}`."
