"""What is written into a PDF's form or onto its pages: fields, stamps and free text, which pdfium's text leaves out."""

from __future__ import annotations

from collections import defaultdict

import pypdfium2.raw as pdfium_c

from assay.document import Words
from ingest.pdf.characters import Handle
from ingest.pdf.order import gap_before, ordered
from ingest.pdf.printed_lines import lines_of
from ingest.readers.base import RawPage

_WITH_TEXT = frozenset(
    {pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP}  # links and comments show nothing of their own
)


def made_part_of_page(page: Handle) -> bool:
    """Make what the page displays of them part of it, for when it is loaded the next time; False where there are none."""
    count = pdfium_c.FPDFPage_GetAnnotCount(page)
    if not any(_kind(page, index) in _WITH_TEXT for index in range(count)):
        return False
    return bool(pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS)


def _kind(page: Handle, index: int) -> int:
    annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return int(pdfium_c.FPDF_ANNOT_UNKNOWN)
    try:
        return int(pdfium_c.FPDFAnnot_GetSubtype(annotation))
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def beside_labels(page: RawPage, body: int) -> RawPage:
    """The page with the words from `body` on, which the file holds after all others, behind those that they stand beside."""
    words = page.words
    if words is None or not 0 < body < len(words):
        return page
    order = _order(words, body)
    begins = [_gap(page.text, words, before, index) for before, index in zip([-1, *order], order, strict=False)]
    return ordered(page, words, order, begins)


def _order(words: Words, body: int) -> list[int]:
    behind: dict[int, list[int]] = defaultdict(list)
    for line in lines_of(words, range(len(words))):
        label = None
        for index in line.words:
            if index < body:
                label = index
            elif label is not None:
                behind[label].append(index)
    placed = {index for field in behind.values() for index in field}
    rest = [index for index in range(body, len(words)) if index not in placed]
    return [index for label in range(body) for index in (label, *behind[label])] + rest


def _gap(text: str, words: Words, before: int, index: int) -> str:
    if index == before + 1:
        return gap_before(text, words, index)
    beside = words.tops[before] < words.bottoms[index] and words.tops[index] < words.bottoms[before]
    return " " if beside else "\n"
