"""What all rules share in one document: each thing is worked out once, when the first rule asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from assay.document import Document
from extractors.rules.layout import Line, lay_out, visible_pages
from extractors.rules.sheet import Sheet, sheet_of
from extractors.rules.vocabulary import vocabulary_of
from schemas.schema import Schema
from schemas.types.base import Locale

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One document read for one schema."""

    document: Document
    schema: Schema
    locale: Locale
    _built: dict[Callable[[Reading], Any], Any] = field(default_factory=dict, repr=False)

    def once(self, build: Callable[[Reading], Built]) -> Built:
        """What `build` makes of this reading; made the first time it is asked for, and kept."""
        if build not in self._built:
            self._built[build] = build(self)
        return cast(Built, self._built[build])


def pages_of(reading: Reading) -> tuple[tuple[Line, ...], ...]:
    """The lines of each page that a person would see, for `Reading.once`."""
    return lay_out(reading.document)


def sheets_in(reading: Reading) -> tuple[Sheet, ...]:
    """The same pages with the labels of the schema, for `Reading.once`."""
    vocabulary, text = vocabulary_of(reading.schema), reading.document.text
    pages = zip(reading.once(pages_of), visible_pages(reading.document), strict=True)
    return tuple(sheet_of(lines, text, vocabulary, page.words) for lines, page in pages)
