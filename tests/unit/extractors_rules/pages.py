"""Pages and schemas for the tests of the rules."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from textwrap import indent

from assay.candidate import Candidate
from assay.document import Document, Page, Part, Words
from assay.span import Span
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import upload_of
from schemas.loader import load_schema
from schemas.schema import Schema
from schemas.types.locale import infer_locale

Spot = tuple[int, int, float, float, float, float]

WIDTH, HEIGHT, PITCH = 5.0, 10.0, 12.0


def typed(text: str, name: str = "page.txt") -> Document:
    """The text as a file, read as such."""
    return read_document(upload_of(name, text.encode()))


def printed(text: str, *, recognised: bool = False) -> Document:
    """The text as a page whose words have boxes: a character is 5 points wide, a line 10 points high, 12 from one to the next.

    `recognised` says that a program read it off a picture.
    """
    spots: list[Spot] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        top = PITCH * number
        spots.extend(
            (start + word.start(), start + word.end(), WIDTH * word.start(), top, WIDTH * word.end(), top + HEIGHT)
            for word in re.finditer(r"\S+", line)
        )
        start += len(line) + 1
    return page_of(text, spots, recognised=recognised)


def page_of(text: str, spots: Sequence[Spot], *, recognised: bool = False) -> Document:
    """A page of words, each `(start, end, left, top, right, bottom)`."""
    starts, ends, lefts, tops, rights, bottoms = zip(*spots, strict=True) if spots else ((),) * 6
    words = Words(
        starts=array("l", starts),
        ends=array("l", ends),
        lefts=array("f", lefts),
        tops=array("f", tops),
        rights=array("f", rights),
        bottoms=array("f", bottoms),
        confidences=array("f", [0.9] * len(spots)) if recognised else None,
    )
    whole = Span(0, len(text))
    page = Page(number=1, span=whole, width=600, height=800, words=words)
    part = Part(name="main", media_type="application/pdf", span=whole, pages=(page,))
    return Document(id="1", name="page.pdf", sha256="0", media_type="application/pdf", text=text, parts=(part,))


def schema_of(fields: str, languages: str = "en, de, fr", segments: str = "{}") -> Schema:
    """A schema with these fields and segments, written as YAML."""
    return load_schema(
        f"assay: 1\nschema: case\ntitle: Case\nlocale: [{languages}]\n"
        f"segments:\n{indent(segments, '  ')}\nfields:\n{indent(fields, '  ')}\n"
    )


def paged(*texts: str) -> Document:
    """Each text as a page of one document, without boxes."""
    pages: list[Page] = []
    start = 0
    for number, text in enumerate(texts, 1):
        pages.append(Page(number=number, span=Span(start, start + len(text))))
        start += len(text) + 1
    whole = "\n".join(texts)
    part = Part(name="main", media_type="application/pdf", span=Span(0, len(whole)), pages=tuple(pages))
    return Document(id="1", name="pages.pdf", sha256="0", media_type="application/pdf", text=whole, parts=(part,))


def found_in(document: Document, schema: Schema) -> tuple[Candidate, ...]:
    """What the rules claim."""
    locale = infer_locale(document.visible_text, schema.languages)
    return RuleExtractor().extract(document, schema, schema.fields, locale).candidates
