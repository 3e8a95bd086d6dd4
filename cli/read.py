"""`assay read`: one file in, what the machine saw out: text, words, tables, hidden passages, and a page with all of it drawn over it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from assay.document import Document
from assay.errors import DocumentError, UsageError
from assay.log import open_log
from assay.settings import Settings
from cli.output import opened
from cli.seen import write_seen
from engine.desk import Desk
from engine.reading import WORKING_SECONDS, sandbox_for
from exports.picture import Sheet, marks, png, svg
from exports.reading import reading_form
from ingest.upload import open_upload

if TYPE_CHECKING:
    from ingest.sandbox.sandbox import Sandbox

PICTURE_WIDTH = 1600

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document.")],
    as_json: Annotated[bool, typer.Option("--json", help="Text, words, tables and hidden text as one object.")] = False,
    svg_page: Annotated[int | None, typer.Option("--svg", min=1, metavar="PAGE", help="A page with what was seen drawn over it.")] = None,
    png_page: Annotated[int | None, typer.Option("--png", min=1, metavar="PAGE", help="The same as a picture.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write there instead of to the screen.")] = None,
    tables: Annotated[bool, typer.Option("--tables", help="Look for tables, also where that takes time.")] = False,
    password: Annotated[str | None, typer.Option(metavar="PASSWORD", help="Opens a file that is protected by one.")] = None,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="Recognise no text in pictures, whatever ASSAY_OCR says.")] = False,
) -> None:
    """Show what was read in a document: its text, words, tables and hidden text.

    No schema and no model are asked. A page that is drawn is one of the document itself, not of its attachments.

    Exit status: 0 done, 1 the document cannot be read, 2 usage or configuration, 130 interrupted.
    """
    if as_json + (svg_page is not None) + (png_page is not None) > 1:
        raise UsageError("Only one of --json, --svg and --png can be had at a time.")
    settings = Settings.from_environment(os.environ)
    look = Look(file=file, password=password, tables=tables, page=svg_page or png_page)
    seen = looked(replace(settings, ocr="off") if no_ocr else settings, look)
    write = _form(seen, as_json=as_json, svg_page=svg_page, png_page=png_page)
    with opened(out) as stream:
        write(stream)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file to be read; `page` is wanted as a picture too."""

    file: Path
    password: str | None
    tables: bool
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read, and the page that was wanted as a JPEG; None where it can be read and not drawn."""

    document: Document
    jpeg: bytes | None


def looked(settings: Settings, look: Look) -> Seen:
    """The file as it is seen by a child process, which reads in the sandbox. Raises DocumentError."""
    with Desk(partial(_start, settings), children=1) as desk:
        return desk.ask(look, seconds=WORKING_SECONDS)


def _start(settings: Settings) -> Callable[[Look], Seen]:
    with contextlib.suppress(OSError):  # a log that cannot be written stops no document; `assay doctor` says the fix
        open_log(settings.data_dir)
    return partial(_seen, sandbox_for(settings))


def _seen(sandbox: Sandbox, look: Look) -> Seen:
    upload = open_upload(look.file, password=look.password)
    document = sandbox.read(upload, tables=look.tables)
    jpeg = None
    if look.page is not None:
        with contextlib.suppress(DocumentError):
            jpeg = sandbox.draw(upload, look.page, PICTURE_WIDTH).data
    return Seen(document=document, jpeg=jpeg)


def _form(seen: Seen, *, as_json: bool, svg_page: int | None, png_page: int | None) -> Callable[[TextIO], None]:
    if as_json:
        return partial(_write_json, seen.document)
    if svg_page is not None:
        return partial(_write_svg, _sheet(seen, svg_page))
    if png_page is not None:
        return partial(_write_png, _sheet(seen, png_page))
    return partial(write_seen, seen.document)


def _sheet(seen: Seen, number: int) -> Sheet:
    """Raises DocumentError `not_drawable` for what has no such page, or a page without places."""
    document = seen.document
    part = document.parts[0]
    page = next((page for page in part.pages if page.number == number), None)
    if page is None:
        raise DocumentError("not_drawable", f"The document has no page {number:,}; its last is {document.page_count:,}.")
    if not page.width or not page.height:
        raise DocumentError("not_drawable", "The words of this format have no places on a page.")
    return Sheet(width=page.width, height=page.height, marks=tuple(marks(document, part.name, page)), jpeg=seen.jpeg)


def _write_json(document: Document, stream: TextIO) -> None:
    json.dump(reading_form(document), stream, ensure_ascii=False, allow_nan=False)
    stream.write("\n")


def _write_svg(sheet: Sheet, stream: TextIO) -> None:
    stream.write(svg(sheet))


def _write_png(sheet: Sheet, stream: TextIO) -> None:
    if stream.isatty():
        raise UsageError("A picture cannot be shown here.", fix="Name a file with --out.")
    stream.flush()
    stream.buffer.write(png(sheet))
