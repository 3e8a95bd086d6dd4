"""Pages that show more than their text says: read by text recognition, as many as the limits allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assay.document import Notice
from assay.errors import DocumentError
from ingest.ocr.base import Scan
from ingest.ocr.page import page_of
from ingest.pdf.junk import is_junk
from ingest.readers.base import Desk, RawPage

# From the indices of pages to the scans of those that show something.
Scans = Callable[[Iterable[int]], Iterator[tuple[int, Scan]]]
_POINTS_PER_INCH = 72.0


@dataclass(slots=True, kw_only=True)
class _Tally:
    """The pages as far as they are read, and why some were not."""

    pages: list[RawPage]
    failed: list[DocumentError] = field(default_factory=list)


def recognised(pages: Sequence[RawPage], asked: Sequence[int], scans: Scans, desk: Desk) -> tuple[tuple[RawPage, ...], tuple[Notice, ...]]:
    """The pages with what is recognised on those asked for, where that is more than they say; and what a person should know.

    Raises `DocumentError` as a `Recogniser` does, when no page has text.
    """
    if not asked:
        return tuple(pages), ()
    tally = _Tally(pages=list(pages))
    if desk.recognise is not None:
        _look(tally, scans(asked[: desk.limits.recognition_pages]), desk)
    if tally.failed and not any(page.text for page in tally.pages):
        raise tally.failed[0]
    return tuple(tally.pages), tuple(_notices(tally, asked, desk))


def _look(tally: _Tally, shown: Iterable[tuple[int, Scan]], desk: Desk) -> None:
    for index, scan in shown:
        try:
            tally.pages[index] = _better(tally.pages[index], scan, desk)
        except DocumentError as error:
            tally.failed.append(error)
        desk.progress()


def _better(page: RawPage, scan: Scan, desk: Desk) -> RawPage:
    if desk.recognise is None:
        return page
    size = [pixels * _POINTS_PER_INCH / scan.dpi for pixels in (scan.width, scan.height)]
    seen = page_of(desk.recognise(scan), scan, page.width or size[0], page.height or size[1])
    if not seen.text or (len(seen.text) <= len(page.text) and not is_junk(page.text)):
        return page
    return replace(seen, hidden=page.hidden)


def _notices(tally: _Tally, asked: Sequence[int], desk: Desk) -> Iterator[Notice]:
    most = 0 if desk.recognise is None else desk.limits.recognition_pages
    if len(asked) > most and any(page.text for page in tally.pages):
        why = f"at most {most:,} are" if most else "text recognition is off or not installed"
        says = f"Text may be missing: {_pages(len(asked) - most)} not recognised, for {why}."
        yield Notice(code="not_recognised", says=says)
    if tally.failed:
        says = f"Text may be missing: {_pages(len(tally.failed))} not recognised. {tally.failed[0].says}"
        yield Notice(code="recognition_failed", says=says)


def _pages(count: int) -> str:
    return "a page was" if count == 1 else f"{count:,} pages were"
