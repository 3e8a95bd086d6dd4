"""Pages of a PDF through pdfplumber: slow and patient, for what pdfium finds nothing in."""

from __future__ import annotations

import io
import logging
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from assay.document import Words
from assay.errors import DocumentError
from ingest.limits import Limits
from ingest.readers.base import RawPage, no_progress
from ingest.text.clean import clean

READ_BY = "pdfplumber"
# pdfminer warns about every oddity of a damaged file, with pieces of its content.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_SAME_LINE = 3.0  # points between the tops of words on one line, as pdfplumber itself has it


def pages(
    data: bytes,
    limits: Limits,
    *,
    password: str | None = None,
    wanted: Collection[int] | None = None,
    of: int | None = None,
    progress: Callable[[], None] = no_progress,
) -> dict[int, RawPage]:
    """The wanted pages (all by default) by their index, with words and boxes, line by line from top to bottom.

    Empty when the file cannot be read, or has another number of pages here than it has `of` elsewhere. Raises `DocumentError`:
    `encrypted`.
    """
    read: dict[int, RawPage] = {}
    try:
        with pdfplumber.open(io.BytesIO(data), password=password or "") as document:
            for index, page in _wanted(document.pages[: limits.pdf_pages], wanted, of):
                read[index] = _page(page)
                progress()
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise DocumentError("encrypted") from error
    except Exception:  # noqa: BLE001, S110 - pdfminer raises whatever a damaged file makes it stumble over
        pass
    return read


def _wanted(pages: Sequence[Any], wanted: Collection[int] | None, of: int | None) -> Iterator[tuple[int, Any]]:
    if of is None or of == len(pages):
        yield from ((index, page) for index, page in enumerate(pages) if wanted is None or index in wanted)


def _page(page: Any) -> RawPage:
    left, top, right, bottom = page.cropbox
    words = Words(starts=array("l"), ends=array("l"), lefts=array("f"), tops=array("f"), rights=array("f"), bottoms=array("f"))
    pieces: list[str] = []
    length, line = 0, None
    for word in page.extract_words():
        printed = "".join(clean(word["text"]).split())
        if not printed:
            continue
        if line is not None:
            pieces.append(" " if abs(word["top"] - line) < _SAME_LINE else "\n")
            length += 1
        line = word["top"]
        _append(words, length, printed, (word["x0"] - left, word["top"] - top, word["x1"] - left, word["bottom"] - top))
        pieces.append(printed)
        length += len(printed)
    page.close()
    return RawPage(text="".join(pieces), width=float(right - left), height=float(bottom - top), words=words, read_by=READ_BY)


def _append(words: Words, start: int, printed: str, box: tuple[float, float, float, float]) -> None:
    words.starts.append(start)
    words.ends.append(start + len(printed))
    for column, value in zip((words.lefts, words.tops, words.rights, words.bottoms), box, strict=True):
        column.append(value)
