"""The numbers and bullets that Word prints before the paragraphs of a list: they are counted, for they stand nowhere in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ingest.word.styles import W, WordStyles

_VAL = f"{W}val"
_NUMBERING, _NUMBER_ID, _LEVEL, _STYLE = f"{W}numPr", f"{W}numId", f"{W}ilvl", f"{W}pStyle"
_NONE = "0"
_BULLET = "•"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"))
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv")
_MOST = 10_000  # written out as letters or Roman numerals


class Level(NamedTuple):
    """How paragraphs of one depth are numbered: `text` is `%1.%2`, with a place for the number of each depth."""

    start: int
    form: str
    text: str
    legal: bool  # all numbers in digits
    style: str


@dataclass(slots=True, eq=False)
class _List:
    """A list as it is defined, and how far each depth was counted."""

    levels: Mapping[int, Level]
    counts: dict[int, int] = field(default_factory=dict)

    def next_label(self, depth: int) -> str:
        level = self.levels.get(depth)
        if level is None:
            return ""
        self.counts[depth] = self.counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in self.counts if one > depth]:
            del self.counts[deeper]
        if level.form in ("bullet", "none"):
            return _BULLET if level.form == "bullet" else ""
        return _PLACE.sub(lambda place: self._number(int(place[1]) - 1, level), level.text)

    def _number(self, depth: int, shown_in: Level) -> str:
        level = self.levels.get(depth)
        if level is None:
            return ""
        return _written(self.counts.get(depth, level.start), "decimal" if shown_in.legal else level.form)


class Numbering:
    """The lists of one document, counted paragraph by paragraph in the order of the text."""

    def __init__(self, numbering: Any | None, styles: WordStyles) -> None:
        """From the root of the part `numbering`; a document may have none."""
        found = () if numbering is None else numbering
        self._styles = styles
        self._by_style: dict[str, tuple[str, int] | None] = {}
        lists = {one.get(f"{W}abstractNumId"): _List(dict(_levels(one))) for one in found if one.tag == f"{W}abstractNum"}
        self._lists: dict[str, _List] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for number in (one for one in found if one.tag == f"{W}num"):
            known = lists.get(_value(number.find(f"{W}abstractNumId")))
            if known is not None:
                self._lists[number.get(_NUMBER_ID, "")] = known
                self._restarts[number.get(_NUMBER_ID, "")] = dict(_restarts(number))

    def label(self, properties: Any | None, style: str) -> str:
        """What stands before the next paragraph, which has these properties and this style; empty where it is in no list."""
        place = self._place(properties, style) if self._lists else None
        numbered = None if place is None else self._lists.get(place[0])
        if place is None or numbered is None:
            return ""
        restart = self._restarts[place[0]].pop(place[1], None)
        if restart is not None:
            numbered.counts[place[1]] = restart - 1
        return numbered.next_label(place[1])

    def _place(self, properties: Any | None, style: str) -> tuple[str, int] | None:
        own = None if properties is None else properties.find(_NUMBERING)
        if style not in self._by_style:
            self._by_style[style] = self._of_style(style)
        inherited = self._by_style[style]
        if own is None:
            return inherited
        name = _value(own.find(_NUMBER_ID)) or (inherited[0] if inherited else "")
        return None if name in ("", _NONE) else (name, _whole(own.find(_LEVEL), inherited[1] if inherited else 0))

    def _of_style(self, style: str) -> tuple[str, int] | None:
        for one in self._styles.based_on(style):
            said = one.find(f"{W}pPr/{_NUMBERING}")
            name = "" if said is None else _value(said.find(_NUMBER_ID))
            if said is not None and name:
                levels = self._lists[name].levels.items() if name in self._lists else ()
                linked = next((depth for depth, level in levels if level.style == style), 0)
                return None if name == _NONE else (name, _whole(said.find(_LEVEL), linked))
        return None


def _levels(definition: Any) -> Iterator[tuple[int, Level]]:
    for level in definition.iterchildren(f"{W}lvl"):
        said = {child.tag: child for child in level}
        yield (
            _digits(level.get(_LEVEL, "0"), 0),
            Level(
                start=_whole(said.get(f"{W}start"), 1),
                form=_value(said.get(f"{W}numFmt")) or "decimal",
                text=_value(said.get(f"{W}lvlText")),
                legal=f"{W}isLgl" in said,
                style=_value(said.get(_STYLE)),
            ),
        )


def _restarts(number: Any) -> Iterator[tuple[int, int]]:
    for override in number.iterchildren(f"{W}lvlOverride"):
        start = override.find(f"{W}startOverride")
        if start is not None:
            yield _digits(override.get(_LEVEL, "0"), 0), _whole(start, 1)


def _value(element: Any | None) -> str:
    return "" if element is None else element.get(_VAL, "")


def _whole(element: Any | None, default: int) -> int:
    return _digits(_value(element), default)


def _digits(written: str, default: int) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else default


def _written(number: int, form: str) -> str:
    if not 0 < number < _MOST:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written + _ROMAN_UNITS[number]
