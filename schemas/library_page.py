"""The page about one schema of the library: what it is for, what it finds, and how to make it one's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from schemas.schema import Field, Rung, Schema

LABELS_SHOWN = 6


def render_library_page(schema: Schema, samples: Sequence[str]) -> str:
    """Markdown; `samples` are the names of the documents that it is tried on."""
    return "\n".join([*_head(schema), *_fields(schema), *_tables(schema), *_checks(schema), *_samples(schema, samples)])


def _head(schema: Schema) -> Iterator[str]:
    yield from (f"# {schema.title}", "", f"The schema `{schema.name}` of the library; this page is made from it by `make docs`.", "")
    yield f"Read documents with it: `assay extract FILE --schema {schema.name}`. Start your own from it: `assay schema show {schema.name}`."
    if schema.applies_to:
        yield "Its `applies_to` says which documents it is for, so that `--schema auto` chooses it for these."
    yield from ("", f"Ambiguous dates and numbers are read in the order {', '.join(f'`{one}`' for one in schema.languages)}.", "")


def _fields(schema: Schema) -> Iterator[str]:
    yield from ("## Fields", "", "| Field | Type | What is wanted | Called on paper, for example | Found by |", "|---|---|---|---|---|")
    yield from (_field_row(field) for field in schema.fields)
    yield ""


def _field_row(field: Field) -> str:
    name = f"`{field.name}`{' (required)' if field.required else ''}"
    return f"| {name} | {_type(field)} | {_cell(field.ask or '')} | {_cell(_some(field.labels))} | {_sources(field.ladder)} |"


def _type(field: Field) -> str:
    if field.shape == "table":
        return "table"
    kind = field.type.name if field.type else ""
    return f"list of {kind}" if field.shape == "list" else kind


def _sources(ladder: Iterable[Rung]) -> str:
    return ", ".join(dict.fromkeys(rung.kind for rung in ladder))


def _some(labels: Sequence[str]) -> str:
    return ", ".join(labels[:LABELS_SHOWN]) + (f" and {len(labels) - LABELS_SHOWN} more" if len(labels) > LABELS_SHOWN else "")


def _tables(schema: Schema) -> Iterator[str]:
    for table in (field for field in schema.fields if field.shape == "table"):
        yield from (f"### Columns of `{table.name}`", "", "| Column | Type | What is wanted | Headers, for example |", "|---|---|---|---|")
        for column in table.columns:
            yield f"| `{column.name}` | {_type(column)} | {_cell(column.ask or '')} | {_cell(_some(column.headers))} |"
        yield ""


def _checks(schema: Schema) -> Iterator[str]:
    if schema.checks:
        yield from ("## Checks", "", "| Check | Must hold | Else |", "|---|---|---|")
        for check in schema.checks:
            consequence = "its fields go to review" if check.severity == "error" else "its fields are trusted less"
            yield f"| `{check.name}` | `{_cell(check.source)}` | {consequence} |"
        yield ""


def _samples(schema: Schema, samples: Sequence[str]) -> Iterator[str]:
    if samples:
        yield from ("## Samples", "", f"`assay schema test {schema.name}` reads {', '.join(samples)} and compares what is found.", "")


def _cell(text: str) -> str:
    """Text in a cell of a table: bars end cells, and line breaks end rows."""
    return " ".join(text.split()).replace("|", "\\|")
