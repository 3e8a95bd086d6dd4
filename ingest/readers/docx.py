"""DOCX: headers, body, footers, notes and comments in reading order, tables laid out in columns. Deleted text is not text.

The XML is walked directly: python-docx, which the tests write their documents with, makes an object of everything and reads no notes and
no text boxes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import BadZipFile

from lxml import etree

from assay.document import Notice, Why
from assay.errors import DocumentError
from ingest.office import Package, Relation, open_package
from ingest.properties import properties_of
from ingest.readers.base import Desk, RawPage, RawPart, Reading, read_inside
from ingest.text.colour import Colour
from ingest.text.flow import Flow, Place, TableFlow, Unseen
from ingest.text.layout import tabbed
from ingest.upload import Upload, upload_of
from ingest.word.numbering import Numbering
from ingest.word.styles import PARAGRAPH_PROPERTIES, RUN_PROPERTIES, Look, W, WordStyles, page_background

_USUAL_NAME = "word/document.xml"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Each name has two forms, of which the strict one is rare.
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = ((b"wordprocessingml/main", W), (b"drawingml/main", _DRAWING), (b"officeDocument/math", _MATH))
_READ = frozenset({"styles", "numbering", "header", "footer", "footnotes", "endnotes", "comments", "diagramData"})

_TABLE, _ROW, _CELL = f"{W}tbl", f"{W}tr", f"{W}tc"
_CELL_PROPERTIES, _MERGE, _SPAN, _SHADING = f"{W}tcPr", f"{W}vMerge", f"{W}gridSpan", f"{W}shd"
_ROW_PROPERTIES, _BEFORE = f"{W}trPr", f"{W}gridBefore"
_RUN, _VAL = f"{W}r", f"{W}val"
_BLOCKS = frozenset({f"{W}p", _TABLE})
_TEXTS = frozenset({f"{W}t", f"{_MATH}t"})
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_SYMBOL = f"{W}sym"
_TEXT_BOX = f"{W}txbxContent"
_ANCHORED = frozenset({_TEXT_BOX, _TABLE})
_PICTURES = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_CHOICES, _CHOICE = f"{_COMPATIBLE}AlternateContent", f"{_COMPATIBLE}Choice"
# What a reader of the page does not see: the state before a tracked change, instructions, readings of characters, properties.
_UNSEEN = frozenset(
    {
        *(f"{W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "rt", "rPr", "pPr", "sectPr", "sdtPr", "tblPr", "tblGrid")),
        *(f"{W}{name}" for name in ("trPr", "tcPr", "fldChar", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak")),
    }
)
# By the last two digits of the character.
_WINGDINGS = {"6F": "☐", "A8": "☐", "FE": "☑", "FC": "✓", "78": "☒", "FD": "☒", "FB": "✗", "A7": "▪", "B7": "•", "E0": "→"}
_CODE = re.compile(r"[0-9A-Fa-f]{4}")
_PRIVATE = "D800"  # from here on: surrogates, then characters that only their font knows
_WIDEST_SPAN = 100


def read(upload: Upload, desk: Desk) -> Reading:
    """The main part with the visible text, then a part for each document that is embedded as a chunk of text.

    A damaged header, note or style becomes a notice. Raises `DocumentError`: `corrupt_document`, `dangerous_content`, `nesting_limit`
    and as `ingest.archive.open_archive` does.
    """
    package = open_package(upload.data, desk.limits)
    name = _main_name(package)
    source = package.data(name)
    root = _tree(source)
    relations = package.relations(name)
    notices: list[Notice] = []
    related = [(relation.kind, tree) for relation in relations.values() if (tree := _related(package, relation, notices)) is not None]
    styles = WordStyles(_only(related, "styles"))
    story = _Story(styles, Numbering(_only(related, "numbering"), styles), page_background(root, source), desk)
    story.tell_all(tree for kind, tree in related if kind == "header")
    story.tell_all((root,))
    story.lines.extend(line for kind, tree in related if kind == "diagramData" for line in _diagram_lines(tree))
    for wanted in ("footer", "footnotes", "endnotes", "comments"):
        story.tell_all(tree for kind, tree in related if kind == wanted)
    main = RawPart(media_type=desk.media_type, pages=(story.page(),))
    inside = [read_inside(chunk, desk) for chunk in _chunks(root, package, relations)]
    return Reading(
        parts=(main, *(part for reading in inside for part in reading.parts)),
        notices=(*notices, *(notice for reading in inside for notice in reading.notices)),
        metadata=properties_of(package),
    )


def _main_name(package: Package) -> str:
    """The part that is the document; where no relation says so, the one that bears the usual name."""
    named = (relation.target for relation in package.relations("").values() if relation.kind == "officeDocument")
    return next((name for name in named if name in package), _USUAL_NAME)


def _tree(data: bytes) -> Any:
    if not data:
        raise DocumentError("corrupt_document", "The file holds no document.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    if _STRICT in data:
        for strict, name in _NAMES:
            data = data.replace(_STRICT + strict, name.strip("{}").encode())
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in (error.msg or "").lower():
            raise DocumentError("nesting_limit") from error
        raise DocumentError("corrupt_document", f"The document's text is not well formed (line {error.lineno}).") from error


def _related(package: Package, relation: Relation, notices: list[Notice]) -> Any | None:
    """The root of a part that belongs to the document; one that cannot be read becomes a notice."""
    if relation.kind not in _READ or relation.target not in package:
        return None
    try:
        return _tree(package.data(relation.target))
    except (DocumentError, BadZipFile, zlib.error):
        notices.append(Notice(code="part_damaged", says=f"A part of the file ({relation.kind}) is damaged and was not read."))
        return None


def _only(related: Iterable[tuple[str, Any]], wanted: str) -> Any | None:
    return next((tree for kind, tree in related if kind == wanted), None)


def _chunks(root: Any, package: Package, relations: dict[str, Relation]) -> Iterator[Upload]:
    """Documents of other formats that Word shows as a piece of the text."""
    for chunk in root.iter(f"{W}altChunk"):
        relation = relations.get(next((value for name, value in chunk.items() if name.endswith("}id")), ""))
        if relation is not None and relation.target in package:
            yield upload_of(relation.target, package.raw(relation.target))


def _diagram_lines(tree: Any) -> Iterator[str]:
    for paragraph in tree.iter(f"{_DRAWING}p"):
        line = "".join(text.text or "" for text in paragraph.iter(f"{_DRAWING}t"))
        if line:
            yield line


class _Story:
    """Tells what stands in a document, part by part."""

    def __init__(self, styles: WordStyles, numbering: Numbering, background: Colour | None, desk: Desk) -> None:
        self._styles = styles
        self._numbering = numbering
        self._background = background
        self._progress = desk.progress
        self._places = desk.tables
        self._flow = Flow()
        self._unseen = Unseen()
        self.lines = self._flow.lines

    def tell_all(self, roots: Iterable[Any]) -> None:
        """Take up the text of these parts; what two of them say alike, once."""
        said: set[str] = set()
        for root in roots:
            self._progress()
            flow = self._told(root, self._background)
            if flow.text() not in said:
                said.add(flow.text())
                self._flow.add_flow(flow)

    def page(self) -> RawPage:
        """All that was told."""
        return RawPage(text=self._flow.text(), hidden=self._unseen.raw_hidden(), tables=tuple(self._flow.raw_tables()))

    def _told(self, element: Any, background: Colour | None) -> Flow:
        """Paragraphs and tables below an element, in order; neighbouring paragraphs with tabs line up."""
        flow = Flow()
        neighbours: list[str] = []
        for block in _blocks(element):
            anchored: list[Any] = []
            if block.tag == _TABLE:
                anchored.append(block)
            else:
                neighbours.append(self._paragraph(block, background, anchored))
            if anchored:
                _settle(neighbours, flow)
            for one in anchored:
                self._tell_anchored(one, background, flow)
        _settle(neighbours, flow)
        flow.trim()
        return flow

    def _tell_anchored(self, element: Any, background: Colour | None, flow: Flow) -> None:
        if element.tag == _TABLE:
            self._table(element, background).lay_into(flow)
        else:
            # A text box has a background of its own, which is not looked up.
            flow.add_flow(self._told(element, None))

    def _table(self, table: Any, outer: Colour | None) -> TableFlow:
        laid = TableFlow(places=self._places)
        background = self._behind_table(_first(table, f"{W}tblPr"), outer)
        open_cells: dict[int, Place] = {}
        for row in _outermost(table, _ROW):
            self._progress()
            laid.add_row()
            column = _left_free(row)
            if column:
                laid.add(Flow(), columns=column)
            for cell in _outermost(row, _CELL):
                column += self._cell(cell, background, laid, open_cells, column)
        return laid

    def _behind_table(self, properties: Any | None, outer: Colour | None) -> Colour | None:
        """What lies behind a table's cells; not known where its style shades some of them."""
        if properties is None:
            return outer
        style = properties.find(f"{W}tblStyle")
        if style is not None and self._styles.shades(style.get(_VAL, "")):
            return None
        return self._styles.shaded(properties.find(_SHADING), outer)

    def _cell(self, cell: Any, outer: Colour | None, laid: TableFlow, open_cells: dict[int, Place], column: int) -> int:
        """Add a cell that begins in this column; how many columns it covers."""
        properties = _first(cell, _CELL_PROPERTIES)
        said = {} if properties is None else {one.tag: one for one in properties}
        merge = said.get(_MERGE)
        columns = _number(said.get(_SPAN), 1)
        content = self._told(cell, self._styles.shaded(said.get(_SHADING), outer))
        if merge is not None and merge.get(_VAL) != "restart" and column in open_cells:
            laid.heighten(open_cells[column])
            self._unseen.add("not_displayed", content.text())
            return columns
        place = laid.add(content, columns=columns)
        open_cells.pop(column, None)
        if merge is not None:
            open_cells[column] = place
        return columns

    def _paragraph(self, paragraph: Any, background: Colour | None, anchored: list[Any]) -> str:
        """The paragraph's text; the text boxes and tables anchored in it are left for later."""
        pieces: list[str] = []
        properties = _first(paragraph, PARAGRAPH_PROPERTIES)
        style, look = self._styles.of_paragraph(properties, background)
        self._run_on(paragraph, look, pieces, anchored)
        self._unseen.add_break()
        text = "".join(pieces)
        label = self._numbering.label(properties, style)
        return f"{label} {text}" if label and text.strip() else text

    def _run_on(self, element: Any, look: Look, pieces: list[str], anchored: list[Any]) -> None:
        why = look.why
        for child in element:
            tag = child.tag
            if tag == _RUN:
                self._run_on(child, look, pieces, anchored)
            elif tag == RUN_PROPERTIES:
                look = self._styles.said(child, look)
                why = look.why
            elif tag in _TEXTS or tag in _SIGNS or tag == _SYMBOL:
                text = child.text if tag in _TEXTS else _SIGNS.get(tag) or _symbol(child)
                if text:
                    self._say(text, why, pieces)
            elif tag in _UNSEEN:
                continue
            elif tag in _ANCHORED:
                anchored.append(child)
            elif tag in _PICTURES:
                anchored.extend(_text_boxes(child))
            else:
                self._run_on(_shown(child) if tag == _CHOICES else child, look, pieces, anchored)

    def _say(self, text: str, why: Why | None, pieces: list[str]) -> None:
        if why is not None:
            self._unseen.add(why, text)
        else:
            pieces.append(text)
            self._unseen.end()


def _settle(neighbours: list[str], flow: Flow) -> None:
    if neighbours:
        flow.lines.extend(tabbed("\n".join(neighbours)).split("\n"))
        neighbours.clear()


def _blocks(element: Any) -> Iterator[Any]:
    """The outermost paragraphs and tables below an element, whatever wraps them."""
    for child in element:
        if child.tag in _BLOCKS:
            yield child
        elif child.tag == _CHOICES:
            yield from _blocks(_shown(child))
        elif child.tag not in _UNSEEN:
            yield from _blocks(child)


def _left_free(row: Any) -> int:
    """How many columns lie before the row's first cell."""
    properties = next((child for child in row if child.tag == _ROW_PROPERTIES), None)
    return 0 if properties is None else _number(properties.find(_BEFORE), 0)


def _first(element: Any, tag: str) -> Any | None:
    """The first child if it has this tag: properties come first."""
    first = element[0] if len(element) else None
    return first if first is not None and first.tag == tag else None


def _outermost(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _outermost(child, tag)


def _text_boxes(element: Any) -> Iterator[Any]:
    """The outermost text boxes of a picture; few pictures have any."""
    if next(element.iter(_TEXT_BOX), None) is None:
        return
    for child in element:
        if child.tag == _TEXT_BOX:
            yield child
        else:
            yield from _text_boxes(_shown(child) if child.tag == _CHOICES else child)


def _shown(choices: Any) -> Any:
    """The first of several forms of one thing: the others are for programs that do not know it."""
    return next(choices.iterchildren(_CHOICE), choices)


def _symbol(element: Any) -> str:
    code = element.get(f"{W}char", "")
    if element.get(f"{W}font", "").startswith("Wingdings"):
        return _WINGDINGS.get(code[-2:].upper(), "")
    return chr(int(code, 16)) if _CODE.fullmatch(code) and code.upper() < _PRIVATE else ""


def _number(element: Any | None, default: int) -> int:
    written = "" if element is None else element.get(_VAL, "")
    return min(max(int(written), 1), _WIDEST_SPAN) if written.isascii() and written.isdigit() and len(written) < 6 else default
