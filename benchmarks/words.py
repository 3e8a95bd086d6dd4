"""Words with boxes against plain text: CPU time per page of Assay's PDF pages beside pypdfium2's text, in the same run.

    python benchmarks/words.py [PATH ...] [--rounds N] [--json]

Both open each file, go through all its pages and close it, taking turns; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pypdfium2 as pdfium_peer

from assay.errors import DocumentError
from ingest import pdfium
from ingest.limits import DEFAULT_LIMITS

GOAL = 1.6
SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def main() -> int:
    """Print the ratio; 1 when it misses the goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES], help="PDF files or folders (default: samples/)")
    parser.add_argument("--rounds", type=int, default=15, help="how often each file is read by each (default: 15)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line of text")
    arguments = parser.parse_args()
    files = [path.read_bytes() for path in sorted(_pdfs(arguments.paths))]
    pages = sum(map(_page_count, files))
    if not pages:
        print("No PDF with pages was found.", file=sys.stderr)
        return 2
    figures = _measured(files, pages, arguments.rounds)
    print(json.dumps(figures) if arguments.json else _sentence(figures))
    return 0 if figures["ratio"] <= GOAL else 1


def _pdfs(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from path.rglob("*.pdf") if path.is_dir() else [path]


def _page_count(data: bytes) -> int:
    try:
        content = pdfium.content(data, DEFAULT_LIMITS)
    except DocumentError:
        return 0
    return len(content.pages) if content else 0


def _measured(files: list[bytes], pages: int, rounds: int) -> dict[str, float]:
    readable = [data for data in files if _page_count(data)]
    peer: list[float] = []
    ours: list[float] = []
    for _ in range(rounds):
        peer.append(_cpu(_plain_text, readable))
        ours.append(_cpu(_words, readable))
    return {
        "files": len(readable),
        "pages": pages,
        "pypdfium2_text_ms_per_page": round(statistics.median(peer) * 1000 / pages, 3),
        "assay_words_ms_per_page": round(statistics.median(ours) * 1000 / pages, 3),
        "ratio": round(statistics.median(mine / theirs for mine, theirs in zip(ours, peer, strict=True)), 2),
        "goal": GOAL,
    }


def _cpu(read: Callable[[bytes], None], files: list[bytes]) -> float:
    start = time.process_time()
    for data in files:
        read(data)
    return time.process_time() - start


def _plain_text(data: bytes) -> None:
    with pdfium_peer.PdfDocument(data) as document:
        for index in range(len(document)):
            page = document[index]
            text_page = page.get_textpage()
            text_page.get_text_range()
            text_page.close()
            page.close()


def _words(data: bytes) -> None:
    pdfium.content(data, DEFAULT_LIMITS)


def _sentence(figures: dict[str, float]) -> str:
    return (
        f"words with boxes {figures['assay_words_ms_per_page']} ms a page, "
        f"pypdfium2's plain text {figures['pypdfium2_text_ms_per_page']} ms: "
        f"ratio {figures['ratio']} (goal <= {figures['goal']}; {figures['files']} files, {figures['pages']} pages)"
    )


if __name__ == "__main__":
    raise SystemExit(main())
