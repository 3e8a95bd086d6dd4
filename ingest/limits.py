"""How much of a stranger's file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds, each checked before the work that it bounds. Sizes in bytes unless the name says otherwise."""

    file_bytes: int = 100_000_000
    text_chars: int = 20_000_000
    pdf_pages: int = 2_000
    attachments: int = 500
    unpacked_bytes: int = 200_000_000
    unpacked_ratio: int = 100
    zip_entries: int = 5_000
    json_depth: int = 200
    html_depth: int = 2_000
    xml_depth: int = 200
    mime_depth: int = 50


DEFAULT_LIMITS = Limits()
