"""Calendars (ICS): each event and task as lines `label: value`, with its times as they are written, and as linked data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from icalendar import Calendar, vDDDTypes

from assay.errors import DocumentError
from assay.span import Span
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.structure import quoted
from ingest.text.clean import clean, one_line
from ingest.text.encoding import decoded
from ingest.upload import Upload

_ENTRIES = ("VEVENT", "VTODO", "VJOURNAL")
_LABELS = {
    "SUMMARY": "Summary",
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "DURATION": "Duration",
    "RRULE": "Repeats",
    "LOCATION": "Location",
    "ORGANIZER": "Organiser",
    "ATTENDEE": "Attendee",
    "DESCRIPTION": "Description",
    "URL": "URL",
    "STATUS": "Status",
    "UID": "UID",
}
# What linked data calls the properties of an event.
_LINKED = {
    "SUMMARY": "name",
    "DTSTART": "startDate",
    "DTEND": "endDate",
    "LOCATION": "location",
    "ATTENDEE": "attendee",
    "DESCRIPTION": "description",
    "URL": "url",
}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?: UTC)?)?")
_TIMES = frozenset({"DTSTART", "DTEND", "DUE"})
_PEOPLE = frozenset({"ORGANIZER", "ATTENDEE"})
_PROPERTY = re.compile("[A-Za-z0-9-]+[;:]")
_BOUND = re.compile(r"(BEGIN|END):(V?[A-Z-]+)\s*", re.IGNORECASE)
_BETWEEN = "\n\n"
_MAILTO = re.compile("mailto:", re.IGNORECASE)


def read(upload: Upload, desk: Desk) -> Reading:
    """One page with a block for each entry, which is an `Event` of the part's data. An entry that is cut off is read as far as it goes.

    Raises `DocumentError` `corrupt_document` for what is no calendar.
    """
    lines = _mended(clean(decoded(upload.data)).strip().split("\n"))
    try:
        calendars = Calendar.from_ical("\r\n".join([*lines, *_missing_ends(lines)]), multiple=True)
    except ValueError as error:
        raise DocumentError("corrupt_document", "The calendar is not well formed.") from error
    page = _Page()
    for entry in (entry for calendar in calendars for entry in calendar.walk() if entry.name in _ENTRIES):
        page.add(entry)
        desk.progress()
    data = json.dumps(page.events, ensure_ascii=False)
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=(RawPage(text=page.text),), data=data, leaves=page.leaves),))


class _Page:
    """The entries so far: as text, as linked data, and where in the text each value of the data stands."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._end = 0
        self.events: list[dict[str, str]] = []
        self.leaves: dict[str, Span] = {}

    @property
    def text(self) -> str:
        """A block of lines for each entry."""
        return _BETWEEN.join(self._blocks)

    def add(self, entry: Any) -> None:
        """The next entry; one that says nothing is left out."""
        event = {"@type": "Event"}
        lines: list[str] = []
        start = self._end
        for name, label, value in _values(entry):
            said = _LINKED.get(name)
            moment = _MOMENT.match(value) if name in _TIMES else None
            stated = moment[0] if moment else value
            if said and said not in event:
                event[said] = stated
                at = start + len(label) + len(": ")
                self.leaves[f"$[{len(self.events)}][{quoted(said)}]"] = Span(at, at + len(stated))
            lines.append(f"{label}: {value}")
            start += len(lines[-1]) + 1
        if lines:
            self.events.append(event)
            self._blocks.append("\n".join(lines))
            self._end += len(self._blocks[-1]) + len(_BETWEEN)


def _mended(lines: list[str]) -> list[str]:
    """The lines; one that begins no property is taken for a line of the value before, which some programs do not escape."""
    mended: list[str] = []
    for line in lines:
        if line.startswith((" ", "\t")) or _PROPERTY.match(line):
            mended.append(line)
        elif mended and not _BOUND.fullmatch(mended[-1]):
            mended.append(f" \\n{line}")
    return mended


def _missing_ends(lines: list[str]) -> Iterator[str]:
    """The ends of what was begun: a file that is cut off lacks them, and its entries would be lost."""
    begun: list[str] = []
    for line in lines:
        found = _BOUND.fullmatch(line)
        if found and found[1].upper() == "BEGIN":
            begun.append(found[2])
        elif found and begun:
            begun.pop()
    return (f"END:{name}" for name in reversed(begun))


def _values(entry: Any) -> Iterator[tuple[str, str, str]]:
    """Name, label and what is shown of each property that says something."""
    for name, label in _LABELS.items():
        found = entry.get(name, [])
        for value in found if isinstance(found, list) else [found]:
            shown = _shown(name, value)
            if shown:
                yield name, label, shown


def _shown(name: str, value: Any) -> str:
    if name in _TIMES and isinstance(value, vDDDTypes):
        return _time(value)
    if name in _PEOPLE:
        return _person(value)
    if name == "DESCRIPTION":
        return clean(str(value)).strip()
    return one_line(value.to_ical().decode("utf-8", "replace") if name in ("RRULE", "DURATION") else str(value))


def _time(value: Any) -> str:
    """Year-month-day, the time of day if there is one, and the zone as the file names it."""
    moment = value.dt
    if not isinstance(moment, datetime):
        return moment.isoformat() if isinstance(moment, date) else str(moment)
    zone = value.params.get("TZID") or ("UTC" if moment.tzinfo else "")
    return f"{moment:%Y-%m-%d %H:%M} {one_line(str(zone))}".strip()


def _person(value: Any) -> str:
    """Name and address, as mail writes them."""
    address, name = _MAILTO.sub("", one_line(str(value))), one_line(str(getattr(value, "params", {}).get("CN", "")))
    return f"{name} <{address}>" if name and name != address else address
