"""What of a document is shown to a model: whether the labelled values stand in it, and how much of the text it is. No model is asked.

    python benchmarks/passages.py SET [--schema invoice] [--open] [--fields a,b] [--json]

SET is a folder with `docs/` and `gold.jsonl` (a line has `doc`, `fields` and, for yes/no values, `evidence`); it is no part of Assay. With
`--open` only those fields are asked that the rules leave open. A value counts where it stands in the visible text at all.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assay.document import Document
from assay.errors import DocumentError
from assay.span import Span
from extractors.llm.believed.locate import Haystack
from extractors.llm.groups import is_askable
from extractors.llm.question import joined
from extractors.llm.shown.passages import passages_for
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import open_upload
from pipeline.run import begin, is_open
from schemas.catalog import Catalog
from schemas.schema import Field, Schema
from schemas.types.base import Locale
from schemas.types.locale import infer_locale

GOAL = 0.985
LIMIT = 12_000
FREE_TEXT = ("text", "name", "address")


@dataclass(slots=True)
class Tally:
    """Values that stand in the text, how many of them were shown for their own field and in the call, and code points."""

    values: int = 0
    own: int = 0
    sent: int = 0
    shown: int = 0
    visible: int = 0
    documents: int = 0
    seconds: float = 0.0

    def figures(self) -> dict[str, float]:
        """Shares, and milliseconds of CPU a document."""
        return {
            "documents": self.documents,
            "values": self.values,
            "shown for the field": self.own / max(1, self.values),
            "shown in the call": self.sent / max(1, self.values),
            "share of the text": self.shown / max(1, self.visible),
            "ms a document": 1000 * self.seconds / max(1, self.documents),
        }


def main() -> int:
    """Print the figures; exit status 1 when the goal is missed."""
    arguments = parsed_arguments()
    schema = Catalog().load(arguments.schema)
    tally = Tally()
    for line in (arguments.set / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        measure(json.loads(line), arguments, schema, tally)
    figures = tally.figures()
    print(json.dumps(figures) if arguments.json else "\n".join(f"{name:20} {figure:.3f}" for name, figure in figures.items()))
    return 0 if figures["shown in the call"] >= GOAL else 1


def parsed_arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, help="folder with docs/ and gold.jsonl")
    parser.add_argument("--schema", default="invoice")
    parser.add_argument("--fields", type=lambda names: names.split(","), help="only these")
    parser.add_argument("--open", action="store_true", help="only what the rules leave open")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(gold: Mapping[str, Any], arguments: argparse.Namespace, schema: Schema, tally: Tally) -> None:
    """Choose the passages of one document and see what of its gold they hold."""
    try:
        document = read_document(open_upload(arguments.set / gold["doc"]))
    except DocumentError:
        return
    fields = [field for field in asked(document, schema, only_open=arguments.open) if field.name in (arguments.fields or gold["fields"])]
    locale = infer_locale(document.visible_text, schema.languages)
    started = time.process_time()
    passages = passages_for(document, schema, fields, locale, limit=LIMIT)
    tally.seconds += time.process_time() - started
    sent = joined([span for spans in passages.values() for span in spans])
    tally.documents += 1
    tally.shown += sum(map(len, sent))
    tally.visible += sum(len(part.span) for part in document.visible_parts())
    haystack = Haystack(document.text, [part.span for part in document.visible_parts()])
    for field in fields:
        for places in places_of(field, gold, haystack, locale):
            tally.values += 1
            tally.own += holds(passages[field.name], places)
            tally.sent += holds(sent, places)


def asked(document: Document, schema: Schema, *, only_open: bool) -> list[Field]:
    """The fields that a model would be asked for."""
    if not only_open:
        return [field for field in schema.fields if is_askable(field)]
    case = begin(document, schema, rules=RuleExtractor(), has_model=True, clock=time.perf_counter)
    return [field for field in schema.fields if is_open(field, case.judgement)]


def places_of(field: Field, gold: Mapping[str, Any], haystack: Haystack, locale: Locale) -> Iterator[list[Span]]:
    """For each labelled value of the field that stands in the text, all places where it does."""
    for one, value in values_of(field, gold):
        places = read_places(one, value, haystack, locale)
        if places:
            yield places


def values_of(field: Field, gold: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Each value with the field or column that it is of. Of a yes, the passage that shows it."""
    given = gold["fields"].get(field.name)
    rows = given if isinstance(given, list) else [given]
    columns = {column.name: column for column in field.columns}
    for row in rows:
        if isinstance(row, dict):
            yield from ((columns[name], cell) for name, cell in row.items() if name in columns and cell is not None)
        elif row is True:
            yield from ((field, passage) for passage in gold.get("evidence", {}).get(field.name, ())[:1])
        elif row not in (None, False):
            yield field, row


def read_places(field: Field, value: Any, haystack: Haystack, locale: Locale) -> list[Span]:
    """Where the value can be read, by our own parser; a text where it is printed."""
    if field.type is None:
        return []
    if field.type.name in (*FREE_TEXT, "boolean"):
        return [hit.span for hit in haystack.find(str(value))]
    try:
        wanted = field.type.from_json(value)
    except ValueError:
        return []
    return [
        Span(one.start, one.end).shifted(part.start)
        for part in haystack.spans
        for one in field.type.scan(haystack.text[part.start : part.end], locale)
        if field.type.equal(one.value, wanted)
    ]


def holds(spans: Sequence[Span], places: Sequence[Span]) -> bool:
    """Whether one of the places lies in one of the spans."""
    return any(span.contains(place) for span in spans for place in places)


if __name__ == "__main__":
    raise SystemExit(main())
