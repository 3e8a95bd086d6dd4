"""Paths into structured data, checked before any document is read."""

from __future__ import annotations

_MAX_LENGTH = 2000
_SHOWN = 80


class PathError(Exception):
    """An XPath or JSONPath cannot be used."""

    def __init__(self, says: str, fix: str) -> None:
        super().__init__(says)
        self.says = says
        self.fix = fix


def check_xpath(expression: str) -> None:
    """Raises PathError for what is no XPath 1.0."""
    from lxml import etree  # noqa: PLC0415 - 40 ms that a schema without XML does not pay

    fix = "Write the elements from the outside in, as in `//SellerTradeParty/Name` or `//Total/@currency`."
    if len(expression) > _MAX_LENGTH:
        raise PathError(f"The XPath is longer than {_MAX_LENGTH} characters.", "Write several rungs.")
    try:
        etree.XPath(expression)
    except (etree.XPathError, ValueError):
        raise PathError(f"`{expression}` is not an XPath.", fix) from None


def check_jsonpath(expression: str) -> None:
    """Raises PathError for what is no JSONPath."""
    import jsonpath  # noqa: PLC0415 - 160 ms that a schema without JSON does not pay

    fix = "Write the names from the outside in after `$`, as in `$.invoice.number` or `$.items[*]`."
    if len(expression) > _MAX_LENGTH or not expression.strip().startswith(("$", "^")):
        raise PathError(f"`{expression[:_SHOWN]}` is not a JSONPath.", fix)
    try:
        jsonpath.compile(expression)
    except (jsonpath.JSONPathError, ValueError, RecursionError):
        raise PathError(f"`{expression[:_SHOWN]}` is not a JSONPath.", fix) from None


def check_css(selector: str) -> None:
    """Raises PathError for what is no CSS selector. An attribute may be named behind it: `meta[name="author"]@content`."""
    import cssselect  # noqa: PLC0415 - a schema without web pages does not pay for it

    fix = 'Write it as in a style sheet, as in `h1.title` or `meta[name="author"]@content`.'
    if len(selector) > _MAX_LENGTH:
        raise PathError(f"The selector is longer than {_MAX_LENGTH} characters.", fix)
    try:
        cssselect.HTMLTranslator().css_to_xpath(split_css(selector)[0])
    except (cssselect.SelectorError, RecursionError):
        raise PathError(f"`{selector[:_SHOWN]}` is not a CSS selector.", fix) from None


def split_css(selector: str) -> tuple[str, str | None]:
    """The selector proper, and the attribute that is named behind it; None for the element's text."""
    before, at, after = selector.rpartition("@")
    return (before.strip(), after.strip()) if at and "]" not in after and '"' not in after else (selector.strip(), None)
