"""Assay beside invoice2data on its own documents and templates, in the same run: CPU per document, and right fields.

    python benchmarks/peer.py FOLDER [--rounds N] [--json]

FOLDER holds `docs/` and `gold.jsonl`. invoice2data reads with its `auto` cascade and the templates that it ships; Assay reads and
judges with its invoice schema, rules only, in one process. Programs that either starts count as its own time.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from exports.result import result_form
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import open_upload
from pipeline.run import run
from schemas.catalog import Catalog

GOAL = 3.0
FIELDS = {
    "invoice_number": "invoice_number",
    "issue_date": "date",
    "total": "amount",
    "net_total": "amount_untaxed",
    "tax_total": "amount_tax",
    "currency": "currency",
}
"""Our names of the compared fields, with the peer's."""

Read = Callable[[Path], Mapping[str, Any]]


def main() -> int:
    """Print the ratio and the right fields; 1 when a goal is missed, 2 when the peer is not installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        theirs = _peer()
    except ImportError:
        print("invoice2data is not installed: pip install invoice2data.", file=sys.stderr)
        return 2
    figures = _compared(arguments.folder, arguments.rounds, _ours(), theirs)
    print(json.dumps(figures) if arguments.json else _sentence(figures))
    return 0 if figures["times_as_fast"] >= GOAL and figures["our_right"] > figures["their_right"] else 1


def _ours() -> Read:
    schema, rules = Catalog().load("invoice"), RuleExtractor()

    def read(path: Path) -> Mapping[str, Any]:
        document = read_document(open_upload(path))
        data: Mapping[str, Any] = result_form(run(document, schema, rules=rules, model=None, clock=time.perf_counter), schema, document)[
            "data"
        ]
        return {name: _plain(data.get(name)) for name in FIELDS}

    return read


def _peer() -> Read:
    from invoice2data import extract_data  # noqa: PLC0415 - only here it may be missing
    from invoice2data import input as readers  # noqa: PLC0415
    from invoice2data.extract.loader import read_templates  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    templates = read_templates()

    def read(path: Path) -> Mapping[str, Any]:
        readers._cached_to_text.cache_clear()  # it keeps the text of each file, and a document comes once
        found = extract_data(str(path), templates=templates) or {}
        return {ours: found.get(theirs) for ours, theirs in FIELDS.items()}

    return read


def _compared(folder: Path, rounds: int, ours: Read, theirs: Read) -> dict[str, Any]:
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    paths = [folder / one["doc"] for one in gold]
    our_right, their_right = (
        sum(_right(one["fields"], read(path)) for one, path in zip(gold, paths, strict=True)) for read in (ours, theirs)
    )
    ratios, our_ms, their_ms = [], [], []
    for _ in range(rounds):
        for path in paths:
            mine, other = _cpu_ms(ours, path), _cpu_ms(theirs, path)
            our_ms.append(mine)
            their_ms.append(other)
        ratios.append(sum(their_ms[-len(paths) :]) / sum(our_ms[-len(paths) :]))
    return {
        "documents": len(paths),
        "fields": sum(name in one["fields"] for one in gold for name in FIELDS),
        "our_right": our_right,
        "their_right": their_right,
        "our_ms": round(statistics.fmean(our_ms), 2),
        "their_ms": round(statistics.fmean(their_ms), 2),
        "times_as_fast": round(statistics.median(ratios), 2),
        "goal": GOAL,
    }


def _right(gold: Mapping[str, Any], found: Mapping[str, Any]) -> int:
    return sum(_same(gold[name], found.get(name)) for name in FIELDS if name in gold)


def _same(gold: str, found: Any) -> bool:
    if found is None:
        return False
    try:
        return Decimal(gold) == Decimal(str(found))
    except InvalidOperation:
        return str(found).startswith(gold)


def _plain(form: Any) -> Any:
    return form["amount"] if isinstance(form, dict) else form


def _cpu_ms(read: Read, path: Path) -> float:
    before = _cpu_seconds()
    read(path)
    return 1000 * (_cpu_seconds() - before)


def _cpu_seconds() -> float:
    """Of this process and of the programs that it started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _sentence(figures: Mapping[str, Any]) -> str:
    return (
        f"{figures['documents']} documents, {figures['fields']} fields: "
        f"Assay {figures['our_ms']} CPU ms each and {figures['our_right']} right, "
        f"invoice2data {figures['their_ms']} ms and {figures['their_right']}: {figures['times_as_fast']}x as fast "
        f"(goal {GOAL}x and more right)."
    )


if __name__ == "__main__":
    sys.exit(main())
