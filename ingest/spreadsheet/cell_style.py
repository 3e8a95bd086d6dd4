"""The styles of a workbook's cells: under which format code each shows its value, and whether anybody can see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from assay.document import Why
from ingest.office import Package, local_name
from ingest.spreadsheet.format_code import BUILT_IN, GENERAL

_T = TypeVar("_T")

_LONGEST_INDEX = 10
_SMALLEST = 2.0  # points
_WHITE, _BLACK = "FFFFFF", "000000"
# The colours that files name by number: of the palette, and the first two of the theme, which are those of paper and ink.
_PALETTE = {**dict.fromkeys(("1", "9", "65"), _WHITE), **dict.fromkeys(("0", "8", "64"), _BLACK)}
_THEME = {"0": _WHITE, "1": _BLACK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """By the number of a style: its format code, and why nobody sees what is written in it."""

    formats: Sequence[str]
    unseen: Mapping[str, Why]


@dataclass(frozen=True, slots=True)
class _Font:
    colour: str
    size: float


def read_styles(package: Package, part: str) -> Styles:
    """The styles in this part, as far as it can be read; none where there is no such part."""
    codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    fonts: list[_Font] = []
    fills: list[str] = []
    formats: list[str] = []
    unseen: dict[str, Why] = {}
    for element in package.elements(part, "numFmt", "font", "fill", "xf", recover=True):
        name, parent = local_name(element), local_name(element.getparent())
        if name == "numFmt":
            codes[element.get("numFmtId", "")] = element.get("formatCode", GENERAL)
        elif parent == "fonts":
            fonts.append(_font(element))
        elif parent == "fills":
            fills.append(_fill(element))
        elif parent == "cellXfs":
            why = _unseen(entry(fonts, element.get("fontId", "0")), entry(fills, element.get("fillId", "0")))
            if why is not None:
                unseen[str(len(formats))] = why
            formats.append(codes.get(element.get("numFmtId", "0"), GENERAL))
    return Styles(formats=formats, unseen=unseen)


def _unseen(font: _Font | None, fill: str | None) -> Why | None:
    if font is None:
        return None
    if font.size <= _SMALLEST:
        return "tiny"
    return "same_colour" if font.colour and font.colour == fill else None


def _font(element: Any) -> _Font:
    size = element.find("{*}sz")
    try:
        points = float(size.get("val", "")) if size is not None else 11.0
    except ValueError:
        points = 11.0
    return _Font(_colour(element.find("{*}color")) or _BLACK, points)


def _fill(element: Any) -> str:
    """The colour behind the text; empty where it is a pattern or a run of colours."""
    pattern = element.find("{*}patternFill")
    if pattern is None:
        return ""
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return _WHITE
    return _colour(pattern.find("{*}fgColor")) if kind == "solid" else ""


def _colour(element: Any) -> str:
    """A colour in a form that is the same for the same colour; empty for one that cannot be told."""
    if element is None:
        return ""
    tint, theme = element.get("tint", "0"), element.get("theme")
    if theme is not None:
        return _THEME.get(theme, f"theme {theme}") if tint in ("0", "0.0") else f"theme {theme} {tint}"
    if element.get("indexed") is not None:
        return _PALETTE.get(element.get("indexed"), f"indexed {element.get('indexed')}")
    return str(element.get("rgb", ""))[-6:].upper()


def entry(values: Sequence[_T], index: str) -> _T | None:
    """What stands at an index as files write it; None where there is no such one."""
    in_range = index.isascii() and index.isdigit() and len(index) < _LONGEST_INDEX and int(index) < len(values)
    return values[int(index)] if in_range else None
