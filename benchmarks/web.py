"""HTML: CPU time of Assay's reader beside Beautiful Soup's text on lxml, in the same run.

    python benchmarks/web.py [PATH ...] [--rounds N] [--json]

Beautiful Soup gives all text of a page; Assay gives what is seen, laid out, hidden text apart, and the data embedded in the page. Both
take turns with each page; the median of the pages' ratios counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS
from ingest.readers.base import Desk, Reading
from ingest.readers.html import read
from ingest.upload import Upload, upload_of

GOAL = 1.3


def main() -> int:
    """Print the ratio; 1 when it misses the goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="HTML files or folders (default: generated pages)")
    parser.add_argument("--rounds", type=int, default=9, help="how often each page is read by each (default: 9)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line of text")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
    given = [path.read_bytes() for path in sorted(_files(arguments.paths))] if arguments.paths else list(_generated())
    pages = [upload_of("page.html", data) for data in given if _is_readable(data)]
    if not pages:
        print("No page that can be read was found.", file=sys.stderr)
        return 2
    pairs = [_measured(page, arguments.rounds) for page in pages]
    figures = {
        "files": len(pairs),
        "beautiful_soup_ms": round(statistics.median(peer for peer, _ in pairs) * 1000, 2),
        "assay_ms": round(statistics.median(ours for _, ours in pairs) * 1000, 2),
        "ratio": round(statistics.median(ours / peer for peer, ours in pairs), 2),
        "worst": round(max(ours / peer for peer, ours in pairs), 2),
        "goal": GOAL,
    }
    print(json.dumps(figures) if arguments.json else _sentence(figures))
    return 0 if figures["ratio"] <= GOAL else 1


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from path.rglob("*.htm*") if path.is_dir() else [path]


def _generated() -> Iterator[bytes]:
    """An invoice, a mail made of tables and inline styles, a shop's page with sheets and data, and a long article."""
    yield _page("", _table(rows=30))
    yield _page("", "".join(f'<table><tr><td style="{_MAIL}">{_table(rows=3)}</td></tr></table>' for _ in range(40)))
    sheet = "".join(f".c{number}{{color:#3{number % 10}3;display:block}} .a .b{number}{{margin:0}}" for number in range(500))
    yield _page(
        f"<style>{sheet}</style><script>{_script()}</script>",
        "".join(f'<div class="c{n}"><a href="#">Offer {n}</a></div>' for n in range(900)),
    )
    yield _page(
        "", "".join(f"<p>Paragraph {number} of an article with <b>bold</b> and <i>slanted</i> words in it.</p>" for number in range(900))
    )


_MAIL = "padding:8px;font-size:14px;color:#333333;background-color:#f4f4f4"


def _page(head: str, body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def _table(*, rows: int) -> str:
    lines = "".join(
        f"<tr><td class=item>Item {number}</td><td align=right>{number}</td><td>{number}.50 &euro;</td></tr>" for number in range(rows)
    )
    return f"<table><tr><th>Item</th><th>Quantity</th><th>Amount</th></tr>{lines}</table>"


def _script() -> str:
    return "var shop = {" + ",".join(f"k{number}: {number}" for number in range(2_000)) + "};"


def _is_readable(data: bytes) -> bool:
    try:
        _read(upload_of("page.html", data))
    except DocumentError:
        return False
    return True


def _measured(page: Upload, rounds: int) -> tuple[float, float]:
    turns = [(_cpu(_soup, page), _cpu(_read, page)) for _ in range(rounds)]
    return statistics.median(peer for peer, _ in turns), statistics.median(ours for _, ours in turns)


def _cpu(work: Callable[[Upload], object], page: Upload) -> float:
    start = time.process_time()
    work(page)
    return time.process_time() - start


def _soup(page: Upload) -> str:
    return BeautifulSoup(page.data, "lxml").get_text()


def _read(page: Upload) -> Reading:
    return read(page, Desk(media_type="text/html", limits=DEFAULT_LIMITS, depth=0, open=_refuse))


def _refuse(upload: Upload, depth: int) -> Reading:
    raise DocumentError("unsupported_type", f"{upload.name} lies {depth} deep and is not measured.")


def _sentence(figures: dict[str, float]) -> str:
    return (
        f"HTML: Beautiful Soup's text {figures['beautiful_soup_ms']} ms a page, Assay {figures['assay_ms']} ms: "
        f"ratio {figures['ratio']}, at worst {figures['worst']} (goal <= {figures['goal']}; {figures['files']} pages)"
    )


if __name__ == "__main__":
    raise SystemExit(main())
