"""Microdata of a web page, in the JSON form that the HTML standard gives it.

https://html.spec.whatwg.org/multipage/microdata.html#json; `itemref` is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def items_of(root: Any) -> list[Item]:
    """The items below an element that are no property of another, each `{type, id, properties}` with lists of values by name."""
    found: list[Item] = []
    within: list[tuple[Any, Item]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            if within and within[-1][0] is element:
                within.pop()
            continue
        item = _item(element)
        names = str(element.get("itemprop", "")).split()
        if within:
            for name in names:
                within[-1][1]["properties"].setdefault(name, []).append(_value(element) if item is None else item)
        if item is not None:
            if not within or not names:
                found.append(item)
            within.append((element, item))
    return found


def _item(element: Any) -> Item | None:
    if element.get("itemscope") is None:
        return None
    item: Item = {}
    if element.get("itemtype"):
        item["type"] = element.get("itemtype").split()
    if element.get("itemid"):
        item["id"] = element.get("itemid").strip()
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
