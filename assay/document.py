"""What is there: one document's text, its parts, their pages, and where each word stands.

`Document.text` is the single truth; every span indexes into it. Pages count from 1 over the whole part.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assay.geometry import Box, union
from assay.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One printed word and the box around it."""

    span: Span
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of one page in text order, column by column: a page has thousands, so there is no object per word.

    All arrays have one entry a word. `starts` and `ends` are offsets into the document's text ('l'),
    the others are points ('f'), see `assay.geometry`.
    """

    starts: array[int]
    ends: array[int]
    lefts: array[float]
    tops: array[float]
    rights: array[float]
    bottoms: array[float]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Word:
        box = Box(self.lefts[index], self.tops[index], self.rights[index], self.bottoms[index])
        return Word(span=Span(self.starts[index], self.ends[index]), box=box)

    def __iter__(self) -> Iterator[Word]:
        return (self[index] for index in range(len(self)))

    def within(self, span: Span) -> Iterator[Word]:
        """The words that share at least one code point with the span."""
        first = bisect_right(self.ends, span.start)
        last = bisect_left(self.starts, span.end)
        return (self[index] for index in range(first, last))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """One page of a part. Size in points; `words` is None where the format has no geometry (text, HTML, mail, DOCX)."""

    number: int
    span: Span
    width: float | None = None
    height: float | None = None
    words: Words | None = None

    def box(self, span: Span) -> Box | None:
        """The box around the words of the span; None without geometry or words."""
        if self.words is None:
            return None
        return union(word.box for word in self.words.within(span))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A piece of a document with its own format: the main body, an attachment, an embedded XML.

    `name` is unique in the document: `main`, or the attachment's file name (`invoice.pdf`, `invoice.pdf/factur-x.xml`).
    `embedded` marks machine-readable data that no reader of the page sees: rules read it, the model is not shown it.
    `data` is the source text of XML and JSON, for `xml` and `json` sources; `leaves` says where the value of each
    leaf stands in the document's text, by the leaf's canonical path (see `ingest.structure`).
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
    """A document as read: text, parts, pages."""

    id: str
    name: str
    sha256: str
    media_type: str
    text: str
    parts: tuple[Part, ...]
    notices: tuple[Notice, ...] = ()

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

    def visible_parts(self) -> tuple[Part, ...]:
        """The parts that a person would read."""
        return tuple(part for part in self.parts if not part.embedded)
