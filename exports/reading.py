"""What was read as JSON: the document's text, and every word, table and hidden passage with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.document import Document, Page, Part, Table, TableCell, Words
from exports.place import fractions, hidden_form, notice_form

Form = dict[str, Any]


def reading_form(document: Document) -> Form:
    """The document as JSON, the same keys whatever was found.

    `chars` are half-open spans of code points of `text`; boxes are left, top, right, bottom as fractions of the displayed page from
    its top left, null where the format has no geometry.
    """
    return {
        "document": {
            "id": document.id,
            "name": document.name,
            "sha256": document.sha256,
            "media_type": document.media_type,
            "pages": document.page_count,
        },
        "notices": [notice_form(notice) for notice in document.notices],
        "parts": [_part_form(part, document) for part in document.parts],
        "tables": [_table_form(table, document) for table in document.tables],
        "hidden": [hidden_form(one, document) for one in document.hidden],
        "text": document.text,
    }


def _part_form(part: Part, document: Document) -> Form:
    return {
        "name": part.name,
        "media_type": part.media_type,
        "embedded": part.embedded,
        "chars": [part.span.start, part.span.end],
        "pages": [_page_form(page, document) for page in part.pages],
    }


def _page_form(page: Page, document: Document) -> Form:
    return {
        "page": page.number,
        "page_size": [page.width, page.height] if page.width and page.height else None,
        "read_by": page.read_by or None,
        "chars": [page.span.start, page.span.end],
        "words": None if page.words is None else list(_word_forms(page, page.words, document)),
    }


def _word_forms(page: Page, words: Words, document: Document) -> Iterator[Form]:
    for index, word in enumerate(words):
        yield {
            "text": document.quote(word.span),
            "box": fractions(word.box, page),
            "chars": [word.span.start, word.span.end],
            "confidence": None if words.confidences is None else round(words.confidences[index], 3),
        }


def _table_form(table: Table, document: Document) -> Form:
    page = document.page_of(table.part, table.page)
    return {
        "part": table.part,
        "page": table.page,
        "found_by": table.found_by,
        "box": fractions(table.box, page),
        "rows": table.row_count,
        "columns": table.column_count,
        "cells": [_cell_form(cell, document, page) for cell in table.cells],
    }


def _cell_form(cell: TableCell, document: Document, page: Page | None) -> Form:
    return {
        "row": cell.row,
        "column": cell.column,
        "rows": cell.rows,
        "columns": cell.columns,
        "box": fractions(page.box(cell.span), page) if page else None,
        "chars": [cell.span.start, cell.span.end],
        "text": document.quote(cell.span),
    }
