"""What a PDF says of itself in its information dictionary."""

from __future__ import annotations

import re

import pypdfium2 as pdfium

# Programs and their versions are left out: they say nothing of the document.
_NAMES = {"Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords"}
_DATES = {"CreationDate": "created", "ModDate": "modified"}
_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?(?:(\d{2})(\d{2})(\d{2})?)?")


def information_of(document: pdfium.PdfDocument) -> dict[str, str]:
    """Title, author, subject, keywords, and in ISO form when it was created and modified; those that have a value."""
    said = {name: _value(document, key) for key, name in _NAMES.items()}
    said.update({name: _iso(_value(document, key)) for key, name in _DATES.items()})
    return {name: value for name, value in said.items() if value}


def _value(document: pdfium.PdfDocument, key: str) -> str:
    try:
        return str(document.get_metadata_value(key))
    except UnicodeDecodeError:
        return ""  # half a character


def _iso(date: str) -> str:
    """`D:20240312091500+01'00'` is `2024-03-12T09:15:00`; empty for what is no such date. The zone is left out: it is often wrong."""
    found = _DATE.match(date)
    if found is None:
        return ""
    year, month, day, hour, minute, second = found.groups()
    time = f"T{hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month or '01'}-{day or '01'}{time}"
