"""Values from machine-readable parts: XPath over XML, JSONPath over JSON.

Every node and match is turned into its canonical path first; the part knows where the value of that path stands in the
document's text, and that text is what is parsed. Namespace prefixes in an XPath are decoration, because the tree has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

import jsonpath
from lxml import etree

from assay.candidate import Candidate
from assay.document import Document, Part
from assay.errors import DocumentError
from assay.span import Span
from assay.value import Money
from extractors.rules.hit import Claimant, Hit, claim
from extractors.rules.reading import Reading
from extractors.rules.structured.leaf import MACHINE, read_leaf
from ingest.metadata import MEDIA_TYPE as METADATA
from ingest.structure import parse_json, parse_xml, xml_path
from schemas.schema import Field, Rung, RungKind
from schemas.types.base import Locale

_LITERAL = re.compile(r"""("[^"]*"|'[^']*')""")
_PREFIX = re.compile(r"(?<![\w.-])[A-Za-z_][\w.-]*:(?=[A-Za-z_*])")


@dataclass(frozen=True, slots=True)
class Node:
    """A place in structured data: its canonical path, what to search below it, and the currency that it names itself."""

    path: str
    content: Any
    currency: str | None = None


class Tree(Protocol):
    """Structured data that can be searched. An expression that cannot be evaluated finds nothing: the linter says why."""

    def find(self, expression: str, below: Node | None = None) -> Iterator[Node]:
        """The nodes that the expression selects, in document order; relative to `below` when it is given."""


class XmlTree:
    """An XML part, without its namespaces."""

    def __init__(self, data: str) -> None:
        self._root = parse_xml(data)

    def find(self, expression: str, below: Node | None = None) -> Iterator[Node]:
        """See `Tree`."""
        path = _compiled_xpath(expression)
        if path is None:
            return
        try:
            found = path(self._root if below is None else below.content)
        except etree.XPathError:
            return
        for node in found if isinstance(found, list) else ():
            yield Node(xml_path(node), node, _currency_of(node))


class JsonTree:
    """A JSON part."""

    def __init__(self, data: str) -> None:
        self._root = parse_json(data)

    def find(self, expression: str, below: Node | None = None) -> Iterator[Node]:
        """See `Tree`. Below a row, `$` is the row."""
        path = _compiled_jsonpath(expression)
        if path is None:
            return
        try:
            for match in path.finditer(self._root if below is None else below.content):
                yield Node(match.path if below is None else below.path + match.path.removeprefix("$"), match.obj)
        except jsonpath.JSONPathError:
            return


@dataclass(frozen=True, slots=True)
class Source:
    """A part with its tree; `kind` is the kind of rung that reads it."""

    kind: RungKind
    part: Part
    tree: Tree


def sources_in(reading: Reading) -> tuple[Source, ...]:
    """Every part with machine-readable data that can be parsed, for `Reading.once`."""
    return tuple(source for part in reading.document.parts if part.data is not None and (source := _source(part, part.data)))


def _source(part: Part, data: str) -> Source | None:
    if part.media_type == METADATA:
        return None  # a file's own properties are asked for by `metadata`
    try:
        if "json" in part.media_type:
            return Source("json", part, JsonTree(data))
        if "xml" in part.media_type:
            return Source("xml", part, XmlTree(data))
    except DocumentError:
        return None  # the reader has said what is wrong with it
    return None


def read_structured(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """Hits of a field's `xml` or `json` rung, part by part."""
    rung = claimant.rung
    for source in reading.once(sources_in):
        if source.kind == rung.kind and rung.expression:
            yield from _hits(claimant, source, source.tree.find(rung.expression), reading.document, reading.locale)


def read_structured_rows(table: Field, rung: Rung, reading: Reading) -> list[Candidate]:
    """Cells of the rows that the table's rung selects, from the first part that has any."""
    for source in reading.once(sources_in):
        if source.kind == rung.kind and rung.expression:
            rows = list(source.tree.find(rung.expression))
            if rows:
                return list(_cells(table, source, rows, reading.document, reading.locale))
    return []


def _cells(table: Field, source: Source, rows: list[Node], document: Document, locale: Locale) -> Iterator[Candidate]:
    for number, row in enumerate(rows):
        for column in table.columns:
            for rung in column.rungs(source.kind):
                if column.type is None or rung.expression is None:
                    continue
                claimant = Claimant(field=column, rung=rung, type=column.type)
                hit = next(_hits(claimant, source, source.tree.find(rung.expression, row), document, locale), None)
                if hit is not None:
                    yield claim(claimant, column.path.replace("*", str(number), 1), hit, document.text)


def _hits(claimant: Claimant, source: Source, nodes: Iterator[Node], document: Document, locale: Locale) -> Iterator[Hit]:
    leaves: Mapping[str, Span] = source.part.leaves
    for node in nodes:
        span = leaves.get(node.path)
        if span is None:
            continue
        hit = read_leaf(claimant, span, document.quote(span), locale if source.kind == "json" else MACHINE)
        if hit is not None:
            yield _with_currency(hit, node.currency)


def _with_currency(hit: Hit, currency: str | None) -> Hit:
    if currency is None or not isinstance(hit.value, Money) or hit.value.currency is not None:
        return hit
    return replace(hit, value=Money(hit.value.amount, currency))


def _currency_of(node: Any) -> str | None:
    """The `currencyID` of an amount (CII, UBL)."""
    attributes = getattr(node, "attrib", None)
    return attributes.get("currencyID") if attributes is not None else None


@lru_cache(maxsize=1024)
def _compiled_xpath(expression: str) -> etree.XPath | None:
    try:
        return etree.XPath(without_prefixes(expression))
    except etree.XPathError:
        return None


@lru_cache(maxsize=1024)
def _compiled_jsonpath(expression: str) -> Any:
    try:
        return jsonpath.compile(expression)
    except jsonpath.JSONPathError:
        return None


def without_prefixes(expression: str) -> str:
    """An XPath without namespace prefixes: `//ram:ID[@schemeID='x:y']` is `//ID[@schemeID='x:y']`; axes and literals stay."""
    pieces = _LITERAL.split(expression)
    return "".join(piece if index % 2 else _PREFIX.sub("", piece) for index, piece in enumerate(pieces))
