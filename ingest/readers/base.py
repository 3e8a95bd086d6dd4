"""What turns bytes into text: the contract that every reader implements.

A reader is a function `read(upload, desk) -> Reading`. It raises `DocumentError` when it cannot read the upload. It knows no
other reader: what it finds inside, it hands to `desk.read`. What nobody sees who looks at the document it takes out of the
text and hands over as `RawHidden`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from assay.document import Notice, TableCell, Why, Words
from assay.errors import DocumentError
from assay.geometry import Box
from assay.span import Span
from ingest.limits import Limits
from ingest.ocr.base import Recogniser
from ingest.upload import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class RawHidden:
    """Text that is in the file and not to be seen; `box` in points of the page that it lies on."""

    why: Why
    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawTable:
    """See `assay.document.Table`; spans count from the start of the page that it lies on."""

    found_by: Literal["lines", "gaps", "format"]
    cells: tuple[TableCell, ...]
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawPage:
    """A page's text; offsets of its words and tables count from the page's start. Sizes in points."""

    text: str
    width: float | None = None
    height: float | None = None
    words: Words | None = None
    read_by: str = ""
    hidden: tuple[RawHidden, ...] = ()
    tables: tuple[RawTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawPart:
    """A part before it has its place in a document. `name` is empty for the upload itself; `leaves` count from the first page's start."""

    media_type: str
    pages: tuple[RawPage, ...]
    name: str = ""
    embedded: bool = False
    data: str | None = None
    leaves: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What a reader found: the upload's own part first, then what it contains. `metadata` is what the file says of itself, by name."""

    parts: tuple[RawPart, ...]
    notices: tuple[Notice, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


def no_progress() -> None:
    """For whoever does not watch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a reader works with: the media type found, the limits, how deep this upload lies in others (0: not at all).

    `tables` says whether tables are wanted where finding them costs time. `recognise` reads the text of a picture; None where text
    recognition is switched off or not installed. `progress` is to be called after each page, sheet, attachment or thousands of
    rows: who does not call it for long is taken for one that hangs.
    """

    media_type: str
    limits: Limits
    depth: int
    open: Callable[[Upload, int], Reading]
    tables: bool = False
    recognise: Recogniser | None = None
    progress: Callable[[], None] = no_progress

    def read(self, upload: Upload) -> Reading:
        """Read something that was found inside. Raises `DocumentError`."""
        self.progress()
        return self.open(upload, self.depth + 1)


class Reader(Protocol):
    """See the module."""

    def __call__(self, upload: Upload, desk: Desk) -> Reading:
        """The upload's parts. Raises `DocumentError`."""


def read_inside(upload: Upload, desk: Desk, *, embedded: bool = False) -> Reading:
    """Something found inside, named after its file; what cannot be read becomes a notice, for its parent is still of use."""
    try:
        inner = desk.read(upload)
    except DocumentError as error:
        return Reading(parts=(), notices=(not_read(upload.name, error),))
    return below(upload.name, inner, embedded=embedded)


def not_read(name: str, error: DocumentError) -> Notice:
    """What is said of something inside that could not be read."""
    return Notice(code="attachment_failed", says=f"The attachment {name!r} was not read: {error.says}")


def below(name: str, inner: Reading, *, embedded: bool = False) -> Reading:
    """The reading of something inside, its parts named below its file."""
    parts = tuple(replace(part, name=_below(name, part.name), embedded=embedded or part.embedded) for part in inner.parts)
    return Reading(parts=parts, notices=inner.notices)


def _below(parent: str, name: str) -> str:
    return f"{parent}/{name}" if name else parent
