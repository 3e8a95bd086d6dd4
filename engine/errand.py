"""What the child processes of the running system are asked to do, and what they answer. Light to import, and picklable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assay.asking import FieldAnswer
from assay.decision import Verdict
from assay.document import PageRange
from assay.errors import DocumentError
from engine.rounds import Pending, Resume
from store.decisions import Word
from store.extractions import Part
from store.records import Records

Form = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaSource:
    """A published version of a schema, as written. `hash` is of the content."""

    name: str
    version: int
    hash: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A person's word about the field at a pointer.

    With the verdict `correct` one of the two is given at least: `typed` is what the person wrote, as it would be printed; `value`
    is the value in its JSON form, which then counts. `span` are the code points of the document's text that the person pointed at.
    """

    path: str
    verdict: Verdict
    by: str
    at: datetime
    typed: str | None = None
    value: Any = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Read a document, find its values, and apply what people decided, in order.

    One schema, or several of which the document chooses. `ask_model`: the story stops where a model has to be asked; else it is told with
    the `answers` that are kept, by their keys. A piece has the id of its `parent`, and of a packet its pages;
    a member that was refused is still `inside` of its container, whose bytes are given. Where it stands `among_others`, whoever waits
    for the answer replies to what the schema asks of these.
    """

    document: str
    name: str
    data: bytes
    schemas: tuple[SchemaSource, ...]
    answers: Mapping[str, FieldAnswer] = field(default_factory=dict)
    ask_model: bool = True
    said: tuple[Said, ...] = ()
    parent: str | None = None
    page_range: PageRange | None = None
    inside: bool = False
    password: str | None = field(default=None, repr=False)
    among_others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A document that was found inside of another.

    A member of a container has bytes of its own, or an `error` where it was refused; a piece of a packet has the packet's bytes and
    pages of it, and is read with the packet's schema.
    """

    name: str
    data: bytes | None = None
    error: DocumentError | None = None
    page_range: PageRange | None = None
    schema: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """The result of section 2 of the contract, failed ones included, and what is kept with it.

    `costs` says what a wrong value costs, per pointer. `words`
    are the decisions as they are kept, in the order in which they were said. Where there are `pieces`, each is a document to be
    worked on, and nothing was found in this one itself.
    """

    form: Form
    costs: Mapping[str, float] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    words: tuple[Word, ...] = ()
    records: Records | None = None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A picture of one page, `width` pixels wide. Raises DocumentError `not_drawable` for what has no pages to draw.

    Pages count from 1, those of a piece from the first page of its range.
    """

    name: str
    data: bytes
    page: int
    width: int
    page_range: PageRange | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture as bytes of `media_type`, its size in pixels, and the displayed page's size in points."""

    data: bytes
    media_type: str
    size: tuple[int, int]
    page_size: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """The words of a document with their places, of one page or of all; pages count as in `Draw`."""

    name: str
    data: bytes
    page: int | None = None
    page_range: PageRange | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """A page's size in points and its words: text, box as fractions of the page from its top left, span of code points.

    Formats without geometry have no size and no boxes; their words are the lines of their text.
    """

    part: str
    page: int
    page_size: tuple[float, float] | None
    words: tuple[tuple[str, tuple[float, float, float, float] | None, tuple[int, int]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """The words of the pages that were asked for, in reading order."""

    pages: tuple[PageWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain:
    """Why a field has its value, after everything that `work` holds; the field by its dotted name or its pointer.

    Raises DocumentError `field_unknown`, also for a file that holds several documents.
    """

    work: Work
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """The sentences."""

    sentences: tuple[str, ...]


Errand = Work | Resume | Draw | Spell | Explain
Answered = Worked | Pending | Drawn | Spelled | Reasons
