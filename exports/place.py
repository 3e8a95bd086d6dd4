"""Places on pages, notices and hidden text, as every form for programs writes them."""

from __future__ import annotations

from typing import Any

from assay.document import Document, Hidden, Notice, Page
from assay.geometry import Box

Form = dict[str, Any]


def fractions(box: Box | None, page: Page | None) -> list[float] | None:
    """Left, top, right, bottom as fractions of the displayed page from its top left; None where the format has no geometry."""
    if box is None or page is None or not page.width or not page.height:
        return None
    return [round(edge, 4) for edge in box.fractions(page.width, page.height)]


def notice_form(notice: Notice) -> Form:
    """Something a person should know about how the document was read."""
    return {"code": notice.code, "says": notice.says}


def hidden_form(hidden: Hidden, document: Document) -> Form:
    """Text that nobody sees, and where it lies: for a person who wants to know, never for a program to take values from."""
    box = fractions(hidden.box, document.page_of(hidden.part, hidden.page))
    return {"part": hidden.part, "page": hidden.page, "box": box, "why": hidden.why, "text": hidden.text}
