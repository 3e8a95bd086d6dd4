"""Pages of a PDF through pdfium: text in pdfium's reading order, words with boxes, what nobody sees, embedded files.

Built for speed, since every PDF passes here: a page's text is taken once, then two calls a word for the boxes of its first and
last character, and two calls an object for what it is painted with.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assay.errors import DocumentError
from ingest.limits import Limits
from ingest.pdf.characters import Handle
from ingest.pdf.columns import by_columns
from ingest.pdf.fields import beside_labels, made_part_of_page
from ingest.pdf.information import information_of
from ingest.pdf.painters import is_mostly_picture
from ingest.pdf.parting import without
from ingest.pdf.placed import View, outer, placed
from ingest.pdf.printed import printed
from ingest.pdf.strokes import rulings_of
from ingest.pdf.unseen import Sheet, unseen
from ingest.readers.base import RawPage, no_progress
from ingest.tables.found import tables_of

# pdfium keeps global state: one call at a time in a process.
ONE_AT_A_TIME = threading.Lock()
READ_BY = "pdfium"
_LITTLE = 100  # signs on a page


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """What pdfium found: the pages, the embedded files by name, and what the file says of itself.

    `pictured` has the indices of the pages that show more than their text says: without text, or with little beside a large picture.
    """

    pages: tuple[RawPage, ...]
    attachments: tuple[tuple[str, bytes], ...]
    pictured: frozenset[int] = frozenset()
    metadata: Mapping[str, str] = field(default_factory=dict)


def content(
    data: bytes, limits: Limits, *, password: str | None = None, tables: bool = False, progress: Callable[[], None] = no_progress
) -> Content | None:
    """The pages, with their tables if these are wanted, and the embedded files; None when pdfium cannot open it.

    A page that it cannot load is empty, so that the others keep their numbers. Raises `DocumentError`: `encrypted` or `too_many_pages`.
    """
    with ONE_AT_A_TIME:
        document = opened(data, password)
        if document is None:
            return None
        with document:
            if len(document) > limits.pdf_pages:
                raise DocumentError("too_many_pages", f"The file has {len(document):,} pages; at most {limits.pdf_pages:,} are read.")
            pages = tuple(_pages(document, tables, progress))
            pictured = frozenset(index for index, page in enumerate(pages) if _may_be_scan(page) and _is_pictured(document, index, page))
            attachments = tuple(_attachments(document, limits))
            return Content(pages=pages, attachments=attachments, pictured=pictured, metadata=information_of(document))


def opened(data: bytes, password: str | None) -> pdfium.PdfDocument | None:
    """The document, to be closed; None when pdfium cannot open it. Raises `DocumentError`: `encrypted`."""
    try:
        return pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise DocumentError("encrypted", None if password is None else "The password does not open the file.") from error
        return None


def _attachments(document: pdfium.PdfDocument, limits: Limits) -> Iterator[tuple[str, bytes]]:
    for index in range(min(document.count_attachments(), limits.attachments)):
        try:
            attachment = document.get_attachment(index)
            name, data = attachment.get_name(), bytes(attachment.get_data())
        except (pdfium.PdfiumError, UnicodeDecodeError):
            continue  # an entry without a readable file is no attachment
        yield name, data


def _pages(document: pdfium.PdfDocument, tables: bool, progress: Callable[[], None]) -> Iterator[RawPage]:
    for index in range(len(document)):
        yield _read(document, index, tables)
        progress()


def _read(document: pdfium.PdfDocument, index: int, tables: bool) -> RawPage:
    with loaded(document, index) as page:
        if page is None:
            return RawPage(text="")
        raw = _page(page)
        if not made_part_of_page(page):
            return _finished(page, raw, tables)
    with loaded(document, index) as page:
        return raw if page is None else _finished(page, beside_labels(_page(page), len(raw.words or ())), tables)


def _finished(page: Handle, raw: RawPage, tables: bool) -> RawPage:
    ordered = by_columns(raw)
    if not tables or not ordered.words:
        return ordered
    return replace(ordered, tables=tables_of(ordered.words, rulings_of(page, view_of(page))))


def _may_be_scan(page: RawPage) -> bool:
    """A stamp or a footer is what scanning programs add to a scan."""
    return len(page.text) < _LITTLE


def _is_pictured(document: pdfium.PdfDocument, index: int, page: RawPage) -> bool:
    with loaded(document, index) as handle:
        if handle is None:
            return False
        if not page.text:
            return bool(pdfium_c.FPDFPage_CountObjects(handle) > 0 or pdfium_c.FPDFPage_GetAnnotCount(handle) > 0)
        return is_mostly_picture(handle, view_of(handle))


@contextmanager
def loaded(document: pdfium.PdfDocument, index: int) -> Iterator[Handle | None]:
    """A page, closed afterwards; None when pdfium cannot load it."""
    page = pdfium_c.FPDF_LoadPage(document.raw, index)
    try:
        yield page or None
    finally:
        if page:
            pdfium_c.FPDF_ClosePage(page)


def _page(page: Handle) -> RawPage:
    text_page = pdfium_c.FPDFText_LoadPage(page)
    if not text_page:
        return RawPage(text="")
    try:
        return _raw_page(page, text_page)
    finally:
        pdfium_c.FPDFText_ClosePage(text_page)


def _raw_page(page: Handle, text_page: Handle) -> RawPage:
    text, view = printed(text_page), view_of(page)
    ends = outer(text, text_page)
    words = placed(text, ends, view)
    width, height = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
    raw = RawPage(text=text.text, width=width, height=height, words=words, read_by=READ_BY)
    sheet = Sheet(page=page, text_page=text_page, text=text, words=words, ends=ends, view=view)
    return without(raw, unseen(sheet))


def view_of(page: Handle) -> View:
    """What of the page is displayed."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, box)
    turns = pdfium_c.FPDFPage_GetRotation(page)
    return View(left=box.left, bottom=box.bottom, right=box.right, top=box.top, turns=turns)
