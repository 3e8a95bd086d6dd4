"""HTML: the text that a browser would show, tables laid out in columns. Nothing is fetched and no script runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

from assay.errors import DocumentError
from ingest.clean import clean
from ingest.encoding import decoded
from ingest.layout import Cell, table_lines
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.upload import Upload

_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)""",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")  # of XHTML, about which Beautiful Soup would warn
_DECLARED_WITHIN = 4_096

_UNSEEN = frozenset({"head", "script", "style", "template", "noscript", "object", "iframe", "svg", "audio", "video", "canvas", "datalist"})
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size\s*:\s*0(?:px|pt|em|%)?|opacity\s*:\s*0)\s*(?:;|$)",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    {
        *("html", "body", "main", "header", "footer", "nav", "section", "article", "aside", "address", "div", "p", "pre", "hr", "br"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "menu", "dir", "blockquote", "center", "figure"),
        *("figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "form", "fieldset", "legend", "details", "summary", "dialog"),
    }
)
_APART = frozenset({"button", "input", "label", "option", "select", "textarea"})
_CELLS = frozenset({"td", "th"})
_VERBATIM = frozenset({"pre", "textarea"})
_INPUTS_WITHOUT_TEXT = frozenset({"hidden", "checkbox", "radio", "image", "file", "password", "color", "range"})
_SPACES = re.compile(r"[ \t\n\f]+")
_WIDEST_SPAN = 100
_LONGEST_CELL = 400


def read(upload: Upload, desk: Desk) -> Reading:
    """One part with the visible text."""
    declared = _DECLARED.search(upload.data[:_DECLARED_WITHIN])
    name = (declared[1] or declared[2]).decode("ascii") if declared else None
    markup = _XML_DECLARATION.sub("", clean(decoded(upload.data, declared=name)))
    # Cleaned again: character references bring back what the markup no longer holds.
    text = clean(_Walk(desk.limits.html_depth).text(BeautifulSoup(markup, "lxml")))
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=(RawPage(text=text),)),))


@dataclass(slots=True, eq=False)
class _Flow:
    """Text as it runs: the lines done, and the pieces of the one being written, with their spaces as they are where it is `verbatim`."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    verbatim: bool = False

    def add(self, text: str) -> None:
        """Text in which white space only parts words."""
        self.pieces.append(_SPACES.sub(" ", text))

    def add_verbatim(self, text: str) -> None:
        """Text whose spaces and line ends are meant."""
        first, *others = text.split("\n")
        self.pieces.append(first)
        self.verbatim = True
        for line in others:
            self.lines.append("".join(self.pieces).rstrip())
            self.pieces = [line]

    def end_line(self) -> None:
        """Begin a new line, unless this one is empty."""
        joined = "".join(self.pieces)
        line = joined.rstrip() if self.verbatim else _SPACES.sub(" ", joined).strip()
        if line:
            self.lines.append(line)
        self.pieces, self.verbatim = [], False

    def text(self) -> str:
        """All of it."""
        self.end_line()
        return "\n".join(self.lines).strip("\n")


@dataclass(slots=True, eq=False)
class _Table:
    rows: list[list[Cell]] = field(default_factory=list)
    # A table that holds tables or long passages arranges a page and is read cell by cell.
    arranges_page: bool = False

    def add(self, text: str, tag: Tag) -> None:
        """A cell's text at the end of the row."""
        if not self.rows:
            self.rows.append([])
        self.arranges_page = self.arranges_page or len(text) > _LONGEST_CELL
        self.rows[-1].append(Cell(text if text.strip() else "", columns=_span(tag, "colspan"), rows=_span(tag, "rowspan")))

    def lines(self) -> list[str]:
        """The table as lines of text."""
        if self.arranges_page:
            return [line for row in self.rows for cell in row if cell.text for line in cell.text.split("\n")]
        return table_lines(self.rows)


class _Walk:
    """Goes through a tree in document order, without recursion: pages can be nested thousands deep."""

    def __init__(self, depth: int) -> None:
        self._limit = depth
        self._flows = [_Flow()]
        self._tables: list[_Table] = []
        self._verbatim = 0

    def text(self, root: Tag) -> str:
        """The visible text below the root. Raises `DocumentError` `nesting_limit`."""
        stack = [(root, iter(root.contents))]
        while stack:
            tag, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._close(tag)
            elif isinstance(child, Tag):
                if len(stack) > self._limit:
                    raise DocumentError("nesting_limit", f"The page is nested deeper than {self._limit:,} levels.")
                if _is_seen(child):
                    self._open(child)
                    stack.append((child, iter(child.contents)))
            elif not isinstance(child, PreformattedString):  # comments, declarations
                (self._flow.add_verbatim if self._verbatim else self._flow.add)(str(child))
        return self._flow.text()

    @property
    def _flow(self) -> _Flow:
        return self._flows[-1]

    def _open(self, tag: Tag) -> None:
        self._separate(tag.name)
        self._verbatim += tag.name in _VERBATIM
        if tag.name == "table":
            if self._tables:
                self._tables[-1].arranges_page = True
            self._tables.append(_Table())
        elif tag.name == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag.name in _CELLS and self._tables:
            self._flows.append(_Flow())
        elif tag.name == "input" and str(tag.get("type", "text")).lower() not in _INPUTS_WITHOUT_TEXT:
            self._flow.add(str(tag.get("value", "")))

    def _close(self, tag: Tag) -> None:
        self._verbatim -= tag.name in _VERBATIM
        if tag.name == "table":
            table = self._tables.pop()
            self._flow.end_line()
            self._flow.lines.extend(table.lines())
        elif tag.name in _CELLS and self._tables:
            self._tables[-1].add(self._flows.pop().text(), tag)
        else:
            self._separate(tag.name)

    def _separate(self, name: str) -> None:
        if name in _BLOCKS:
            self._flow.end_line()
        elif name in _APART:
            self._flow.add(" ")


def _is_seen(tag: Tag) -> bool:
    style = tag.get("style")
    return tag.name not in _UNSEEN and not tag.has_attr("hidden") and not (style and _UNSEEN_STYLE.search(str(style)))


def _span(tag: Tag, name: str) -> int:
    written = str(tag.get(name, "1")).strip()
    return min(max(int(written), 1), _WIDEST_SPAN) if written.isascii() and written.isdigit() and len(written) < 6 else 1
