"""A document cut down to some of its pages: what one piece of a packet is, as if it had been a file of its own."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

from assay.document import BREAK, Document, Hidden, Page, Part, Table, Words
from assay.span import Span
from ingest.assemble import HIDDEN_TEXT, unseen


def excerpt(document: Document, first: int, last: int) -> Document:
    """The pages from `first` to `last` of the main part, counted from 1 again, with their words, tables and hidden text.

    Name and hash are the packet's, and so are its notices, but for those about hidden text. What is attached to or embedded in the packet
    says of no page that it belongs there: it goes with the piece that has no text before it, so that nothing is found twice. Raises
    ValueError for pages that are not there.
    """
    main, *others = document.parts
    pages = main.pages[first - 1 : last]
    if not 1 <= first <= last or len(pages) != last - first + 1:
        raise ValueError(f"there are no pages {first} to {last}")
    kept = others if _is_foremost(document, pages[0]) else []
    cut = _Cut(document, main, pages, kept)
    hidden = tuple(found for one in document.hidden if (found := cut.hidden(one)) is not None)
    return replace(
        document,
        text=cut.text,
        parts=(cut.main(), *(cut.other(part) for part in kept)),
        notices=(*(one for one in document.notices if one.code != HIDDEN_TEXT), *unseen(hidden)),
        hidden=hidden,
        tables=tuple(table for one in document.tables if (table := cut.table(one)) is not None),
    )


def _is_foremost(document: Document, page: Page) -> bool:
    return not document.text[document.parts[0].span.start : page.span.start].strip()


class _Cut:
    """Where everything lies after the cut: the pages move to the start, and the parts that are kept close up to them."""

    def __init__(self, document: Document, main: Part, pages: Sequence[Page], kept: Sequence[Part]) -> None:
        self._main = main
        self._pages = pages
        self._span = Span(pages[0].span.start, pages[-1].span.end)
        self._names = {part.name for part in kept}
        self.text = document.quote(self._span)
        self._close_up = 0
        if kept:
            self._close_up = len(self.text) + len(BREAK) - kept[0].span.start
            self.text += BREAK + document.text[kept[0].span.start :]

    def main(self) -> Part:
        by = -self._span.start
        leaves = {path: leaf.shifted(by) for path, leaf in self._main.leaves.items() if self._holds(leaf)}
        pages = tuple(replace(_moved(page, by), number=number) for number, page in enumerate(self._pages, 1))
        # The source of the whole is not that of the pages.
        return replace(self._main, span=self._span.shifted(by), pages=pages, data=None, leaves=leaves)

    def other(self, part: Part) -> Part:
        by = self._close_up
        leaves = {path: leaf.shifted(by) for path, leaf in part.leaves.items()}
        return replace(part, span=part.span.shifted(by), pages=tuple(_moved(page, by) for page in part.pages), leaves=leaves)

    def hidden(self, hidden: Hidden) -> Hidden | None:
        if hidden.part != self._main.name:
            return hidden if hidden.part in self._names else None
        if hidden.page is None:
            return hidden
        number = self._number(hidden.page)
        return None if number is None else replace(hidden, page=number)

    def table(self, table: Table) -> Table | None:
        if table.part != self._main.name:
            return _moved_table(table, self._close_up) if table.part in self._names else None
        number = self._number(table.page)
        return None if number is None else replace(_moved_table(table, -self._span.start), page=number)

    def _holds(self, span: Span) -> bool:
        return self._span.start <= span.start and span.end <= self._span.end

    def _number(self, page: int) -> int | None:
        """The new number of a page; None for one that is left out."""
        number = page - self._pages[0].number + 1
        return number if 1 <= number <= len(self._pages) else None


def _moved(page: Page, by: int) -> Page:
    return replace(page, span=page.span.shifted(by), words=None if page.words is None else _moved_words(page.words, by))


def _moved_words(words: Words, by: int) -> Words:
    return replace(words, starts=array("l", [start + by for start in words.starts]), ends=array("l", [end + by for end in words.ends]))


def _moved_table(table: Table, by: int) -> Table:
    return replace(table, cells=tuple(replace(cell, span=cell.span.shifted(by)) for cell in table.cells))
