"""Microdata and RDFa Lite of a web page, in the JSON form that the HTML standard gives microdata.

https://html.spec.whatwg.org/multipage/microdata.html#json, https://www.w3.org/TR/rdfa-lite/; `itemref` is not followed, and prefixes
and vocabularies of RDFa are left out: of `schema:name` the name is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

MEDIA_TYPE = "application/microdata+json"

_LONGEST_VALUE = 10_000
_ATTRIBUTES = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("data", "meter"), "value"),
    "meta": "content",
    "object": "data",
    "time": "datetime",
}

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spelling:
    """The attributes that begin an item, name its types and identity, and make an element a property of the item around it."""

    begins: str
    types: str
    identity: str
    names: str


MICRODATA = Spelling("itemscope", "itemtype", "itemid", "itemprop")
RDFA = Spelling("typeof", "typeof", "resource", "property")


def items_of(root: Any, spelling: Spelling = MICRODATA) -> list[Item]:
    """The items below an element that are no property of another, each `{type, id, properties}` with lists of values by name."""
    found: list[Item] = []
    within: list[tuple[Any, Item]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            if within and within[-1][0] is element:
                within.pop()
            continue
        item = _item(element, spelling)
        names = [name.rpartition(":")[2] if spelling is RDFA else name for name in str(element.get(spelling.names, "")).split()]
        if within:
            for name in names:
                within[-1][1]["properties"].setdefault(name, []).append(_value(element) if item is None else item)
        if item is not None:
            if not within or not names:
                found.append(item)
            within.append((element, item))
    return found


def _item(element: Any, spelling: Spelling) -> Item | None:
    if element.get(spelling.begins) is None:
        return None
    item: Item = {}
    if element.get(spelling.types):
        item["type"] = element.get(spelling.types).split()
    if element.get(spelling.identity):
        item["id"] = element.get(spelling.identity).strip()
    item["properties"] = {}
    return item


def _value(element: Any) -> str:
    """What a property says: the attribute that its kind of element keeps it in, else its text."""
    # Shops state machine-readable values in `content` on elements of every kind.
    written = element.get("content") or element.get(_ATTRIBUTES.get(element.tag, "content"))
    return written.strip() if written else " ".join("".join(_some_text(element)).split())


def _some_text(element: Any) -> Iterator[str]:
    length = 0
    for text in element.itertext():
        yield text
        length += len(text)
        if length > _LONGEST_VALUE:
            return
