"""PDF: words with boxes through pdfium; what it finds no text in goes to slower readers, then to text recognition.

The first that finds text on a page wins, and the page says which it was. Embedded XML becomes parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module

from assay.document import Notice
from assay.errors import DocumentError
from ingest.pdf import pdfium
from ingest.pdf.inflation import check_inflation
from ingest.pdf.junk import is_junk
from ingest.pdf.nested_forms import check_forms
from ingest.pdf.recognition import recognised
from ingest.pdf.scans import scans
from ingest.readers.base import Desk, RawPage, RawPart, Reading, read_inside
from ingest.tables.found import tables_of
from ingest.tables.rulings import Rulings
from ingest.upload import Upload, upload_of

MEDIA_TYPE = "application/pdf"
_PATIENCE = 100  # pages without text that a slow reader is shown: a scan has no text, whoever looks


def read(upload: Upload, desk: Desk) -> Reading:
    """Pages with words in reading order, and each embedded XML file as an `embedded` part."""
    check_inflation(upload.data, desk.limits)
    check_forms(upload.data)
    content = pdfium.content(upload.data, desk.limits, password=upload.password, tables=desk.tables, progress=desk.progress)
    pages = _reread(upload, content.pages if content else (), desk)
    if not pages:
        raise DocumentError("corrupt_document")
    pages, notices = recognised(pages, _in_doubt(pages, content), partial(scans, upload.data, upload.password), desk)
    pages = tuple(_with_tables(page) if desk.tables else page for page in pages)
    body = Reading(parts=(RawPart(media_type=MEDIA_TYPE, pages=pages),), notices=(*_read_by(pages), *notices))
    inside = [_attached(name, data, desk) for name, data in (content.attachments if content else ())]
    return Reading(
        parts=tuple(part for reading in (body, *inside) for part in reading.parts),
        notices=tuple(notice for reading in (body, *inside) for notice in reading.notices),
        metadata=content.metadata if content else {},
    )


def _reread(upload: Upload, pages: tuple[RawPage, ...], desk: Desk) -> tuple[RawPage, ...]:
    """The pages, those without text as the first of the slower readers has them that finds some."""
    for name in ("ingest.pdf.plumber", "ingest.pdf.pypdf"):
        wanted = [index for index, page in enumerate(pages) if not page.text and not page.hidden][:_PATIENCE]
        if pages and not wanted:
            break
        reader = import_module(name)  # 0.3 s for the few files that need them
        again = reader.pages(
            upload.data,
            desk.limits,
            password=upload.password,
            wanted=wanted or None,
            of=len(pages) or None,
            progress=desk.progress,
        )
        pages = _merged(pages, again)
    return pages


def _merged(pages: tuple[RawPage, ...], again: Mapping[int, RawPage]) -> tuple[RawPage, ...]:
    if not pages:
        return tuple(again[index] for index in sorted(again))
    return tuple(again[index] if index in again and again[index].text else page for index, page in enumerate(pages))


def _in_doubt(pages: Sequence[RawPage], content: pdfium.Content | None) -> list[int]:
    """The pages, by index, that may show more than their text says."""
    pictured = content.pictured if content else frozenset(index for index, page in enumerate(pages) if not page.text)
    by_others = frozenset(index for index, page in enumerate(pages) if page.text and page.read_by != pdfium.READ_BY)
    return [index for index, page in enumerate(pages) if is_junk(page.text) or index in pictured - by_others]


def _with_tables(page: RawPage) -> RawPage:
    """A page that pdfium did not read shows no lines: its tables are those that gaps show."""
    if page.words is None or page.read_by == pdfium.READ_BY:
        return page
    return replace(page, tables=tables_of(page.words, Rulings()))


def _read_by(pages: Sequence[RawPage]) -> Iterator[Notice]:
    for name, count in Counter(page.read_by for page in pages if page.text and page.read_by != pdfium.READ_BY).items():
        which = "The file was" if count == len(pages) else "A page was" if count == 1 else f"{count:,} pages were"
        yield Notice(code="read_by", says=f"{which} read by {name}, for pdfium found no usable text there.")


def _attached(name: str, data: bytes, desk: Desk) -> Reading:
    """Embedded XML, as invoices carry it, is read; other attachments are mentioned."""
    upload = upload_of(name, data)
    if upload.extension == "xml":
        return read_inside(upload, desk, embedded=True)
    says = f"The attachment {upload.name!r} was not read: only XML is read inside a PDF."
    return Reading(parts=(), notices=(Notice(code="attachment_not_read", says=says),))
