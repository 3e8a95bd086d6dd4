"""What is there: one document's text, its parts, their pages, and where each word stands.

`Document.text` is the single truth; every span indexes into it. Pages count from 1 over the whole part.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from assay.geometry import Box
from assay.span import Span

BREAK = "\n\f\n"
"""What stands in a document's text between pages and between parts."""

PageRange = tuple[int, int]
"""The first and the last page, counted from 1 in the main part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One printed word and the box around it."""

    span: Span
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of one page in text order, column by column: a page has thousands, so there is no object per word.

    All arrays have one entry a word. `starts` and `ends` are offsets into the document's text ('l'),
    the others are points ('f'), see `assay.geometry`. `confidences` (0 to 1, 'f') is how sure text recognition was of each
    word; None where the words were printed as text.
    """

    starts: array[int]
    ends: array[int]
    lefts: array[float]
    tops: array[float]
    rights: array[float]
    bottoms: array[float]
    confidences: array[float] | None = None

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Word:
        box = Box(self.lefts[index], self.tops[index], self.rights[index], self.bottoms[index])
        return Word(span=Span(self.starts[index], self.ends[index]), box=box)

    def __iter__(self) -> Iterator[Word]:
        return (self[index] for index in range(len(self)))

    def within(self, span: Span) -> Iterator[Word]:
        """The words that share at least one code point with the span."""
        return (self[index] for index in self._indices(span))

    def box(self, span: Span) -> Box | None:
        """The box around the words of `within`, without an object for each of them."""
        found = self._indices(span)
        if not found:
            return None
        some = slice(found.start, found.stop)
        return Box(min(self.lefts[some]), min(self.tops[some]), max(self.rights[some]), max(self.bottoms[some]))

    def sureness(self, span: Span) -> float | None:
        """How sure text recognition was of the least sure word of the span, 0 to 1; None for text that was not recognised."""
        if self.confidences is None:
            return None
        return min((self.confidences[index] for index in self._indices(span)), default=None)

    def _indices(self, span: Span) -> range:
        return range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """One page of a part. Size in points; `words` is None where the format has no geometry (text, HTML, mail, DOCX).

    `read_by` names the program that found the text where there is a choice (`pdfium`, `pdfplumber`, `pypdf`, `tesseract 5.3.0`,
    `rapidocr 3.10.0`); empty elsewhere.
    """

    number: int
    span: Span
    width: float | None = None
    height: float | None = None
    words: Words | None = None
    read_by: str = ""

    def box(self, span: Span) -> Box | None:
        """The box around the words of the span; None without geometry or words."""
        if self.words is None:
            return None
        return self.words.box(span)


Why = Literal[
    "same_colour", "tiny", "off_page", "invisible", "not_displayed", "vanish", "tag_characters", "zero_width", "other_alternative"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Text that is in the file and that nobody sees who looks at it: kept to be shown, and no part of the document's text.

    No rule finds it, no model is shown it, no span reaches it. `page` counts from 1; `box` is in points.
    """

    part: str
    why: Why
    text: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell of a table: where its text stands, and how many rows and columns it covers."""

    span: Span
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table as found: its cells in reading order, rows and columns counted from 0; empty cells have none.

    `found_by`: `lines` drawn around the cells, `gaps` between columns of text, or the `format` itself (HTML, DOCX, XLSX, CSV).
    `box` is in points of page `page`; None where the format has no geometry.
    """

    part: str
    page: int
    found_by: Literal["lines", "gaps", "format"]
    cells: tuple[TableCell, ...]
    box: Box | None = None

    @property
    def row_count(self) -> int:
        """Rows from the first to the last."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @property
    def column_count(self) -> int:
        """Columns from the first to the last."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A piece of a document with its own format: the main body, an attachment, an embedded XML.

    `name` is unique in the document: `main`, or the attachment's file name (`invoice.pdf`, `invoice.pdf/factur-x.xml`).
    `embedded` marks machine-readable data that no reader of the page sees: rules read it, the model is not shown it.
    `data` is the source text of XML and JSON, or what a calendar says as linked data, for structured sources; `leaves` says where the
    value of each leaf stands in the document's text, by the leaf's canonical path (see `ingest.structure`).
    """

    name: str
    media_type: str
    span: Span
    pages: tuple[Page, ...] = ()
    embedded: bool = False
    data: str | None = None
    leaves: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Notice:
    """Something a person should know about how the document was read: a code, one sentence."""

    code: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """A document as read: text, parts, pages.

    `hidden` is what nobody sees who looks at it. `tables` is filled where tables were asked for. `planted` are the sentences that give
    orders to a model, in text order and apart: they are marked before anything is looked for in the text.
    """

    id: str
    name: str
    sha256: str
    media_type: str
    text: str
    parts: tuple[Part, ...]
    notices: tuple[Notice, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    tables: tuple[Table, ...] = ()
    planted: tuple[Span, ...] = ()

    @property
    def page_count(self) -> int:
        """Pages of the main part."""
        return len(self.parts[0].pages) if self.parts else 0

    def quote(self, span: Span) -> str:
        """The text at the span."""
        return self.text[span.start : span.end]

    def part_at(self, span: Span) -> Part | None:
        """The part in which the span starts."""
        return next((part for part in self.parts if part.span.start <= span.start < max(part.span.end, part.span.start + 1)), None)

    def page_at(self, span: Span) -> Page | None:
        """The page on which the span starts; None in parts without pages."""
        part = self.part_at(span)
        if part is None:
            return None
        return next((page for page in part.pages if page.span.start <= span.start < page.span.end), None)

    def page_of(self, part: str, number: int | None) -> Page | None:
        """The page of that number in the part of that name; None when there is none."""
        pages = (page for one in self.parts if one.name == part for page in one.pages)
        return next((page for page in pages if page.number == number), None)

    def visible_parts(self) -> tuple[Part, ...]:
        """The parts that a person would read."""
        return tuple(part for part in self.parts if not part.embedded)

    @property
    def visible_text(self) -> str:
        """The text of those parts, which is what a person would read; spans do not index it."""
        return BREAK.join(self.quote(part.span) for part in self.visible_parts())
