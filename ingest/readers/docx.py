"""DOCX: headers, body, footers and notes in reading order, tables laid out in columns. Deleted and hidden text is not text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from assay.errors import DocumentError
from ingest.archive import open_archive
from ingest.clean import clean
from ingest.layout import Cell, tabbed, table_lines
from ingest.limits import Limits
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.upload import Upload

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))

_TEXT, _PARAGRAPH, _TABLE = f"{_WORD}t", f"{_WORD}p", f"{_WORD}tbl"
_ANCHORED = (f"{_WORD}txbxContent", _TABLE)
_FALSE = ("false", "0", "off")
_WIDEST_SPAN = 100
_SIGNS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-", f"{_WORD}ptab": "\t"}
# What a reader of the page does not see: the state before a tracked change, the second of two equal forms, properties.
_UNSEEN = frozenset(
    {f"{_WORD}del", f"{_WORD}moveFrom", f"{_COMPATIBLE}Fallback", f"{_WORD}rPr", f"{_WORD}pPr", f"{_WORD}sdtPr", f"{_WORD}instrText"}
)


def read(upload: Upload, desk: Desk) -> Reading:
    """One part with the visible text."""
    _check_entries(upload.data, desk.limits)
    try:
        document = docx.Document(io.BytesIO(upload.data))
    except (KeyError, ValueError, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise DocumentError("corrupt_document") from error
    blocks = [
        *_related(document, "header"),
        _block_text(document.element.body),
        *_related(document, "footer"),
        *_related(document, "footnotes"),
        *_related(document, "endnotes"),
    ]
    text = clean("\n".join(block.strip("\n") for block in blocks if block.strip()))
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=(RawPage(text=text),)),))


def _check_entries(data: bytes, limits: Limits) -> None:
    """No part may declare a document type, in which entities can be made to explode."""
    with open_archive(data, limits) as archive:
        for name in archive.namelist():
            if name.lower().endswith((".xml", ".rels")):
                content = archive.read(name)
                if any(doctype in content for doctype in _DOCTYPES):
                    raise DocumentError("dangerous_content", "The file declares a document type (DTD), which is refused.")


def _related(document: Any, kind: str) -> Iterator[str]:
    """The different texts of the document's headers, footers or notes, in the order of the file."""
    seen: set[str] = set()
    for relation in document.part.rels.values():
        if relation.reltype == _RELATION + kind and not relation.is_external:
            text = _block_text(_root(relation.target_part))
            if text not in seen:
                seen.add(text)
                yield text


def _root(part: Any) -> Any:
    """The part's XML; python-docx has parsed headers and footers already, notes it has not."""
    parsed = getattr(part, "element", None)
    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True)) if parsed is None else parsed


def _block_text(element: Any) -> str:
    """Paragraphs and tables below an element, in order; neighbouring paragraphs with tabs line up."""
    texts: list[str] = []
    for is_table, blocks in groupby(_blocks(element), key=lambda block: block.tag == _TABLE):
        if is_table:
            texts.extend("\n".join(table_lines(_rows(table))) for table in blocks)
        else:
            texts.append(tabbed("\n".join(text for paragraph in blocks for text in _paragraph(paragraph))))
    return "\n".join(texts)


def _blocks(element: Any) -> Iterator[Any]:
    """The outermost paragraphs and tables below an element, whatever wraps them."""
    for child in element:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag not in _UNSEEN:
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[list[Cell]]:
    for row in _outermost(table, f"{_WORD}tr"):
        yield [Cell(_block_text(cell).strip(), columns=_grid_span(cell)) for cell in _outermost(row, f"{_WORD}tc")]


def _outermost(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _outermost(child, tag)


def _grid_span(cell: Any) -> int:
    span = cell.find(f"{_WORD}tcPr/{_WORD}gridSpan")
    written = "1" if span is None else span.get(f"{_WORD}val", "1")
    return min(max(int(written), 1), _WIDEST_SPAN) if written.isdecimal() else 1


def _paragraph(paragraph: Any) -> Iterator[str]:
    """The paragraph's text, then that of each text box or table anchored in it."""
    anchored: list[Any] = []
    yield "".join(_run_text(paragraph, anchored))
    yield from (_block_text(box) for box in anchored)


def _run_text(element: Any, anchored: list[Any]) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag in _ANCHORED:
            anchored.append(child)
        elif child.tag not in _UNSEEN and not _is_hidden(child):
            yield from _run_text(child, anchored)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_WORD}rPr/{_WORD}vanish")
    return vanish is not None and vanish.get(f"{_WORD}val", "true") not in _FALSE
