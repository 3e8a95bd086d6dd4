"""The readers there are, by media type. A new reader is one file here and one line below."""

from __future__ import annotations

from importlib import import_module

from ingest import media
from ingest.readers.base import Reader

# Modules by name: each brings a parser that takes long to load, and a run needs one or two of them.
READERS: dict[str, str] = {
    media.PDF: "ingest.readers.pdf",
    media.DOCX: "ingest.readers.docx",
    media.XLSX: "ingest.readers.xlsx",
    media.CSV: "ingest.readers.csv",
    media.HTML: "ingest.readers.html",
    media.MAIL: "ingest.readers.email",
    media.MSG: "ingest.readers.msg",
    media.CALENDAR: "ingest.readers.calendar",
    media.JSON: "ingest.readers.json",
    media.XML: "ingest.readers.xml",
    media.TEXT: "ingest.readers.text",
    media.ZIP: "ingest.readers.zip",
    media.MBOX: "ingest.readers.mbox",
    **dict.fromkeys(media.PICTURES, "ingest.readers.image"),
}


def reader_for(media_type: str) -> Reader:
    """The reader of a media type that `ingest.media.sniff` returns."""
    reader: Reader = import_module(READERS[media_type]).read
    return reader
