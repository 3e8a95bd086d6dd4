"""What a web page says of itself in its head: title, language, canonical address, and its `<meta>` names and properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def metadata_of(roots: Sequence[Any]) -> dict[str, str]:
    """The first value of each name; `<meta>` names are in lower case."""
    found: dict[str, str] = {}
    for name, value in (pair for root in roots for pair in _said(root)):
        if value.strip():
            found.setdefault(name, value)
    return found


def _said(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.iter("html", "title", "meta", "link"):
        match element.tag:
            case "html":
                yield "language", element.get("lang") or element.get("xml:lang") or ""
            case "title" if element.getparent() is None or element.getparent().tag != "svg":
                yield "title", element.text or ""
            case "link" if "canonical" in element.get("rel", "").lower().split():
                yield "canonical", element.get("href", "")
            case "meta":
                name = element.get("property") or element.get("name") or element.get("http-equiv") or ""
                yield _NAMES.get(name.strip().lower(), name.strip().lower()), element.get("content", "")


_NAMES = {"content-language": "language"}
