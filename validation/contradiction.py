"""Whether the page contradicts what only embedded data says.

Who pays an invoice reads the page, a program that books it reads the data: neither may win unseen.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.candidate import Candidate
from assay.finding import Finding
from schemas.schema import Field
from validation.layout import Layout

# What a rule or the model found on the page counts from here on; a mere likeness among several does not.
LEAST_SURE = 0.5


def contradicted(field: Field, chosen: Candidate, rivals: Iterable[tuple[Candidate, float]], layout: Layout) -> tuple[Finding, ...]:
    """A finding for a value that a person cannot see when one that a person sees says something else.

    `rivals` come with how sure each makes us by itself.
    """
    if chosen.source.kind != "structured" or layout.place(chosen) or field.type is None:
        return ()
    seen = next((rival for rival, sure in rivals if sure >= LEAST_SURE and layout.place(rival)), None)
    if seen is None:
        return ()
    hidden, printed = field.type.display(chosen.value), field.type.display(seen.value)
    return (Finding(code="contradicted", says=f"The embedded data says {hidden}, the page says {printed}."),)
