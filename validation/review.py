"""What the schema sends to a person whatever the machine thinks: by lot, and where one of its conditions is true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from assay.document import Document, Notice
from assay.finding import Finding
from assay.value import Value
from schemas.expression import Expression
from schemas.schema import Field, Schema
from validation.check import Scope, document_scope
from validation.stored import Facts

AUDITED = "audited"
ALWAYS = "always_reviewed"

DRAWN = Notice(code=AUDITED, says="The document was drawn by lot to be read whole: this is how it is known that what is accepted is right.")


def with_lot(document: Document, schema: Schema) -> Document:
    """The document, with a notice when it is drawn for an audit.

    The lot is thrown before anything is found, and is the same each time: it depends on the schema's name and the document's id alone.
    """
    drawn = schema.review.audit > 0 and lot(schema.name, document.id) < schema.review.audit
    return replace(document, notices=(*document.notices, DRAWN)) if drawn and not is_audited(document) else document


def lot(salt: str, document: str) -> float:
    """A number in [0, 1), even over documents: SHA-256 of both, as a share of all that it can be."""
    return int.from_bytes(hashlib.sha256(f"{salt}\n{document}".encode()).digest()[:6]) / 2**48


def is_audited(document: Document) -> bool:
    """Whether it was drawn."""
    return any(notice.code == AUDITED for notice in document.notices)


def reviewed(
    document: Document, schema: Schema, values: Mapping[str, Value], known: Facts, asked: Iterable[tuple[str, Field]]
) -> dict[str, tuple[Finding, ...]]:
    """For each of the pointers that are asked about why a person looks there; `values` are those that were found.

    A condition is about values; a lot is about the whole document, so that a person also sees what was not found.
    """
    fired = tuple(_fired(schema, document_scope(schema, values, known)))
    audit = (Finding(code=AUDITED, says=DRAWN.says),) if is_audited(document) else ()
    found: dict[str, tuple[Finding, ...]] = {}
    for path, field in asked if fired or audit else ():
        always = tuple(finding for finding, about in fired if not about or field.path in about) if path in values else ()
        found[path] = (*always, *(audit if path in values or path == field.path else ()))
    return {path: why for path, why in found.items() if why}


def _fired(schema: Schema, scope: Scope) -> Iterator[tuple[Finding, frozenset[str]]]:
    """The conditions that are true, as findings, each with the fields and columns that it names."""
    values = {name: entry.value for name, entry in scope.items()}
    for condition in schema.review.always:
        if condition.evaluate(values) is True:
            says = f"The schema has a person look whenever {condition.source} is true."
            yield Finding(code=ALWAYS, says=says), _named(schema, condition)


def _named(schema: Schema, condition: Expression) -> frozenset[str]:
    columns = {f"{table.name}.{column.name}": column.path for table in schema.fields for column in table.columns}
    paths = {field.name: field.path for field in schema.fields} | columns
    return frozenset(paths[name] for name in condition.names if name in paths)
