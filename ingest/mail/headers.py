"""The headers of a mail taken apart, for programs: persons by name and address, the date in ISO form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.utils import getaddresses, parsedate_to_datetime

UNSHOWN = ("Message-ID", "In-Reply-To", "Reply-To")
_PEOPLE = frozenset({"from", "to", "cc", "reply-to"})


def said_by(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first value of each header in lower case, and of persons the first one's: `from`, `from.name`, `from.address`."""
    said: dict[str, str] = {}
    for name, value in (pair for header, text in headers for pair in _of_header(header.lower(), text)):
        if value:
            said.setdefault(name, value)
    return said


def _of_header(header: str, text: str) -> Iterator[tuple[str, str]]:
    yield header, _iso(text) if header == "date" else text
    if header in _PEOPLE:
        name, address = next(iter(getaddresses([text])), ("", ""))
        yield f"{header}.name", name
        yield f"{header}.address", address if "@" in address else ""


def _iso(date: str) -> str:
    """The date with time and zone; as it is written where it is damaged."""
    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, OverflowError):
        return date
