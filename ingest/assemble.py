"""Bytes to one `Document`: sniff, read, lay the parts out in one text."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.document import BREAK, Document, Hidden, Notice, Page, Part, Table, Why, Words
from assay.errors import DocumentError
from assay.span import Span
from ingest.gate import Moves, gated
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.media import sniff
from ingest.metadata import MEDIA_TYPE as METADATA
from ingest.metadata import metadata_part
from ingest.ocr.base import Recogniser
from ingest.readers.base import Desk, RawPage, RawPart, RawTable, Reading, no_progress
from ingest.readers.registry import reader_for
from ingest.upload import Upload, check_size

MAIN = "main"
HIDDEN_TEXT = "hidden_text"  # the code of a notice
ID_LENGTH = 16

# How a notice counts the passages that nobody sees.
_WHY_SAYS: dict[Why, str] = {
    "same_colour": "in the colour of its background",
    "tiny": "too small to be read",
    "off_page": "outside of the page",
    "invisible": "written invisibly",
    "not_displayed": "not displayed",
    "vanish": "marked as hidden",
    "tag_characters": "in tag characters",
    "zero_width": "in signs without width",
    "other_alternative": "in the alternative that mail programs do not show",
}


def read_document(
    upload: Upload,
    *,
    limits: Limits = DEFAULT_LIMITS,
    tables: bool = False,
    recognise: Recogniser | None = None,
    progress: Callable[[], None] = no_progress,
) -> Document:
    """The upload as one document, never empty. Deterministic: the same bytes and name give the same document.

    `tables`, `recognise` and `progress` are as in `ingest.readers.base.Desk`. Raises `DocumentError` and nothing else, whatever the
    bytes are.
    """
    reading = _Readers(limits=limits, tables=tables, recognise=recognise, progress=progress).read(upload, 0)
    return _assembled(upload, reading, limits, progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Readers:
    limits: Limits
    tables: bool
    recognise: Recogniser | None
    progress: Callable[[], None]

    def read(self, upload: Upload, depth: int) -> Reading:
        if depth > self.limits.mime_depth:
            raise DocumentError("nesting_limit", f"Documents are nested in each other more than {self.limits.mime_depth} deep.")
        check_size(len(upload.data), self.limits)
        try:
            media_type = sniff(upload, self.limits)
            return _with_metadata(reader_for(media_type)(upload, self._desk(media_type, depth)), upload.name if depth == 0 else "")
        except DocumentError:
            raise
        except RecursionError as error:
            raise DocumentError("nesting_limit") from error
        except MemoryError as error:
            raise DocumentError("memory_limit") from error
        except Exception as error:
            # The readers' libraries raise whatever a damaged file makes them stumble over; to a person that is one thing.
            raise DocumentError("corrupt_document") from error

    def _desk(self, media_type: str, depth: int) -> Desk:
        return Desk(
            media_type=media_type,
            limits=self.limits,
            depth=depth,
            open=self.read,
            tables=self.tables,
            recognise=self.recognise,
            progress=self.progress,
        )


def _with_metadata(reading: Reading, file_name: str) -> Reading:
    """What the file says of itself as the last of its parts; an attachment's name is said by the file that holds it."""
    said = {**reading.metadata, **({"attached": _attached(reading), "file_name": file_name} if file_name else {})}
    return replace(reading, parts=(*reading.parts, metadata_part(said)), metadata={}) if said else reading


def _attached(reading: Reading) -> str:
    """The names of the files inside; data of a page has no ending."""
    names = (PurePosixPath(part.name) for part in reading.parts if part.media_type != METADATA)
    return ", ".join(str(name) for name in names if name.suffix)


def _assembled(upload: Upload, reading: Reading, limits: Limits, progress: Callable[[], None]) -> Document:
    length = sum(len(page.text) + len(BREAK) for part in reading.parts for page in part.pages)
    if length > limits.text_chars:
        raise DocumentError("too_large_uncompressed", f"The file unpacks to {length:,} characters; at most {limits.text_chars:,} are read.")
    laid = _Laid()
    for name, raw in zip(_unique([part.name or MAIN for part in reading.parts]), reading.parts, strict=True):
        laid.add(name, raw)
        progress()
    text = BREAK.join(laid.texts)
    spans = (part.span for part in laid.parts if part.media_type != METADATA)
    if not any(text[span.start : span.end].strip() for span in spans):  # after the gate, which may have left nothing
        raise DocumentError("no_text")
    return Document(
        id=upload.sha256[:ID_LENGTH],
        name=upload.name,
        sha256=upload.sha256,
        media_type=laid.parts[0].media_type,
        text=text,
        parts=tuple(laid.parts),
        notices=(*reading.notices, *_hidden_only(reading), *unseen(laid.hidden)),
        hidden=tuple(laid.hidden),
        tables=tuple(laid.tables),
    )


def _hidden_only(reading: Reading) -> tuple[Notice, ...]:
    if any(page.text.strip() for part in reading.parts if not part.embedded for page in part.pages):
        return ()
    return (Notice(code="no_text", says="The pages hold no text; what was found stands in the data embedded in the file."),)


def unseen(hidden: Iterable[Hidden]) -> Iterator[Notice]:
    """A notice for each way in which text is hidden, with how often it occurs."""
    for why, count in Counter(one.why for one in hidden).items():
        passages = "a passage" if count == 1 else f"{count:,} passages"
        yield Notice(code=HIDDEN_TEXT, says=f"The file holds {passages} of text {_WHY_SAYS[why]}; nothing was taken from there.")


class _Laid:
    """Parts laid out one after the other in one text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[Part] = []
        self.hidden: list[Hidden] = []
        self.tables: list[Table] = []
        self._end = 0

    def add(self, name: str, raw: RawPart) -> None:
        """The next part, under a name that no other has."""
        start = self._end
        pages: list[Page] = []
        first = None
        for number, raw_page in enumerate(raw.pages, 1):
            page, moves = gated(raw_page)
            first = first or moves
            pages.append(self._page(name, number, page))
        end = pages[-1].span.end if pages else start
        self.parts.append(
            Part(
                name=name,
                media_type=raw.media_type,
                span=Span(start, end),
                # Data that nobody sees has no pages either.
                pages=() if raw.embedded else tuple(pages),
                embedded=raw.embedded,
                data=raw.data,
                leaves={path: _moved(span, first).shifted(start) for path, span in raw.leaves.items()},
            )
        )
        if not pages:
            self.texts.append("")
            self._end += len(BREAK)

    def _page(self, part: str, number: int, raw: RawPage) -> Page:
        start = self._end
        span = Span(start, start + len(raw.text))
        self.texts.append(raw.text)
        self._end = span.end + len(BREAK)
        self.hidden.extend(Hidden(part=part, page=number, why=one.why, text=one.text, box=one.box) for one in raw.hidden)
        self.tables.extend(_table(part, number, table, start) for table in raw.tables)
        words = None if raw.words is None else _shifted(raw.words, start)
        return Page(number=number, span=span, width=raw.width, height=raw.height, words=words, read_by=raw.read_by)


def _moved(span: Span, moves: Moves | None) -> Span:
    return span if moves is None else moves.span(span)


def _table(part: str, page: int, raw: RawTable, start: int) -> Table:
    cells = tuple(replace(cell, span=cell.span.shifted(start)) for cell in raw.cells)
    return Table(part=part, page=page, found_by=raw.found_by, cells=cells, box=raw.box)


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
