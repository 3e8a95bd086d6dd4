"""Where one file holds several documents: which pages belong together."""

import pytest

from assay.document import Document, Page, Part
from assay.span import Span
from pipeline.split import page_ranges
from schemas.pattern import compile_pattern
from schemas.schema import Split

NUMBERED = Split(pattern=compile_pattern(r"Invoice No (?P<value>\S+)"))
MARKED = Split(pattern=compile_pattern("Invoice No"))
BLANK = Split(blank_pages=True)
BOTH = Split(pattern=compile_pattern("Invoice No"), blank_pages=True)


def document(*pages: str) -> Document:
    text, spans = "", []
    for page in pages:
        spans.append(Span(len(text), len(text) + len(page)))
        text += f"{page}\n\f\n"
    main = Part(
        name="main",
        media_type="application/pdf",
        span=Span(0, len(text)),
        pages=tuple(Page(number=number, span=span) for number, span in enumerate(spans, 1)),
    )
    return Document(id="d", name="d.pdf", sha256="0" * 64, media_type="application/pdf", text=text, parts=(main,))


@pytest.mark.parametrize(
    ("split", "pages", "wanted"),
    [
        (MARKED, ["Invoice No 1", "more", "Invoice No 2"], ((1, 2), (3, 3))),
        (MARKED, ["cover", "Invoice No 1", "Invoice No 2"], ((1, 1), (2, 2), (3, 3))),
        (MARKED, ["Invoice No 1", "Invoice No 1"], ((1, 1), (2, 2))),
        (MARKED, ["Invoice No 1", "", "more"], ()),
        (MARKED, ["nothing", "to be found"], ()),
        (NUMBERED, ["Invoice No 1", "Invoice No 1", "Invoice No 2", "more", "Invoice No 2"], ((1, 2), (3, 5))),
        (NUMBERED, ["Invoice No 1", "Invoice No 2", "Invoice No 1"], ((1, 1), (2, 2), (3, 3))),
        (BLANK, ["one", "more", " \n", "two"], ((1, 2), (4, 4))),
        (BLANK, ["", "one", "", "", "two", ""], ((2, 2), (5, 5))),
        (BLANK, ["", "one", ""], ()),
        (BLANK, ["", ""], ()),
        (BOTH, ["Invoice No 1", "Invoice No 2", "", "terms"], ((1, 1), (2, 2), (4, 4))),
        (None, ["Invoice No 1", "Invoice No 2"], ()),
    ],
)
def test_the_pages_of_each_piece(split: Split | None, pages: list[str], wanted: tuple[tuple[int, int], ...]) -> None:
    assert page_ranges(document(*pages), split) == wanted


def test_a_number_that_comes_again_after_a_separator_begins_a_piece() -> None:
    split = Split(pattern=NUMBERED.pattern, blank_pages=True)
    assert page_ranges(document("Invoice No 1", "", "Invoice No 1"), split) == ((1, 1), (3, 3))
