"""PNG, JPEG, TIFF with its many pages, WebP, BMP, GIF: what is to be read on them, by text recognition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from assay.document import Notice
from assay.errors import DocumentError
from ingest.ocr.base import Recogniser
from ingest.ocr.page import page_of
from ingest.ocr.registry import INSTALL
from ingest.picture import Picture, pictures
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.upload import Upload

_NO_WORDS = "No text was recognised in the picture."
_NOTHING_LEFT = "The picture is damaged, and no text was recognised on what is left of it."
_SHARPER = "Look at the original; if there is text on it, scan it again at 200 to 300 dpi, flat and evenly lit."


def read(upload: Upload, desk: Desk) -> Reading:
    """One page for each picture in the file, with words, their boxes and how sure each is; empty where there are none.

    Raises `DocumentError`: `no_text` without text recognition or words, `too_many_pixels`, `too_many_pages`, `corrupt_document`, and
    what a `Recogniser` raises when no page could be read.
    """
    seen = pictures(upload.data, desk.media_type, desk.limits)
    if desk.recognise is None:
        next(seen, None)  # what is wrong with the file matters more than that nobody can read it
        raise DocumentError("no_text", "This is a picture, and text recognition is switched off or not installed.", fix=INSTALL)
    sheets = _Sheets()
    try:
        for picture in islice(seen, desk.limits.recognition_pages):
            desk.progress()
            sheets.add(picture, desk.recognise)
        sheets.cut_off = next(seen, None) is not None
    except DocumentError as error:
        if error.code != "corrupt_document" or not sheets.pages:
            raise
        sheets.damaged = True
    if not any(page.text for page in sheets.pages):
        _refuse(sheets, desk)
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=tuple(sheets.pages)),), notices=tuple(_notices(sheets)))


@dataclass(slots=True)
class _Sheets:
    """The pages so far, and what became of some of them; `cut_off` where there are more than are read."""

    pages: list[RawPage] = field(default_factory=list)
    failed: list[DocumentError] = field(default_factory=list)
    damaged: bool = False
    cut_off: bool = False

    def add(self, picture: Picture, recognise: Recogniser) -> None:
        """The next page; one that cannot be recognised is empty, so that the others keep their numbers."""
        scan = picture.scan
        width, height = picture.points
        self.damaged |= picture.damaged
        try:
            self.pages.append(page_of(recognise(scan), scan, width, height))
        except DocumentError as error:
            self.failed.append(error)
            self.pages.append(RawPage(text="", width=width, height=height))


def _refuse(sheets: _Sheets, desk: Desk) -> None:
    """Say why there is no text; a picture inside of something else may well have none."""
    if sheets.failed:
        raise sheets.failed[0]
    if sheets.damaged:
        raise DocumentError("corrupt_document", _NOTHING_LEFT)
    if desk.depth == 0:
        raise DocumentError("no_text", _NO_WORDS, fix=_SHARPER)


def _notices(sheets: _Sheets) -> Iterator[Notice]:
    if sheets.damaged:
        yield Notice(code="damaged_picture", says="The picture is damaged: it was read as far as it goes.")
    if sheets.failed:
        says = f"Text may be missing: pages not recognised: {len(sheets.failed):,}. {sheets.failed[0].says}"
        yield Notice(code="recognition_failed", says=says)
    if sheets.cut_off:
        yield Notice(code="not_recognised", says=f"Text may be missing: only the first {len(sheets.pages):,} pages were read.")
