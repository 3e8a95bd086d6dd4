"""What a CSS selector finds in a web page, at its place in the text that the page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cssselect
from lxml import etree

from assay.candidate import Candidate
from assay.document import Part
from assay.span import Span
from extractors.rules.hit import Claimant, Hit, claim
from extractors.rules.reading import Reading
from extractors.rules.structured.leaf import read_leaf
from extractors.rules.structured.squeezed import Squeezed, squeeze, squeezed
from schemas.paths import split_css
from schemas.schema import Field, Rung

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
# Each is sought in the whole text: a selector that finds more of what is not shown does not fit the page.
_MOST_UNSEEN = 200
_UNSEEN = frozenset({"script", "style", "template", "noscript", "title"})


@dataclass(frozen=True, slots=True, eq=False)
class WebPage:
    """A page's tree with its text; `beside` is all text of the document, where attributes may stand (metadata, data of the page)."""

    root: Any
    shown: Squeezed
    beside: Squeezed


def web_pages_in(reading: Reading) -> tuple[WebPage, ...]:
    """The web pages of the document, for `Reading.once`."""
    text = reading.document.text
    pages = [part for part in reading.document.parts if part.media_type in _PAGES and part.data]
    beside = squeezed(text, Span(0, len(text) if pages else 0))
    roots = ((part, _root(part)) for part in pages)
    return tuple(WebPage(root, squeezed(text, part.span), beside) for part, root in roots if root is not None)


def read_css(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """Hits of a field's `css` rung, in the order of the page. What the page does not show has no place, and is not found."""
    for page in reading.once(web_pages_in):
        yield from _hits(claimant, reading, page, page.root)


def read_css_rows(table: Field, rung: Rung, reading: Reading) -> list[Candidate]:
    """Cells of the elements that the table's rung selects, from the first page that has any."""
    for page in reading.once(web_pages_in):
        rows = list(_selected(page.root, rung.expression or ""))
        if rows:
            placed = zip(rows, _places(page, rows), strict=True)
            return [cell for number, (row, at) in enumerate(placed) for cell in _cells(table, page, reading, row, at=at, number=number)]
    return []


def _places(page: WebPage, rows: list[Any]) -> Iterator[int]:
    """Where each row begins in the squeezed text of the page; a row that is not found as a whole is sought behind the one before."""
    end = 0
    for row in rows:
        text = _text(row)
        found = page.shown.find(text, end)
        yield found[1] - len(squeeze(text)) if found else end
        end = found[1] if found else end


def _cells(table: Field, page: WebPage, reading: Reading, row: Any, *, at: int, number: int) -> Iterator[Candidate]:
    for column in table.columns:
        for rung in column.rungs("css"):
            if column.type is None:
                continue
            claimant = Claimant(field=column, rung=rung, type=column.type)
            hit = next(_hits(claimant, reading, page, row, at), None)
            if hit is not None:
                yield claim(claimant, column.path.replace("*", str(number), 1), hit, reading.document.text)


def _hits(claimant: Claimant, reading: Reading, page: WebPage, below: Any, at: int = 0) -> Iterator[Hit]:
    selector, attribute = split_css(claimant.rung.expression or "")
    unseen = 0
    for element in _selected(below, selector):
        if unseen == _MOST_UNSEEN:
            return
        wanted = element.get(attribute) if attribute else _without_label(_text(element).strip(), claimant.field.labels)
        place = page.beside if attribute else page.shown
        # Elements come in the order of the page, but blocks of it may be shown elsewhere.
        found = (place.find(wanted, at) or place.find(wanted)) if wanted else None
        if found is None:
            unseen += 1
            continue
        span, at = found
        hit = read_leaf(claimant, span, " ".join(reading.document.quote(span).split()), reading.locale)
        if hit is not None:
            yield hit


def _selected(below: Any, selector: str) -> Iterator[Any]:
    path = _compiled(selector)
    yield from path(below) if path is not None else ()


def _text(element: Any) -> str:
    pieces = [element.text or ""]
    for inner in element.iterdescendants():
        if inner.tag not in _UNSEEN:
            pieces.append(inner.text or "")
        pieces.append(inner.tail or "")
    return "".join(pieces)


def _without_label(text: str, labels: tuple[str, ...]) -> str:
    """An element often holds its value with the label before it: `Course: Dessert`."""
    label, colon, value = text.partition(":")
    return value if colon and label.strip().casefold() in {one.casefold() for one in labels} else text


def _root(part: Part) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring((part.data or "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> Callable[[Any], Any] | None:
    try:
        return etree.XPath(cssselect.HTMLTranslator().css_to_xpath(selector, prefix="descendant::"))
    except (cssselect.SelectorError, etree.XPathError):
        return None
