"""A workbook of the kind that Office writes (SpreadsheetML, transitional or strict): its sheets, shared strings and formats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.document import Why
from ingest.office import Package, Relation, local_name
from ingest.spreadsheet.cell_style import entry, read_styles
from ingest.spreadsheet.format_code import GENERAL

_BOOK = "xl/workbook.xml"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A sheet of the workbook, in its order: the part that holds it, and whether it is displayed."""

    part: str
    displayed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What the sheets of a workbook share. `formats` are codes by the number of a cell's style.

    `unseen` says by that number which styles hide what is written in them.
    """

    sheets: tuple[SheetPart, ...]
    strings: Sequence[str] = ()
    formats: Sequence[str] = ()
    unseen: Mapping[str, Why] = field(default_factory=dict)
    since_1904: bool = False

    def string(self, index: str) -> str:
        """A shared string; empty where there is no such one."""
        return entry(self.strings, index) or ""

    def format_code(self, style: str) -> str:
        """The format code of a style; `General` where there is no such one."""
        return entry(self.formats, style) or GENERAL


def open_workbook(package: Package) -> Workbook:
    """The workbook of an Office file. What is missing or odd in its styles, strings or relations is read as if it were not there."""
    relations = package.relations(_BOOK)
    sheets: list[SheetPart] = []
    since_1904 = False
    for element in package.elements(_BOOK, "workbookPr", "sheet"):
        if local_name(element) == "workbookPr":
            since_1904 = is_true(element.get("date1904"))
        else:
            sheets.append(_sheet(element, len(sheets) + 1, relations))
    styles = read_styles(package, _target(relations, "styles", "xl/styles.xml"))
    return Workbook(
        sheets=tuple(sheets),
        strings=_strings(package, _target(relations, "sharedStrings", "xl/sharedStrings.xml")),
        formats=styles.formats,
        unseen=styles.unseen,
        since_1904=since_1904,
    )


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return (value or "").lower() in _TRUE


def rich_text(element: Any) -> str:
    """The text of a string of one or more runs, without the readings that stand above East Asian words."""
    pieces = (
        (child.text or "") if local_name(child) == "t" else "".join(run.text or "" for run in child.iterchildren("{*}t"))
        for child in element.iterchildren("{*}t", "{*}r")
    )
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """The text with `_x000D_` and its like as the signs that they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _sheet(element: Any, number: int, relations: dict[str, Relation]) -> SheetPart:
    identity = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
    relation = relations.get(identity)
    return SheetPart(
        part=relation.target if relation else f"xl/worksheets/sheet{number}.xml",
        displayed=element.get("state", "visible") not in ("hidden", "veryHidden"),
    )


def _target(relations: dict[str, Relation], kind: str, default: str) -> str:
    return next((relation.target for relation in relations.values() if relation.kind == kind), default)


def _strings(package: Package, part: str) -> list[str]:
    return [rich_text(element) for element in package.elements(part, "si")]
