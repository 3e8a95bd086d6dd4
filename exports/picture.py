"""A page with everything that was seen on it drawn over it: words, cells of tables, hidden text. As SVG and as PNG."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from PIL import Image, ImageDraw

from assay.document import Document, Page
from assay.geometry import Box

Kind = Literal["word", "cell", "hidden"]

# Outlines as red, green, blue; each kind is told by its colour alone, so that the text below stays legible.
COLOURS: dict[Kind, tuple[int, int, int]] = {"word": (37, 99, 235), "cell": (22, 163, 74), "hidden": (220, 38, 38)}
PIXELS_PER_POINT = 2.0  # where no picture says how many
MOST_PIXELS = 24_000_000
# What XML cannot hold, not even escaped.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that was seen: its box in points, and what is said when one points at it."""

    kind: Kind
    box: Box
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page to be drawn: its size in points, its marks from bottom to top, and the page as a JPEG if there is one."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    jpeg: bytes | None = None


def marks(document: Document, part: str, page: Page) -> Iterator[Mark]:
    """What was seen on the page of that part; nothing without geometry."""
    for table in document.tables:
        for cell in table.cells if (table.part, table.page) == (part, page.number) else ():
            box = page.box(cell.span)
            if box is not None:
                yield Mark(kind="cell", box=box, says=f"row {cell.row + 1}, column {cell.column + 1}: {document.quote(cell.span)}")
    yield from _words(document, page)
    for one in document.hidden:
        if (one.part, one.page) == (part, page.number) and one.box is not None:
            yield Mark(kind="hidden", box=one.box, says=f"hidden ({one.why}): {one.text}")


def _words(document: Document, page: Page) -> Iterator[Mark]:
    confidences = page.words.confidences if page.words is not None else None
    for index, word in enumerate(page.words or ()):
        sure = "" if confidences is None else f" ({confidences[index]:.2f})"
        yield Mark(kind="word", box=word.box, says=document.quote(word.span) + sure)


def svg(sheet: Sheet) -> str:
    """The sheet as one SVG file that fetches nothing: the picture lies in it, and every mark says its text when pointed at."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width:g} {sheet.height:g}" width="{sheet.width:g}pt">'
    paper = f'<rect width="{sheet.width:g}" height="{sheet.height:g}" fill="white"/>'
    picture = "" if sheet.jpeg is None else _image(sheet.jpeg, sheet)
    return "\n".join([head, _style(), paper, picture, *map(_shape, sheet.marks), "</svg>\n"])


def _style() -> str:
    rules = (f".{kind}{{stroke:rgb{colour};fill:rgb{colour}}}".replace(" ", "") for kind, colour in COLOURS.items())
    return f"<style>rect[class]{{stroke-width:.5;fill-opacity:.08}}{''.join(rules)}</style>"


def _image(jpeg: bytes, sheet: Sheet) -> str:
    source = f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"
    return f'<image width="{sheet.width:g}" height="{sheet.height:g}" preserveAspectRatio="none" href="{source}"/>'


def _shape(mark: Mark) -> str:
    box = mark.box
    place = f'x="{box.left:.2f}" y="{box.top:.2f}" width="{max(0.0, box.width):.2f}" height="{max(0.0, box.height):.2f}"'
    return f'<rect class="{mark.kind}" {place}><title>{_escaped(mark.says)}</title></rect>'


def _escaped(text: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def png(sheet: Sheet) -> bytes:
    """The sheet as a PNG, as large as its picture, or two pixels a point."""
    canvas = _canvas(sheet)
    wide, high = canvas.width / sheet.width, canvas.height / sheet.height
    pen = ImageDraw.Draw(canvas)
    for mark in sheet.marks:
        left, right = sorted((mark.box.left * wide, mark.box.right * wide))
        top, bottom = sorted((mark.box.top * high, mark.box.bottom * high))
        pen.rectangle((left, top, right, bottom), outline=COLOURS[mark.kind])
    target = io.BytesIO()
    canvas.save(target, format="PNG")
    return target.getvalue()


def _canvas(sheet: Sheet) -> Image.Image:
    if sheet.jpeg is not None:
        return Image.open(io.BytesIO(sheet.jpeg), formats=["JPEG"]).convert("RGB")
    scale = min(PIXELS_PER_POINT, (MOST_PIXELS / (sheet.width * sheet.height)) ** 0.5)
    return Image.new("RGB", (max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale))), "white")
