"""The body of a mail as one page: of two alternatives the one that people see, and below the headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assay.document import Notice
from assay.errors import DocumentError
from ingest.mail.alternatives import agree, rough_tokens, strays, tokens
from ingest.metadata import MEDIA_TYPE as METADATA
from ingest.readers.base import Desk, RawHidden, RawPage, RawPart, RawTable, not_read
from ingest.text.clean import clean
from ingest.text.layout import tabbed
from ingest.upload import upload_of

_HTML_NAME = "body.html"
_MARK = "\ufeff"
_BETWEEN = "\n\n"
DISAGREE = Notice(
    code="alternatives_disagree",
    says="The mail's plain text says something else than the formatted text that mail programs show; that one was read.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as it was sent: as plain text, as HTML, or as both; empty where there is none of a kind.

    `hidden` is what the source of the plain text holds and does not show.
    """

    plain: str = ""
    html: str = ""
    hidden: tuple[RawHidden, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadBody:
    """A body as read: a page, and the data embedded in its HTML."""

    page: RawPage
    data: tuple[RawPart, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_body(body: Body, desk: Desk) -> ReadBody:
    """Of two alternatives the plain text where they agree, else the HTML, with the other labelled where it says something else."""
    if not body.html.strip():
        return ReadBody(page=_plain(body))
    if body.plain.strip() and not _holds_data(body.html) and agree(tokens(body.plain), rough_tokens(body.html)):
        return ReadBody(page=_plain(body))
    try:
        html = desk.read(upload_of(_HTML_NAME, marked(body.html)))
    except DocumentError as error:
        return ReadBody(page=_plain(body), notices=(not_read(_HTML_NAME, error),))
    page, notices = _chosen(body, joined(html.parts[0].pages))
    data = tuple(part for part in html.parts[1:] if part.media_type != METADATA)  # the mail says what there is to say
    return ReadBody(page=page, data=data, notices=(*html.notices, *notices))


def marked(text: str) -> bytes:
    """The text in UTF-8, and marked as such: the mail's word on the encoding beats the content's."""
    return (_MARK + text).encode("utf-8", "replace")


def _chosen(body: Body, html: RawPage) -> tuple[RawPage, tuple[Notice, ...]]:
    """The HTML as read, unless the plain text says the same or the HTML shows no text."""
    if not body.plain.strip():
        return html, ()
    plain, shown = tokens(body.plain), tokens(html.text)
    if not shown or agree(plain, shown):
        return replace(_plain(body), hidden=(*body.hidden, *html.hidden)), ()
    if not strays(plain, shown):
        return html, ()
    return replace(html, hidden=(*html.hidden, other_alternative(body.plain))), (DISAGREE,)


def other_alternative(text: str) -> RawHidden:
    """The form of a body that mail programs do not show."""
    return RawHidden(why="other_alternative", text=text)


def _plain(body: Body) -> RawPage:
    return RawPage(text=tabbed(clean(body.plain)).strip("\n"), hidden=body.hidden)


def _holds_data(html: str) -> bool:
    return "ld+json" in html or "itemscope" in html


def joined(pages: Iterable[RawPage]) -> RawPage:
    """Pages without geometry as one, below each other; those without text leave only what they hide."""
    texts: list[str] = []
    hidden: list[RawHidden] = []
    tables: list[RawTable] = []
    start = 0
    for page in pages:
        hidden.extend(page.hidden)
        if page.text:
            texts.append(page.text)
            tables.extend(_shifted(table, start) for table in page.tables)
            start += len(page.text) + len(_BETWEEN)
    return RawPage(text=_BETWEEN.join(texts), hidden=tuple(hidden), tables=tuple(tables))


def _shifted(table: RawTable, by: int) -> RawTable:
    return replace(table, cells=tuple(replace(cell, span=cell.span.shifted(by)) for cell in table.cells))
