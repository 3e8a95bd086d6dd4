"""The page on `assay read` names every key of its JSON and every reason for which text is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from assay.document import Document, Hidden, Notice, Page, Part, Table, TableCell, Why
from assay.span import Span
from exports.reading import reading_form
from ingest.assemble import read_document
from ingest.upload import open_upload

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "see-what-was-read.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z0-9_]+)(?:\[\])?`|`(?:[a-z]+\[\]\.)+([a-z]+)\[\]`", PAGE))


def keys(form: Any) -> Iterator[str]:
    for inner in form.values() if isinstance(form, dict) else form if isinstance(form, list) else ():
        yield from keys(inner)
    if isinstance(form, dict):
        yield from form


def test_every_key_is_named() -> None:
    document = Document(
        id="a",
        name="a",
        sha256="a",
        media_type="a",
        text="a",
        parts=(Part(name="main", media_type="a", span=Span(0, 1), pages=(Page(number=1, span=Span(0, 1)),)),),
        notices=(Notice(code="a", says="a"),),
        hidden=(Hidden(part="main", why="tiny", text="a", page=1),),
        tables=(Table(part="main", page=1, found_by="gaps", cells=(TableCell(span=Span(0, 1), row=0, column=0),)),),
    )
    found = {*keys(reading_form(document)), *keys(reading_form(read_document(open_upload(ROOT / "samples" / "invoice-de.pdf"))))}

    assert found - {name for pair in NAMED for name in pair} == set()


def test_every_reason_is_explained() -> None:
    table = PAGE.partition("| Reason | Means |")[2].partition("\n\n")[0]

    assert set(re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines() if row))) - {"---"} == set(get_args(Why))
