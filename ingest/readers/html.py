"""HTML: the text that a browser would show, tables laid out in columns, and the data embedded in the page.

Nothing is fetched and no script runs.

The walk is over lxml's own tree: making Beautiful Soup's of it costs ten times what reading it does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from assay.document import Notice
from assay.errors import DocumentError
from ingest.limits import Limits
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.structure import json_label, json_leaves, leaf_lines, parse_json
from ingest.text.colour import WHITE
from ingest.text.encoding import decoded
from ingest.text.flow import Flow, TableFlow, Unseen
from ingest.upload import Upload
from ingest.web import microdata
from ingest.web.head import metadata_of
from ingest.web.styles import Look, Stylesheet

JSON_LD = "application/ld+json"

_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4_096
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
# A tag with so many attributes is no page's: the parser compares each with all before it.
_CROWDED = re.compile(r"<[A-Za-z][^<>]{100000,}")
_MOST_ATTRIBUTES = 10_000
_DEEPEST = 2_000  # the parser stops at 2,048 and says nothing
_CONTROLS = re.compile("[\x00-\x1f]+")
_WRAPPING = re.compile(r"\A\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*\Z")

_UNSEEN = frozenset(
    {
        *("head", "title", "script", "style", "template", "noscript", "object", "iframe", "audio", "video", "canvas", "datalist"),
        *("desc", "metadata", "defs", "symbol"),  # of drawings (SVG), whose other text is shown
    }
)
_BLOCKS = frozenset(
    {
        *("html", "body", "main", "header", "footer", "nav", "section", "article", "aside", "address", "div", "p", "pre", "hr", "br"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "menu", "dir", "blockquote", "center", "figure"),
        *("figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "form", "fieldset", "legend", "details", "summary", "dialog"),
    }
)
_APART = frozenset({"button", "input", "label", "option", "select", "textarea", "text"})
_CELLS = frozenset({"td", "th"})
_VERBATIM = frozenset({"pre", "textarea"})
_INPUTS_WITHOUT_TEXT = frozenset({"hidden", "checkbox", "radio", "image", "file", "password", "color", "range"})
# Browsers give these colours of their own, which are not known here.
_OWN_COLOURS = {
    "a": {"color": "auto"},
    **{tag: {"color": "auto", "background-color": "auto"} for tag in ("mark", "button", "input", "select", "textarea")},
}
_WHOLE_PAGE = frozenset({"html", "body"})
_HIDING = frozenset({"display", "opacity", "visibility"})
_WIDEST_SPAN = 100
_LONGEST_CELL = 400
_PROGRESS_EACH = 10_000

_CLOSED_SCRIPT = re.compile(r"(<script\b[^<>]*)/>", re.IGNORECASE)
_SCRIPT = re.compile(r"</?script\b", re.IGNORECASE)


def read(upload: Upload, desk: Desk) -> Reading:
    """The main part with the visible text, then a part for each JSON-LD, and for all microdata and RDFa; the head says the metadata.

    Embedded data that is damaged becomes a notice. Raises `DocumentError`: `nesting_limit`, `too_complex`.
    """
    markup = _markup(upload.data)
    roots = _roots(markup)
    walk = _Walk(desk, _styles(roots))
    for root in roots:
        walk.go(root)
    parts, notices = _embedded(roots, desk.limits)
    main = RawPart(media_type=desk.media_type, pages=(walk.page(),), data=markup)
    return Reading(parts=(main, *parts), notices=notices, metadata=metadata_of(roots))


def _markup(data: bytes) -> str:
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    name = (declared[1] or declared[2]).decode("ascii") if declared else None
    return _opened_scripts(_XML_DECLARATION.sub("", decoded(data, declared=name).replace("\0", "")))


def _opened_scripts(markup: str) -> str:
    """`<script/>` does not end a script in HTML: a browser reads on to its `</script>`, and the parser would show the program as text."""
    return _CLOSED_SCRIPT.sub(lambda found: f"{found[1]}>" if _goes_on(markup, found.end()) else found[0], markup)


def _goes_on(markup: str, start: int) -> bool:
    """Whether an end of a script stands before the next one begins."""
    end = _SCRIPT.search(markup, start)
    return end is not None and end[0].startswith("</")


def _roots(markup: str) -> list[Any]:
    """The page's trees: what stands behind the end of the page begins another. Raises `DocumentError`: `nesting_limit`, `too_complex`."""
    if any(len(tag[0].split()) > _MOST_ATTRIBUTES for tag in _CROWDED.finditer(markup)):
        raise DocumentError("too_complex", f"A tag of the page has more than {_MOST_ATTRIBUTES:,} attributes.")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    first = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    if any("depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise _too_deep(_DEEPEST)
    return [] if first is None else [first, *first.itersiblings()]


def _too_deep(limit: int) -> DocumentError:
    return DocumentError("nesting_limit", f"The page is nested deeper than {limit:,} levels.")


def _styles(roots: list[Any]) -> Stylesheet:
    sheets: list[str] = []
    complete = True
    for element in (element for root in roots for element in root.iter("style", "link")):
        if element.tag == "link":
            complete = complete and "stylesheet" not in element.get("rel", "").lower()
        elif element.get("media", "all").strip().lower() in ("", "all", "screen"):
            sheets.append(element.text or "")
    return Stylesheet(sheets, complete=complete and not any("@import" in sheet for sheet in sheets))


def _embedded(roots: list[Any], limits: Limits) -> tuple[tuple[RawPart, ...], tuple[Notice, ...]]:
    """The page's data as parts of their own, and what could not be read of it."""
    parts: list[RawPart] = []
    notices: list[Notice] = []
    for name, media_type, source in _sources(roots):
        try:
            parts.append(_data_part(name, media_type, source, limits))
        except DocumentError as error:
            notices.append(Notice(code="attachment_failed", says=f"The page's embedded data ({name}) was not read: {error.says}"))
    return tuple(parts), tuple(notices)


def _sources(roots: list[Any]) -> Iterator[tuple[str, str, str]]:
    """Name, media type and source text of each piece of embedded data."""
    for script in (script for root in roots for script in root.iter("script")):
        if script.get("type", "").partition(";")[0].strip().lower() == JSON_LD and (script.text or "").strip():
            # Line ends inside of strings are common there, and no JSON; everywhere else they are as good as spaces.
            yield "json-ld", JSON_LD, _CONTROLS.sub(" ", _WRAPPING.sub("", script.text)).strip()
    for name, spelling in (("microdata", microdata.MICRODATA), ("rdfa", microdata.RDFA)):
        told = (root for root in roots if root.find(f".//*[@{spelling.begins}]") is not None)
        items = [item for root in told for item in microdata.items_of(root, spelling)]
        if items:
            yield name, microdata.MEDIA_TYPE, json.dumps({"items": items}, ensure_ascii=False)


def _data_part(name: str, media_type: str, source: str, limits: Limits) -> RawPart:
    found = json_leaves(parse_json(source), limits=limits)
    text, leaves = leaf_lines((path, json_label(path), shown) for path, shown in found)
    return RawPart(media_type=media_type, pages=(RawPage(text=text),), name=name, embedded=True, data=source, leaves=leaves)


class _Walk:
    """Goes through a tree in document order, without recursion: pages can be nested thousands deep."""

    def __init__(self, desk: Desk, styles: Stylesheet) -> None:
        self._flow = Flow()
        self._unseen = Unseen()
        self._limit = min(desk.limits.html_depth, _DEEPEST)
        self._progress = desk.progress
        self._places = desk.tables
        self._looks = _Looks(styles)
        self._outer: list[Flow] = []
        self._tables: list[TableFlow] = []
        self._verbatim = 0

    def go(self, root: Any) -> None:
        """Take up the text below the root. Raises `DocumentError` `nesting_limit`."""
        stack = [(root, iter((root,)), self._looks.canvas)]
        count = 0
        while stack:
            element, children, look = stack[-1]
            child = next(children, None)
            if child is not None:
                inner = self._entered(child, look)
                if inner is not None:
                    stack.append((child, iter(child), inner))
                count += 1
                if count % _PROGRESS_EACH == 0:
                    self._progress()
            else:
                stack.pop()
                if stack:
                    self._close(element)
                    self._say(element.tail, stack[-1][2])
            if len(stack) > self._limit:
                raise _too_deep(self._limit)
        self._flow.end_line()

    def page(self) -> RawPage:
        """All that was taken up."""
        self._flow.trim()
        return RawPage(text=self._flow.text(), hidden=self._unseen.raw_hidden(), tables=tuple(self._flow.raw_tables()))

    def _entered(self, element: Any, outer: Look) -> Look | None:
        """How the element looks whose beginning was taken up; None for one that is not to be entered."""
        if element.tag in _UNSEEN:
            self._say(element.tail, outer)
            return None
        look = self._looks.of(element, outer)
        if look.gone:
            self._unseen.add(look.gone, _whole_text(element))
            self._say(element.tail, outer)
            return None
        self._open(element)
        self._say(element.text, look)
        return look

    def _say(self, text: str | None, look: Look) -> None:
        if not text:
            return
        why = look.why
        if why is not None:
            self._unseen.add(why, text)
            return
        if not text.isspace():
            self._unseen.end()
        if self._verbatim:
            self._flow.add_verbatim(text.replace("\r\n", "\n"))
        else:
            self._flow.add(text)

    def _open(self, element: Any) -> None:
        tag = element.tag
        self._separate(tag)
        if tag in _VERBATIM:
            self._verbatim += 1
        elif tag == "table":
            self._tables.append(TableFlow(places=self._places, longest_cell=_LONGEST_CELL))
        elif tag == "tr" and self._tables:
            self._tables[-1].add_row()
        elif tag in _CELLS and self._tables:
            self._outer.append(self._flow)
            self._flow = Flow()
        elif tag == "input" and element.get("type", "text").lower() not in _INPUTS_WITHOUT_TEXT:
            self._flow.add(element.get("value", ""))

    def _close(self, element: Any) -> None:
        tag = element.tag
        if tag in _VERBATIM:
            self._verbatim -= 1
        if tag == "table":
            self._tables.pop().lay_into(self._flow)
        elif tag in _CELLS and self._tables:
            inner, self._flow = self._flow, self._outer.pop()
            inner.trim()
            self._tables[-1].add(inner, columns=_span(element, "colspan"), rows=_span(element, "rowspan"))
        else:
            self._separate(tag)

    def _separate(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flow.end_line()
            self._unseen.add_break()
        elif tag in _APART:
            self._flow.add(" ")


class _Looks:
    """How elements look; pages use few styles for many elements."""

    def __init__(self, styles: Stylesheet) -> None:
        self._styles = styles
        self._known: dict[tuple[Any, ...], Look] = {}
        self.canvas = Look(background=WHITE if styles.complete else None)

    def of(self, element: Any, outer: Look) -> Look:
        """How the text of an element inside of `outer` looks."""
        tag = element.tag
        attributes = element.keys()
        if not attributes and not self._styles and tag not in _OWN_COLOURS:
            return outer
        hints = _hints(element) if attributes else ()
        names = (tag, element.get("class", ""), element.get("id", ""), element.get("style", ""))
        key = (outer, names, hints)
        look = self._known.get(key)
        if look is None:
            said = {**_OWN_COLOURS.get(tag, {}), **dict(hints), **self._styles.said_of(*names)}
            if tag in _WHOLE_PAGE:
                # Pages hide all of themselves until their scripts have run.
                said = {name: value for name, value in said.items() if name not in _HIDING}
            look = self._known[key] = outer.styled(said) if said else outer
        return look


def _hints(element: Any) -> tuple[tuple[str, str], ...]:
    """What attributes of their own say as CSS."""
    found: list[tuple[str, str]] = []
    if element.get("hidden") is not None:
        found.append(("display", "none"))
    for attribute, name in (("bgcolor", "background-color"), ("color", "color"), ("text", "color"), ("background", "background-image")):
        value = element.get(attribute)
        if value is not None:
            found.append((name, f"url({value})" if attribute == "background" else value.lower()))
    return tuple(found)


def _whole_text(element: Any) -> str:
    """All text of an element that is not displayed, without what is never text."""
    pieces = [element.text or ""] if element.tag not in _UNSEEN else []
    for inner in element.iterdescendants():
        if inner.tag not in _UNSEEN:
            pieces.append(inner.text or "")
        pieces.append(inner.tail or "")
    return " ".join(pieces)


def _span(cell: Any, name: str) -> int:
    written = cell.get(name, "1").strip()
    return min(max(int(written), 1), _WIDEST_SPAN) if written.isascii() and written.isdigit() and len(written) < 6 else 1
