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
    table_rows: int = 200_000
    table_cells: int = 2_000_000
    pixels: int = 50_000_000
    picture_pages: int = 500
    mailbox_messages: int = 10_000
    # What one child process may take. The memory is on top of what the libraries take; a file that makes no progress hangs.
    memory_bytes: int = 1 << 30
    progress_seconds: float = 30.0
    total_seconds: float = 120.0
    answer_bytes: int = 400_000_000
    # Recognising text is slow and counted by itself.
    recognition_page_seconds: float = 60.0
    recognition_seconds: float = 900.0
    recognition_pages: int = 300
    recognition_memory_bytes: int = 4 << 30


DEFAULT_LIMITS = Limits()
