"""Documents and errors as bytes, between a confined child and whoever asked for it.

The child may have been taken over by the file it reads, so nothing here can make the other side run anything: JSON for what is
structured, plain numbers for the words' columns.
"""

from __future__ import annotations

import json
import re
import struct
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import chain
from typing import Any

from assay.document import Document, Hidden, Notice, Page, Part, Table, TableCell, Words
from assay.errors import DOCUMENT_CODES, DocumentError
from assay.geometry import Box
from assay.log import code_path
from assay.span import Span
from ingest.ocr.base import Recognised, Scan
from ingest.ocr.form import form_of, recognised_of
from ingest.sandbox.order import Order
from ingest.upload import Upload

Form = dict[str, Any]

_CALLS = 6  # of a path through the code, the innermost ones: enough to find the place
_CALL = re.compile(r"[\w./<>-]{1,100}:\d{1,6} [\w<>.]{1,60}")  # and nothing that could be a document's text
_LENGTH = struct.Struct("!Q")
_OFFSETS, _POINTS = "l", "f"


def packed(header: Mapping[str, Any], *blobs: bytes) -> bytes:
    """A JSON header and blobs as one message."""
    head = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    encoded = head.encode("utf-8", "replace")
    return b"".join((_LENGTH.pack(len(encoded)), encoded, *blobs))


def unpacked(message: bytes | bytearray | memoryview) -> tuple[Form, list[memoryview]]:
    """The header and blobs of a message. Raises ValueError for what is none."""
    view = memoryview(message)
    if len(view) < _LENGTH.size:
        raise ValueError("not a message")
    place = _LENGTH.size + _LENGTH.unpack(view[: _LENGTH.size])[0]
    header: Form = json.loads(bytes(view[_LENGTH.size : place]))
    blobs = []
    for length in header.pop("blobs"):
        blobs.append(view[place : place + length])
        place += length
    if place != len(view):
        raise ValueError("not a whole message")
    return header, blobs


def error_bytes(error: DocumentError) -> bytes:
    """An error as a message, with where in the code it came from."""
    cause = error.__cause__
    seen = None if cause is None else [type(cause).__qualname__, code_path(cause)[-_CALLS:]]
    return packed({"code": error.code, "says": error.says, "fix": error.fix, "cause": seen})


def error_from(message: bytes | bytearray | memoryview) -> DocumentError:
    """The error of a message. Raises ValueError for what is none."""
    header, _ = unpacked(message)
    code = header["code"]
    if code not in DOCUMENT_CODES:
        raise ValueError("not a code")
    return DocumentError(code, str(header["says"]), fix=str(header["fix"]))


def cause_from(message: bytes | bytearray | memoryview) -> tuple[str, list[str]] | None:
    """The type of what caused the error of a message, and its path through the code; None where there is none, or it is something else."""
    cause = unpacked(message)[0]["cause"]
    if cause is None or not all(_CALL.fullmatch(call) for call in cause[1]) or not cause[0].isidentifier():
        return None
    return cause[0], cause[1]


def order_bytes(order: Order) -> bytes:
    """An order as a message."""
    upload = order.upload
    header = {"task": order.task, "name": upload.name, "sha256": upload.sha256, "password": upload.password, "options": dict(order.options)}
    return packed(header, upload.data)


def order_from(message: bytes | bytearray) -> Order:
    """The order of a message."""
    header, (data,) = unpacked(message)
    upload = Upload(name=header["name"], data=bytes(data), sha256=header["sha256"], password=header["password"])
    return Order(task=header["task"], upload=upload, options=header["options"])


def document_bytes(document: Document) -> bytes:
    """A document as a message."""
    header = {
        "document": {"id": document.id, "name": document.name, "sha256": document.sha256, "media_type": document.media_type},
        "parts": [_part_form(part) for part in document.parts],
        "notices": [[notice.code, notice.says] for notice in document.notices],
        "hidden": [[one.part, one.why, one.text, one.page, _box_form(one.box)] for one in document.hidden],
        "tables": [_table_form(table) for table in document.tables],
    }
    sources = (part.data.encode() for part in document.parts if part.data is not None)
    columns = chain.from_iterable(_columns(page.words) for part in document.parts for page in part.pages if page.words is not None)
    return packed(header, document.text.encode(), *sources, *columns)


def document_from(message: bytes | bytearray | memoryview) -> Document:
    """The document of a message. Raises ValueError, KeyError, TypeError or IndexError for what is none."""
    header, blobs = unpacked(message)
    rest = iter(blobs)
    text = str(next(rest), "utf-8")
    if not header["parts"]:
        raise ValueError("not a document")
    sources = [str(next(rest), "utf-8") if form["data"] else None for form in header["parts"]]
    return Document(
        **header["document"],
        text=text,
        parts=tuple(_part(form, source, rest) for form, source in zip(header["parts"], sources, strict=True)),
        notices=tuple(Notice(code=code, says=says) for code, says in header["notices"]),
        hidden=tuple(Hidden(part=part, why=why, text=said, page=page, box=_box(box)) for part, why, said, page, box in header["hidden"]),
        tables=tuple(_table(form) for form in header["tables"]),
    )


def scan_bytes(scan: Scan) -> bytes:
    """A picture of a page as a message."""
    return packed({"width": scan.width, "height": scan.height, "dpi": scan.dpi}, scan.pixels)


def scan_from(message: bytes | bytearray | memoryview) -> Scan:
    """The picture of a message. Raises ValueError, KeyError or TypeError for what is none."""
    header, (pixels,) = unpacked(message)
    width, height = int(header["width"]), int(header["height"])
    if not (width > 0 and height > 0 and width * height == len(pixels)):
        raise ValueError("not a picture")
    return Scan(width=width, height=height, pixels=bytes(pixels), dpi=float(header["dpi"]))


def recognised_bytes(recognised: Recognised) -> bytes:
    """What was recognised as a message."""
    return packed(form_of(recognised))


def recognised_from(message: bytes | bytearray | memoryview) -> Recognised:
    """What a message says was recognised."""
    return recognised_of(unpacked(message)[0])


def _part_form(part: Part) -> Form:
    return {
        "name": part.name,
        "media_type": part.media_type,
        "span": [part.span.start, part.span.end],
        "embedded": part.embedded,
        "data": part.data is not None,
        "leaves": [[path, span.start, span.end] for path, span in part.leaves.items()],
        "pages": [_page_form(page) for page in part.pages],
    }


def _part(form: Form, source: str | None, blobs: Iterator[memoryview]) -> Part:
    return Part(
        name=form["name"],
        media_type=form["media_type"],
        span=Span(*form["span"]),
        pages=tuple(_page(page, blobs) for page in form["pages"]),
        embedded=form["embedded"],
        data=source,
        leaves={path: Span(start, end) for path, start, end in form["leaves"]},
    )


def _page_form(page: Page) -> Form:
    return {
        "number": page.number,
        "span": [page.span.start, page.span.end],
        "size": [page.width, page.height],
        "read_by": page.read_by,
        "words": None if page.words is None else page.words.confidences is not None,
    }


def _page(form: Form, blobs: Iterator[memoryview]) -> Page:
    width, height = form["size"]
    return Page(
        number=form["number"],
        span=Span(*form["span"]),
        width=width,
        height=height,
        read_by=form["read_by"],
        words=None if form["words"] is None else _words(blobs, recognised=form["words"]),
    )


def _columns(words: Words) -> Iterator[bytes]:
    yield words.starts.tobytes()
    yield words.ends.tobytes()
    for column in (words.lefts, words.tops, words.rights, words.bottoms, words.confidences):
        if column is not None:
            yield column.tobytes()


def _words(blobs: Iterator[memoryview], *, recognised: bool) -> Words:
    words = Words(
        starts=_offsets(next(blobs)),
        ends=_offsets(next(blobs)),
        lefts=_points(next(blobs)),
        tops=_points(next(blobs)),
        rights=_points(next(blobs)),
        bottoms=_points(next(blobs)),
        confidences=_points(next(blobs)) if recognised else None,
    )
    lengths = {len(column) for column in (words.starts, words.ends, words.lefts, words.tops, words.rights, words.bottoms)}
    if len(lengths) != 1 or (words.confidences is not None and len(words.confidences) != len(words)):
        raise ValueError("not one entry a word")
    return words


def _offsets(blob: memoryview) -> array[int]:
    column: array[int] = array(_OFFSETS)
    column.frombytes(blob)
    return column


def _points(blob: memoryview) -> array[float]:
    column: array[float] = array(_POINTS)
    column.frombytes(blob)
    return column


def _table_form(table: Table) -> Form:
    cells = [[cell.span.start, cell.span.end, cell.row, cell.column, cell.rows, cell.columns] for cell in table.cells]
    return {"part": table.part, "page": table.page, "found_by": table.found_by, "cells": cells, "box": _box_form(table.box)}


def _table(form: Form) -> Table:
    cells = tuple(
        TableCell(span=Span(start, end), row=row, column=column, rows=rows, columns=columns)
        for start, end, row, column, rows, columns in form["cells"]
    )
    return Table(part=form["part"], page=form["page"], found_by=form["found_by"], cells=cells, box=_box(form["box"]))


def _box_form(box: Box | None) -> list[float] | None:
    return None if box is None else list(asdict(box).values())


def _box(form: list[float] | None) -> Box | None:
    return None if form is None else Box(*form)
