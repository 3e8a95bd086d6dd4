"""Format codes of spreadsheets (ECMA-376, section 18.8.31), such as `#,##0.00 [$€-407];[Red]-0.00`, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from locale import windows_locale
from typing import Literal

GENERAL = "General"
MOST_SECTIONS = 4  # for positive numbers, negative ones, zero, and text

# A program writes these dates by its own settings, which a file does not hold.
_ANY_DATE = "yyyy-mm-dd"
_POINTS = "#,##0.00_);(#,##0.00)"

# The codes that files name by number only. Fractions (12, 13) are of more use as decimals.
BUILT_IN = {
    **{0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: GENERAL, 13: GENERAL},
    **dict.fromkeys((5, 6), '"$"#,##0_);("$"#,##0)'),
    **dict.fromkeys((7, 8), '"$"#,##0.00_);("$"#,##0.00)'),
    **{15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss"},
    **{14: _ANY_DATE, 22: f"{_ANY_DATE} h:mm"},
    **dict.fromkeys((*range(27, 37), *range(50, 59)), _ANY_DATE),
    **{37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: _POINTS, 40: _POINTS},
    **{41: '#,##0_);(#,##0);"-"', 42: '"$"#,##0_);("$"#,##0);"$-"', 43: f'{_POINTS};"-"', 44: '"$"#,##0.00_);("$"#,##0.00);"$-"'},
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"},
}

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<space>[_*].)|\[(?P<bracket>[^\]]*)\]|(?P<general>General)|(?P<noon>AM/PM|A/P)'
    r"|(?P<exponent>E[+-])|(?P<clock>y+|m+|d+|h+|s+|e+)|(?P<digit>[0#?])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_LANGUAGE = re.compile(r"\$[^-]*-(?:x-\w+,)?([0-9A-Fa-f]{1,8})")
_HOLDS = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}

Kind = Literal["literal", "digit", "point", "comma", "percent", "exponent", "clock", "elapsed", "fraction", "noon", "general", "text"]
_NAMED: dict[str, Kind] = {"general": "general", "noon": "noon", "exponent": "exponent", "clock": "clock", "digit": "digit"}
_SIGNS: dict[str, Kind] = {".": "point", ",": "comma", "%": "percent", "@": "text"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a code. In a `clock` token `n` stands for minutes and `m` for months."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a code says about some values. `shows` is what the section turns them into; `language` is that of its months and days."""

    tokens: tuple[Token, ...]
    shows: Literal["time", "general", "number", "text", "words"]
    condition: tuple[str, Decimal] | None = None
    language: str = "en"

    def holds(self, number: Decimal) -> bool:
        """Whether the section's own condition, if it names one, is true of the number."""
        return self.condition is None or _HOLDS[self.condition[0]](number, self.condition[1])


@lru_cache(maxsize=1_000)
def sections(code: str) -> tuple[Section, ...]:
    """The one to four sections of a code. Any text is a code: what means nothing stands for itself."""
    found: list[str] = []
    position = 0
    while position <= len(code) and len(found) < MOST_SECTIONS:
        section = _SECTION.match(code, position)
        found.append(section[0] if section else "")
        position += len(found[-1]) + 1
    return tuple(map(_section, found))


def _section(code: str) -> Section:
    tokens = _with_minutes(_with_fractions(_tokens(code)))
    brackets = [found["bracket"] for found in _TOKEN.finditer(code) if found["bracket"]]
    conditions = [(found[1], Decimal(found[2])) for found in map(_CONDITION.fullmatch, brackets) if found]
    languages = [windows_locale.get(int(found[1], 16) & 0xFFFF) for found in map(_LANGUAGE.fullmatch, brackets) if found]
    return Section(
        tokens=tuple(tokens),
        shows=_shows({token.kind for token in tokens}),
        condition=conditions[0] if conditions else None,
        language=next(filter(None, languages), "en"),
    )


def _shows(kinds: set[Kind]) -> Literal["time", "general", "number", "text", "words"]:
    if kinds & {"clock", "elapsed", "noon"}:
        return "time"
    if "general" in kinds:
        return "general"
    if "digit" in kinds:
        return "number"
    return "text" if "text" in kinds else "words"


def _tokens(code: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup, found[0]
        if kind == "bracket":
            yield from _bracketed(found["bracket"])
        elif kind in ("quoted", "escaped"):
            yield Token("literal", found[kind])
        elif kind == "space":
            # `_` leaves as much room as the sign after it takes; `*` fills the column with it.
            yield Token("literal", " " if text.startswith("_") else "")
        elif kind == "sign":
            yield Token(_SIGNS.get(text, "literal"), text)
        elif kind:
            yield Token(_NAMED[kind], text.lower())


def _bracketed(inner: str) -> Iterator[Token]:
    """A currency or a time that runs on beyond its unit; colours, conditions and the rest show nothing."""
    if _ELAPSED.fullmatch(inner):
        yield Token("elapsed", inner.lower())
    elif inner.startswith("$"):
        yield Token("literal", inner[1:].partition("-")[0])


def _with_fractions(tokens: Iterator[Token]) -> list[Token]:
    """The tokens; the point after seconds and the digits that follow it are one."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else Token("literal", "")
        if token.kind == "point" and before.kind in ("clock", "elapsed") and before.text.startswith("s"):
            joined.append(Token("fraction", "."))
        elif token.kind == "digit" and before.kind == "fraction":
            joined[-1] = Token("fraction", before.text + token.text)
        else:
            joined.append(token)
    return joined


def _with_minutes(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with `m` told apart: minutes after hours or before seconds, else months."""
    told = list(tokens)
    units = [index for index, token in enumerate(tokens) if token.kind in ("clock", "elapsed")]
    for before, index, after in zip([None, *units], units, [*units[1:], None], strict=False):
        token = tokens[index]
        after_hours = before is not None and tokens[before].text.startswith("h")
        before_seconds = after is not None and tokens[after].text.startswith("s")
        if token.kind == "clock" and token.text in ("m", "mm") and (after_hours or before_seconds):
            told[index] = Token("clock", "n" * len(token.text))
    return told
