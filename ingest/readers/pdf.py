"""PDF: words with boxes through pdfium; what pdfium cannot read goes to pdfplumber. Embedded XML becomes parts."""

from __future__ import annotations

from assay.document import Notice
from assay.errors import DocumentError
from ingest import pdfium
from ingest.readers.base import Desk, RawPage, RawPart, Reading, read_inside
from ingest.upload import Upload, upload_of

MEDIA_TYPE = "application/pdf"


def read(upload: Upload, desk: Desk) -> Reading:
    """Pages with words in reading order, and each embedded XML file as an `embedded` part."""
    content = pdfium.content(upload.data, desk.limits)
    pages = content.pages if content else ()
    notices: tuple[Notice, ...] = ()
    if not any(page.text for page in pages):
        pages, notices = _second_try(upload.data, pages, desk)
    body = Reading(parts=(RawPart(media_type=MEDIA_TYPE, pages=pages),), notices=notices)
    attachments = content.attachments if content else ()
    inside = [_attached(name, data, desk) for name, data in attachments]
    return Reading(
        parts=tuple(part for reading in (body, *inside) for part in reading.parts),
        notices=tuple(notice for reading in (body, *inside) for notice in reading.notices),
    )


def _second_try(data: bytes, pages: tuple[RawPage, ...], desk: Desk) -> tuple[tuple[RawPage, ...], tuple[Notice, ...]]:
    """pdfplumber's pages where it finds text, else pdfium's. Raises `corrupt_document` when neither can open the file."""
    from ingest import plumber  # noqa: PLC0415 - 0.3 s of import for the few files that need it

    again = plumber.pages(data, desk.limits)
    if any(page.text for page in again):
        return again, (Notice(code="read_by", says="The file is unusual: it was read by pdfplumber, for pdfium found no text in it."),)
    if not pages and not again:
        raise DocumentError("corrupt_document")
    return pages or again, ()


def _attached(name: str, data: bytes, desk: Desk) -> Reading:
    """Embedded XML, as invoices carry it, is read; other attachments are mentioned."""
    upload = upload_of(name, data)
    if upload.extension == "xml":
        return read_inside(upload, desk, embedded=True)
    says = f"The attachment {upload.name!r} was not read: only XML is read inside a PDF."
    return Reading(parts=(), notices=(Notice(code="attachment_not_read", says=says),))
