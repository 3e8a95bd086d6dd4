"""Bytes to one `Document`: sniff, read, lay the parts out in one text."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace

from assay.document import Document, Notice, Page, Part, Words
from assay.errors import DocumentError
from assay.span import Span
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.media import sniff
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.readers.registry import reader_for
from ingest.upload import Upload, check_size

MAIN = "main"
BREAK = "\n\f\n"  # stands between pages and between parts
_ID_LENGTH = 16


def read_document(upload: Upload, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The upload as one document, never empty. Deterministic: the same bytes and name give the same document.

    Raises `DocumentError` and nothing else, whatever the bytes are.
    """
    reading = _read(upload, 0, limits)
    if not any(page.text.strip() for part in reading.parts for page in part.pages):
        raise DocumentError("no_text")
    return _assembled(upload, reading, limits)


def _read(upload: Upload, depth: int, limits: Limits) -> Reading:
    if depth > limits.mime_depth:
        raise DocumentError("nesting_limit", f"Documents are nested in each other more than {limits.mime_depth} deep.")
    check_size(len(upload.data), limits)
    try:
        media_type = sniff(upload, limits)
        desk = Desk(media_type=media_type, limits=limits, depth=depth, open=lambda inner, level: _read(inner, level, limits))
        return reader_for(media_type)(upload, desk)
    except DocumentError:
        raise
    except RecursionError as error:
        raise DocumentError("nesting_limit") from error
    except MemoryError as error:
        raise DocumentError("too_large_uncompressed") from error
    except Exception as error:
        # The readers' libraries raise whatever a damaged file makes them stumble over; to a person that is one thing.
        raise DocumentError("corrupt_document") from error


def _assembled(upload: Upload, reading: Reading, limits: Limits) -> Document:
    length = sum(len(page.text) + len(BREAK) for part in reading.parts for page in part.pages)
    if length > limits.text_chars:
        raise DocumentError("too_large_uncompressed", f"The file unpacks to {length:,} characters; at most {limits.text_chars:,} are read.")
    names = _unique([part.name or MAIN for part in reading.parts])
    texts: list[str] = []
    parts: list[Part] = []
    start = 0
    for name, raw in zip(names, reading.parts, strict=True):
        part = _placed(raw, name, start)
        parts.append(part)
        texts.append(BREAK.join(page.text for page in raw.pages))
        start = part.span.end + len(BREAK)
    return Document(
        id=upload.sha256[:_ID_LENGTH],
        name=upload.name,
        sha256=upload.sha256,
        media_type=parts[0].media_type,
        text=BREAK.join(texts),
        parts=tuple(parts),
        notices=(*reading.notices, *_hidden_only(reading)),
    )


def _hidden_only(reading: Reading) -> tuple[Notice, ...]:
    if any(page.text.strip() for part in reading.parts if not part.embedded for page in part.pages):
        return ()
    return (Notice(code="no_text", says="The pages hold no text; what was found stands in the data embedded in the file."),)


def _placed(raw: RawPart, name: str, start: int) -> Part:
    pages = _pages(raw.pages, start)
    end = pages[-1].span.end if pages else start
    return Part(
        name=name,
        media_type=raw.media_type,
        span=Span(start, end),
        # Data that nobody sees has no pages either.
        pages=() if raw.embedded else pages,
        embedded=raw.embedded,
        data=raw.data,
        leaves={path: span.shifted(start) for path, span in raw.leaves.items()},
    )


def _pages(raw_pages: tuple[RawPage, ...], start: int) -> tuple[Page, ...]:
    pages: list[Page] = []
    for number, raw in enumerate(raw_pages, 1):
        span = Span(start, start + len(raw.text))
        words = None if raw.words is None else _shifted(raw.words, start)
        pages.append(Page(number=number, span=span, width=raw.width, height=raw.height, words=words))
        start = span.end + len(BREAK)
    return tuple(pages)


def _shifted(words: Words, by: int) -> Words:
    return replace(words, starts=array("l", [start + by for start in words.starts]), ends=array("l", [end + by for end in words.ends]))


def _unique(names: list[str]) -> Iterator[str]:
    """The names, told apart by a number where they are the same."""
    taken: set[str] = set()
    for name in names:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add(free)
        yield free
