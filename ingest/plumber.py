"""Pages of a PDF through pdfplumber: slow and patient, for files that pdfium finds nothing in."""

from __future__ import annotations

import io
import logging
from array import array
from typing import Any

import pdfplumber

from assay.document import Words
from ingest.clean import clean
from ingest.limits import Limits
from ingest.readers.base import RawPage

# pdfminer warns about every oddity of a damaged file, with pieces of its content.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_SAME_LINE = 3.0  # points between the tops of words on one line, as pdfplumber itself has it


def pages(data: bytes, limits: Limits) -> tuple[RawPage, ...]:
    """The pages with words and boxes, line by line from top to bottom; empty when the file cannot be read."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return tuple(_page(page) for page in document.pages[: limits.pdf_pages])
    except Exception:  # noqa: BLE001 - pdfminer raises whatever a damaged file makes it stumble over
        return ()


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
    return RawPage(text="".join(pieces), width=float(right - left), height=float(bottom - top), words=words)


def _append(words: Words, start: int, printed: str, box: tuple[float, float, float, float]) -> None:
    words.starts.append(start)
    words.ends.append(start + len(printed))
    for column, value in zip((words.lefts, words.tops, words.rights, words.bottoms), box, strict=True):
        column.append(value)
