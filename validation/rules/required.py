"""`required`: a field that must be there and is not."""

from __future__ import annotations

from assay.finding import Finding
from schemas.schema import Field


def required(field: Field) -> tuple[Finding, ...]:
    """The finding of a field for which nothing was found; none when the schema does not ask for it."""
    if not field.required:
        return ()
    return (Finding(code="required", says="Required, and not found in the document."),)
