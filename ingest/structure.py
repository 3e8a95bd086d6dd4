"""XML and JSON: parsed safely, and every leaf under one canonical path.

Both sides of a value use these paths: a reader says where in the document's text the value of a path stands
(`Part.leaves`), a rule asks for the path of the node that its expression selected.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NoReturn

from lxml import etree

from assay.errors import DocumentError
from assay.span import Span
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.readers.base import no_progress
from ingest.text.clean import clean

_TOLD_EVERY = 10_000  # leaves
_INT_DIGITS = 1_000  # Python refuses to turn longer ones into an int
# What may stand before a document type; it does not give back what it took, so that no text makes it slow.
_PROLOG = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_PREDICATE = re.compile(r"\[\d+\]")
_JSON_STEP = re.compile(r"\[(?:'((?:[^'\\]|\\.)*)'|(\d+))\]")


def parse_xml(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Any:
    """The root element without namespaces: tags and attributes carry local names only. Comments and instructions are dropped.

    No entity is expanded and nothing is fetched. Raises `DocumentError`: `dangerous_content` for a document type
    definition (DTD), `nesting_limit` or `corrupt_document`.
    """
    if text.startswith("<!DOCTYPE", _prolog_end(text)):
        raise _declares_type()
    parser = etree.XMLParser(
        encoding="utf-8",  # wins over the declaration, which was true of the bytes and is not of this text
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in (error.msg or "").lower():
            raise _too_deep(limits.xml_depth) from error
        raise DocumentError("corrupt_document", f"The XML is not well formed (line {error.lineno}).") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declares_type()
    _strip_namespaces(root, limits)
    return root


def _prolog_end(text: str) -> int:
    found = _PROLOG.match(text)
    return found.end() if found else 0


def _declares_type() -> DocumentError:
    return DocumentError("dangerous_content", "The XML declares a document type (DTD), which is refused.")


def _strip_namespaces(root: Any, limits: Limits) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.xml_depth:
            raise _too_deep(limits.xml_depth)
        if event == "start":
            element.tag = etree.QName(element).localname
            for name in [name for name in element.attrib if name.startswith("{")]:
                element.attrib[etree.QName(name).localname] = element.attrib.pop(name)
    etree.cleanup_namespaces(root)


def _too_deep(limit: int) -> DocumentError:
    return DocumentError("nesting_limit", f"The data is nested deeper than {limit} levels.")


def xml_path(node: Any) -> str:
    """The canonical path of an element, or of an attribute or text that an XPath selected: `/Invoice/Line[2]/Amount/@currencyID`."""
    if isinstance(node, etree._Element):
        return str(node.getroottree().getpath(node))
    path = xml_path(node.getparent())
    return f"{path}/@{node.attrname}" if node.is_attribute else path


def xml_leaves(root: Any) -> Iterator[tuple[str, str]]:
    """Path and text of every attribute and of every element that holds text, in document order; blank ones are left out.

    An element with text between its children is one leaf: its whole text.
    """
    stack = [(root, f"/{root.tag}")]
    while stack:
        element, path = stack.pop()
        yield from ((f"{path}/@{name}", value.strip()) for name, value in element.attrib.items() if value.strip())
        children = list(element)
        mixed = any(child.tail and child.tail.strip() for child in children)
        text = "".join(element.itertext()) if mixed else element.text or ""
        if text.strip():
            yield path, text.strip()
        if not mixed:
            stack.extend(reversed(list(zip(children, _child_paths(path, children), strict=True))))


def _child_paths(path: str, children: list[Any]) -> Iterator[str]:
    """Siblings of one name are numbered from 1, an only one is not."""
    total = Counter(child.tag for child in children)
    seen: Counter[str] = Counter()
    for child in children:
        seen[child.tag] += 1
        yield f"{path}/{child.tag}[{seen[child.tag]}]" if total[child.tag] > 1 else f"{path}/{child.tag}"


def parse_json(text: str) -> Any:
    """The JSON value; numbers with a point or exponent are `Decimal`, so that `10.50` stays `10.50`.

    Raises `DocumentError`: `corrupt_document` (NaN and Infinity included) or `nesting_limit`.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_int=_integer, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise DocumentError("corrupt_document", f"The JSON is not well formed (line {error.lineno}, column {error.colno}).") from error
    except InvalidOperation as error:
        raise DocumentError("corrupt_document", "The JSON holds a number that is too large.") from error
    except RecursionError as error:
        raise DocumentError("nesting_limit") from error


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _INT_DIGITS else Decimal(digits)


def _no_number(name: str) -> NoReturn:
    raise DocumentError("corrupt_document", f"The JSON holds {name}, which is no JSON number.")


def json_leaves(value: Any, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[tuple[str, str]]:
    """Path and text of every string, number and boolean, in document order; null and blank strings are left out.

    Paths are those of RFC 9535: `$['items'][0]['price']`. Raises `DocumentError` `nesting_limit`.
    """
    stack = [("$", value, 0)]
    while stack:
        path, found, depth = stack.pop()
        if depth > limits.json_depth:
            raise _too_deep(limits.json_depth)
        if isinstance(found, dict):
            stack.extend((f"{path}[{quoted(key)}]", child, depth + 1) for key, child in reversed(found.items()))
        elif isinstance(found, list):
            stack.extend((f"{path}[{index}]", found[index], depth + 1) for index in range(len(found) - 1, -1, -1))
        elif text := _scalar(found):
            yield path, text


@lru_cache(4096)
def quoted(key: str) -> str:
    """A member's name as RFC 9535, section 2.7, writes it in a normalized path."""
    inner = json.dumps(key, ensure_ascii=False)[1:-1]
    return "'" + inner.replace('\\"', '"').replace("'", "\\'") + "'"


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def xml_label(path: str) -> str:
    """What a leaf's line begins with: its name and its parent's (`SellerTradeParty/Name`)."""
    return "/".join(_PREDICATE.sub("", path).split("/")[-2:]).lstrip("/")


def json_label(path: str) -> str:
    """What a leaf's line begins with: its path without quotes (`items[0].price`)."""
    steps = (f"[{index}]" if index else f".{name}" for name, index in _JSON_STEP.findall(path))
    return "".join(steps).lstrip(".")


def leaf_lines(leaves: Iterable[tuple[str, str, str]], *, progress: Callable[[], None] = no_progress) -> tuple[str, dict[str, Span]]:
    """Lines `label: value` of (path, label, value), and where each path's value stands in them."""
    lines: list[str] = []
    places: dict[str, Span] = {}
    start = 0
    for path, label, value in leaves:
        if len(lines) % _TOLD_EVERY == 0:
            progress()
        head, shown = f"{clean(label)}: " if label else "", clean(value).strip()
        places[path] = Span(start + len(head), start + len(head) + len(shown))
        lines.append(head + shown)
        start = places[path].end + 1
    return "\n".join(lines), places
