"""What turns bytes into text: the contract that every reader implements.

A reader is a function `read(upload, desk) -> Reading`. It raises `DocumentError` when it cannot read the upload and
never returns text that has not been through `ingest.clean`. It knows no other reader: what it finds inside, it
hands to `desk.read`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from assay.document import Notice, Words
from assay.errors import DocumentError
from assay.span import Span
from ingest.limits import Limits
from ingest.upload import Upload


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawPage:
    """A page's text; offsets of its words count from the page's start. Sizes in points."""

    text: str
    width: float | None = None
    height: float | None = None
    words: Words | None = None


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
    """What a reader found: the upload's own part first, then what it contains."""

    parts: tuple[RawPart, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a reader works with: the media type found, the limits, how deep this upload lies in others (0: not at all)."""

    media_type: str
    limits: Limits
    depth: int
    open: Callable[[Upload, int], Reading]

    def read(self, upload: Upload) -> Reading:
        """Read something that was found inside. Raises `DocumentError`."""
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
        says = f"The attachment {upload.name!r} was not read: {error.says}"
        return Reading(parts=(), notices=(Notice(code="attachment_failed", says=says),))
    parts = tuple(replace(part, name=_below(upload.name, part.name), embedded=embedded or part.embedded) for part in inner.parts)
    return Reading(parts=parts, notices=inner.notices)


def _below(parent: str, name: str) -> str:
    return f"{parent}/{name}" if name else parent
