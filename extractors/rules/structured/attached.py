"""The name of an attached file, where the document prints it or says what is attached."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from assay.span import Span
from extractors.rules.hit import Claimant, Hit
from extractors.rules.reading import Reading
from extractors.rules.structured.leaf import read_leaf


def read_attached(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """Names that fit, in the order of the parts; the text that a person reads comes before the metadata."""
    wanted, text = (claimant.rung.expression or "").lower(), reading.document.text
    for part in reading.document.parts[1:]:
        name = part.name.rpartition("/")[2]
        at = text.find(name) if fnmatchcase(name.lower(), wanted) else -1
        hit = read_leaf(claimant, Span(at, at + len(name)), name, reading.locale) if at >= 0 else None
        if hit is not None:
            yield hit
