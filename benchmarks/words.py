"""PDF words with boxes: Assay's pages beside pypdfium2's plain text, pdfplumber's words and poppler's, in the same run.

    python benchmarks/words.py [PATH ...] [--rounds N] [--few N] [--json]

Each file is opened, read to its last page and closed, by Assay and by pypdfium2 in turns; the ratio of a document is the median of
its rounds, in CPU time. pdfplumber and poppler (`pdftotext -bbox`, if the system has it) read the first pages of a few files, spread
over all. Memory is that of a child that reads a generated PDF of 1,000 pages, beyond what it had before it opened it.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pdfplumber
import pypdfium2 as pdfium_peer

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS
from ingest.pdf import pdfium

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
# At most or at least, as it says on the right.
GOALS = {"ratio": 1.4, "ratio_p95": 2.5, "pdfplumber_ratio": 25.0, "f1": 0.96, "memory_mib": 80.0}
AT_LEAST = {"pdfplumber_ratio", "f1"}
FIRST_PAGES = 5
MANY_PAGES = 1_000
CHILD = """
import re, sys
from pathlib import Path
from ingest.pdf import pdfium
from ingest.limits import DEFAULT_LIMITS
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
data = Path(sys.argv[1]).read_bytes()
before = peak()
content = pdfium.content(data, DEFAULT_LIMITS)
assert content is not None and len(content.pages[-1].words) > 100
print((peak() - before) / 1024)
"""
_WORD = re.compile(r"<word [^>]*>(.*?)</word>", re.DOTALL)


def main() -> int:
    """Print the figures; 1 when one misses its goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES], help="PDF files or folders (default: samples/)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each file is read by each (default: 5)")
    parser.add_argument("--few", type=int, default=12, help="how many files pdfplumber and poppler read (default: 12)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line of text")
    arguments = parser.parse_args()
    files = [data for path in sorted(_pdfs(arguments.paths)) if _page_count(data := path.read_bytes())]
    if not files:
        print("No PDF with pages was found.", file=sys.stderr)
        return 2
    few = files[:: max(1, len(files) // arguments.few)][: arguments.few]
    figures = _speed(files, arguments.rounds) | _beside_pdfplumber(few) | _beside_poppler(few) | _memory()
    print(json.dumps({**figures, "goals": GOALS}) if arguments.json else _sentence(figures))
    return 0 if all(_met(name, figures[name]) for name in GOALS if name in figures) else 1


def _met(name: str, figure: float) -> bool:
    return figure >= GOALS[name] if name in AT_LEAST else figure <= GOALS[name]


def _pdfs(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from path.rglob("*.pdf") if path.is_dir() else [path]


def _page_count(data: bytes) -> int:
    try:
        content = pdfium.content(data, DEFAULT_LIMITS)
    except DocumentError:
        return 0
    return len(content.pages) if content else 0


def _speed(files: list[bytes], rounds: int) -> dict[str, float]:
    ratios = sorted(_ratio(data, rounds) for data in files)
    return {
        "files": len(files),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_p95": round(ratios[min(len(ratios) - 1, int(0.95 * len(ratios)))], 2),
    }


def _ratio(data: bytes, rounds: int) -> float:
    return statistics.median(_taking_turns(data, rounds))


def _taking_turns(data: bytes, rounds: int) -> Iterator[float]:
    for _ in range(rounds):
        theirs = _cpu(_plain_text, data)
        yield _cpu(_read, data) / max(theirs, 1e-9)


def _cpu(read: Callable[[bytes], object], data: bytes) -> float:
    start = time.process_time()
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


def _read(data: bytes) -> tuple[str, ...]:
    content = pdfium.content(data, DEFAULT_LIMITS)
    return tuple(page.text for page in content.pages) if content else ()


def _beside_pdfplumber(few: list[bytes]) -> dict[str, float]:
    """How many times longer pdfplumber takes for the words of the first pages."""
    ratios = []
    for data in map(_beginning, few):
        theirs = _cpu(_plumbed, data)
        ratios.append(theirs / max(statistics.median(_cpu(_read, data) for _ in range(3)), 1e-9))
    return {"pdfplumber_ratio": round(statistics.median(ratios), 1)}


def _plumbed(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_words()
            page.close()


def _beginning(data: bytes) -> bytes:
    """A file of the first pages only."""
    with pdfium_peer.PdfDocument(data) as whole, pdfium_peer.PdfDocument.new() as part:
        part.import_pages(whole, [*range(min(FIRST_PAGES, len(whole)))])
        target = io.BytesIO()
        part.save(target)
    return target.getvalue()


def _beside_poppler(few: list[bytes]) -> dict[str, float]:
    """F1 of the words of the first pages against poppler's; nothing where the system does not have it."""
    program = shutil.which("pdftotext")
    if program is None:
        return {}
    same = ours = theirs = 0
    for data in map(_beginning, few):
        mine, its = Counter(" ".join(_read(data)).split()), Counter(_popplers(program, data))
        same, ours, theirs = same + (mine & its).total(), ours + mine.total(), theirs + its.total()
    return {"f1": round(2 * same / max(1, ours + theirs), 4)}


def _popplers(program: str, data: bytes) -> list[str]:
    done = subprocess.run([program, "-bbox", "-", "-"], input=data, capture_output=True, check=False)
    return [unescape(word) for word in _WORD.findall(done.stdout.decode("utf-8", "replace"))]


def _memory() -> dict[str, float]:
    """MiB that reading many pages takes at its peak; nothing where the system does not tell."""
    if not Path("/proc/self/status").exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.pdf"
        path.write_bytes(_many_pages(MANY_PAGES))
        root = Path(__file__).resolve().parent.parent
        done = subprocess.run([sys.executable, "-c", CHILD, str(path)], cwd=root, capture_output=True, text=True, check=True)
    return {"memory_mib": round(float(done.stdout), 1)}


def _many_pages(count: int) -> bytes:
    """A PDF of that many pages of 40 lines of text."""
    lines = "".join(f"({number} lines of text stand on this page, and each has these twelve words) Tj T* " for number in range(40))
    content = f"BT /F1 10 Tf 14 TL 40 760 Td {lines}ET".encode()
    kids = " ".join(f"{5 + index} 0 R" for index in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *[page] * count,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%%PDF-1.7\n%strailer << /Root 1 0 R /Size %d >>\n%%%%EOF\n" % (body, len(objects) + 1)


def _sentence(figures: dict[str, float]) -> str:
    says = {
        "ratio": "words with boxes take {} times the CPU of pypdfium2's plain text at the median",
        "ratio_p95": "{} times at the 95th percentile",
        "pdfplumber_ratio": "pdfplumber's words take {} times as long",
        "f1": "word F1 against poppler {}",
        "memory_mib": "1,000 pages take {} MiB",
    }
    parts = [
        f"{says[name].format(figures[name])} (goal {'>=' if name in AT_LEAST else '<='} {GOALS[name]:g})"
        for name in says
        if name in figures
    ]
    return f"{figures['files']:g} files: {'; '.join(parts)}"


if __name__ == "__main__":
    raise SystemExit(main())
