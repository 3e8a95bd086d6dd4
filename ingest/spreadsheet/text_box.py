"""Text boxes that lie over the cells of a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.office import Package
from ingest.spreadsheet.workbook import is_true
from ingest.text.clean import clean


@dataclass(frozen=True, slots=True)
class TextBox:
    """The text in a shape, one line a paragraph, and whether the shape is displayed."""

    text: str
    displayed: bool


def text_boxes(package: Package, sheet: str) -> tuple[TextBox, ...]:
    """The shapes with text that the sheet in this part shows, in the order of its drawing."""
    drawings = [relation.target for relation in package.relations(sheet).values() if relation.kind == "drawing"]
    boxes = (_text_box(shape) for drawing in drawings for shape in package.elements(drawing, "sp", recover=True))
    return tuple(box for box in boxes if box.text)


def _text_box(shape: Any) -> TextBox:
    paragraphs = ("".join(text.text or "" for text in paragraph.iter("{*}t")) for paragraph in shape.iter("{*}p"))
    named = shape.find(".//{*}cNvPr")
    hidden = named is not None and is_true(named.get("hidden"))
    return TextBox(clean("\n".join(paragraphs)).strip(), displayed=not hidden)
