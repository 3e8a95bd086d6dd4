"""Pages of a PDF through pypdf: text without places, for what no other reader finds anything in."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Collection

import pypdf
from pypdf.errors import FileNotDecryptedError, WrongPasswordError

from assay.errors import DocumentError
from ingest.limits import Limits
from ingest.readers.base import RawPage, no_progress
from ingest.text.clean import clean

READ_BY = "pypdf"
# pypdf warns about every oddity of a damaged file, with pieces of its content.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def pages(
    data: bytes,
    limits: Limits,
    *,
    password: str | None = None,
    wanted: Collection[int] | None = None,
    of: int | None = None,
    progress: Callable[[], None] = no_progress,
) -> dict[int, RawPage]:
    """The wanted pages (all by default) by their index.

    Empty when the file cannot be read, or has another number of pages here than it has `of` elsewhere. Raises `DocumentError`:
    `encrypted`.
    """
    read: dict[int, RawPage] = {}
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), password=password)
        count = min(len(reader.pages), limits.pdf_pages)
        for index in range(count) if of in (None, count) else ():
            if wanted is None or index in wanted:
                read[index] = _page(reader.pages[index])
                progress()
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise DocumentError("encrypted") from error
    except Exception:  # noqa: BLE001, S110 - pypdf raises whatever a damaged file makes it stumble over
        pass
    return read


def _page(page: pypdf.PageObject) -> RawPage:
    width, height = float(page.cropbox.width), float(page.cropbox.height)
    if page.rotation % 180:
        width, height = height, width
    lines = (line.strip() for line in clean(page.extract_text()).splitlines())
    return RawPage(text="\n".join(line for line in lines if line), width=width, height=height, read_by=READ_BY)
