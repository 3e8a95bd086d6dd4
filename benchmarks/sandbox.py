"""What confinement costs: the time per document of reading in a sandbox beside reading in this very process, taking turns.

    python benchmarks/sandbox.py [PATH ...] [--rounds N] [--json]

Each document is read by both in each round; the median over all documents and rounds of the difference counts.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.ocr.settings import OcrSettings
from ingest.sandbox.order import Habits
from ingest.sandbox.sandbox import open_sandbox
from ingest.upload import Upload, open_upload

GOAL_MS = 10.0
SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def main() -> int:
    """Print what the sandbox costs; 1 when it misses the goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES], help="documents or folders (default: samples/)")
    parser.add_argument("--rounds", type=int, default=15, help="how often each document is read by each (default: 15)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line of text")
    arguments = parser.parse_args()
    with contextlib.closing(open_sandbox(Habits(ocr=OcrSettings(engine="off")))) as sandbox:
        uploads = [upload for upload in _uploads(arguments.paths) if _is_read(upload)]
        if not uploads:
            print("No document that can be read was found.", file=sys.stderr)
            return 2
        figures = _measured(uploads, arguments.rounds, sandbox.read)
    print(json.dumps(figures) if arguments.json else _sentence(figures))
    return 0 if figures["cost_ms"] <= GOAL_MS else 1


def _uploads(paths: list[Path]) -> Iterator[Upload]:
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                with contextlib.suppress(DocumentError):
                    yield open_upload(file)


def _is_read(upload: Upload) -> bool:
    try:
        read_document(upload)
    except DocumentError:
        return False
    return True


def _measured(uploads: list[Upload], rounds: int, confined: Callable[[Upload], object]) -> dict[str, float]:
    for upload in uploads:  # both know the readers before the first measurement
        confined(upload)
    inside: list[float] = []
    outside: list[float] = []
    for _ in range(rounds):
        for upload in uploads:
            outside.append(_milliseconds(read_document, upload))
            inside.append(_milliseconds(confined, upload))
    return {
        "documents": len(uploads),
        "direct_ms": round(statistics.median(outside), 2),
        "confined_ms": round(statistics.median(inside), 2),
        "cost_ms": round(statistics.median(mine - theirs for mine, theirs in zip(inside, outside, strict=True)), 2),
        "goal_ms": GOAL_MS,
    }


def _milliseconds(read: Callable[[Upload], object], upload: Upload) -> float:
    start = time.perf_counter()
    read(upload)
    return (time.perf_counter() - start) * 1000


def _sentence(figures: dict[str, float]) -> str:
    return (
        f"read in the sandbox {figures['confined_ms']} ms a document, in the same process {figures['direct_ms']} ms: "
        f"the sandbox costs {figures['cost_ms']} ms (goal <= {figures['goal_ms']:g}; {figures['documents']} documents)"
    )


if __name__ == "__main__":
    raise SystemExit(main())
