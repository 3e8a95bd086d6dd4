"""What finding costs beside reading, what many schemas cost beside few, and what checking a schema costs.

    python benchmarks/rules.py [PATH ...] [--rounds N] [--json]

Every document is read, and read with all rules of the invoice schema, in turns; the ratio of CPU times counts. Then a schema is chosen for
it among 12 and among 200, each time with all rules of the chosen one. A schema of the library is checked from its text.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assay.document import Document
from assay.errors import DocumentError
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import Upload, open_upload
from pipeline.choose import choose_schema
from schemas.catalog import Catalog
from schemas.loader import lint, load_schema
from schemas.schema import Schema
from schemas.types.locale import infer_locale

RULES_GOAL = 1.0
SCHEMAS_GOAL = 1.2
LINT_GOAL_MS = 150.0
FEW, MANY = 12, 200
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
TOPICS = ("payslip", "lease", "policy", "claim", "ticket", "passport", "loan", "order", "quote", "permit", "diploma", "warranty")


def main() -> int:
    """Print the three figures; 1 when one misses its goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES], help="documents or folders (default: the PDFs in samples/)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    uploads = _uploads(arguments.paths)
    if not uploads:
        print("No document that can be read was found.", file=sys.stderr)
        return 2
    figures = {**_rules_beside_reading(uploads, arguments.rounds), **_many_beside_few(uploads, arguments.rounds), **_lint()}
    print(json.dumps(figures) if arguments.json else _sentence(figures))
    met = figures["rules"] <= RULES_GOAL and figures["many_schemas"] <= SCHEMAS_GOAL and figures["lint_ms"] <= LINT_GOAL_MS
    return 0 if met else 1


def _uploads(paths: Sequence[Path]) -> list[Upload]:
    files = [file for path in paths for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    uploads = []
    for file in files:
        with contextlib.suppress(DocumentError):
            upload = open_upload(file)
            read_document(upload)
            uploads.append(upload)
    return uploads


def _rules_beside_reading(uploads: Sequence[Upload], rounds: int) -> dict[str, float]:
    schema, rules = Catalog().load("invoice"), RuleExtractor()
    reading, finding = [], []
    for _ in range(rounds):
        for upload in uploads:
            document, read_ms = _timed(read_document, upload)
            reading.append(read_ms)
            finding.append(_timed(_found, document, schema, rules)[1])
    return {
        "documents": len(uploads),
        "read_ms": round(statistics.median(reading), 2),
        "rules_ms": round(statistics.median(finding), 2),
        "rules": round(statistics.median(mine / other for mine, other in zip(finding, reading, strict=True)), 2),
    }


def _found(document: Document, schema: Schema, rules: RuleExtractor) -> None:
    rules.extract(document, schema, schema.fields, infer_locale(document.text, schema.languages))


def _many_beside_few(uploads: Sequence[Upload], rounds: int) -> dict[str, float]:
    rules = RuleExtractor()
    few, many = _schemas(FEW), _schemas(MANY)
    ratios = []
    for _ in range(rounds):
        for upload in uploads:
            times = [_timed(_whole, upload, schemas, rules)[1] for schemas in (few, many)]
            ratios.append(times[1] / times[0])
    return {"many_schemas": round(statistics.median(ratios), 2)}


def _whole(upload: Upload, schemas: Sequence[Schema], rules: RuleExtractor) -> None:
    document = read_document(upload)
    with contextlib.suppress(DocumentError):
        _found(document, choose_schema(document, schemas).schema, rules)


def _schemas(count: int) -> list[Schema]:
    """The library, and further schemas that ask for other documents in words of their own."""
    library = Catalog().all()
    invoice = Catalog().text("invoice").partition("fields:")[0] + "fields:\n  total: {type: money, labels: [Total]}\n"
    return [*library, *(_made(invoice, number) for number in range(count - len(library)))][:count]


def _made(invoice: str, number: int) -> Schema:
    topic = f"{TOPICS[number % len(TOPICS)]}{number}"
    renamed = invoice.replace("invoice|", f"{topic}|").replace("rechnung", f"{topic}formular").replace("facture", f"{topic}fiche")
    return replace(load_schema(renamed.replace("schema: invoice", f"schema: {topic}")), name=topic)


def _lint() -> dict[str, float]:
    text = Catalog().text("invoice")
    return {"lint_ms": round(min(_timed(lint, text)[1] for _ in range(5)), 1)}


def _timed(function: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    began = time.process_time()
    outcome = function(*given)
    return outcome, 1000 * (time.process_time() - began)


def _sentence(figures: Mapping[str, Any]) -> str:
    return (
        f"{figures['documents']} documents: reading {figures['read_ms']} ms, all rules of the invoice schema {figures['rules_ms']} ms, "
        f"{figures['rules']}x (goal {RULES_GOAL}x); {MANY} schemas cost {figures['many_schemas']}x of {FEW} (goal {SCHEMAS_GOAL}x); "
        f"checking the invoice schema {figures['lint_ms']} ms (goal {LINT_GOAL_MS:g} ms)."
    )


if __name__ == "__main__":
    sys.exit(main())
