"""All tables of a page, from top to bottom."""

from __future__ import annotations

from assay.document import Words
from ingest.readers.base import RawTable
from ingest.tables.ruled import ruled_tables
from ingest.tables.rulings import Rulings
from ingest.tables.unruled import unruled_tables


def tables_of(words: Words, rulings: Rulings) -> tuple[RawTable, ...]:
    """First those that lines are drawn around, then those among the other words that gaps show."""
    ruled = [*ruled_tables(words, rulings)]
    taken = [cell.span for table in ruled for cell in table.cells]
    skipped = frozenset(
        index for index in range(len(words)) if any(span.start <= words.starts[index] and words.ends[index] <= span.end for span in taken)
    )
    return tuple(sorted([*ruled, *unruled_tables(words, skipped)], key=lambda table: table.box.top if table.box else 0.0))
