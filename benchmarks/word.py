"""DOCX: CPU time of Assay's reader beside python-docx's walk over paragraphs and tables, in the same run.

    python benchmarks/word.py [PATH ...] [--rounds N] [--json]

python-docx reads the text of every paragraph and of every table cell; Assay reads headers, footers, notes, comments and text boxes as
well, looks for hidden text and lays tables out. Both take turns with each file; the median of the files' ratios counts.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import docx
from docx.table import Table

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS
from ingest.readers.base import Desk, Reading
from ingest.readers.docx import read
from ingest.upload import Upload, upload_of

GOAL = 2.0
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def main() -> int:
    """Print how many times faster; 1 when that misses the goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="DOCX files or folders (default: generated documents)")
    parser.add_argument("--rounds", type=int, default=9, help="how often each file is read by each (default: 9)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line of text")
    arguments = parser.parse_args()
    given = [path.read_bytes() for path in sorted(_files(arguments.paths))] if arguments.paths else list(_generated())
    documents = [upload_of("document.docx", data) for data in given if _is_readable(data)]
    if not documents:
        print("No DOCX that both can read was found.", file=sys.stderr)
        return 2
    pairs = [_measured(document, arguments.rounds) for document in documents]
    figures = {
        "files": len(pairs),
        "python_docx_ms": round(statistics.median(peer for peer, _ in pairs) * 1000, 2),
        "assay_ms": round(statistics.median(ours for _, ours in pairs) * 1000, 2),
        "times_faster": round(statistics.median(peer / ours for peer, ours in pairs), 2),
        "goal": GOAL,
    }
    print(json.dumps(figures) if arguments.json else _sentence(figures))
    return 0 if figures["times_faster"] >= GOAL else 1


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from path.rglob("*.docx") if path.is_dir() else [path]


def _generated() -> Iterator[bytes]:
    """A letter with an invoice, a contract of 40 pages, and a price list."""
    yield _document(paragraphs=20, rows=12)
    yield _document(paragraphs=600, rows=10)
    yield _document(paragraphs=10, rows=400)


def _document(*, paragraphs: int, rows: int) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Example Ltd, 1 Harbour Street"
    document.sections[0].footer.paragraphs[0].text = "IBAN and terms"
    for number in range(paragraphs):
        paragraph = document.add_paragraph(f"{number}. The parties agree to what is said in this clause, ")
        paragraph.add_run("in bold type").bold = True
        paragraph.add_run(", and to nothing else that was said before it or is said after it.")
    table = document.add_table(rows=rows, cols=4)
    for number, cell in enumerate(table._cells):
        cell.text = f"Item {number}" if number % 4 == 0 else f"{number}.50"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _is_readable(data: bytes) -> bool:
    try:
        _walk(upload_of("document.docx", data))
        _read(upload_of("document.docx", data))
    except Exception:  # noqa: BLE001 - each library stumbles in its own ways over damaged files
        return False
    return True


def _measured(document: Upload, rounds: int) -> tuple[float, float]:
    turns = [(_cpu(_walk, document), _cpu(_read, document)) for _ in range(rounds)]
    return statistics.median(peer for peer, _ in turns), statistics.median(ours for _, ours in turns)


def _cpu(work: Callable[[Upload], object], document: Upload) -> float:
    start = time.process_time()
    work(document)
    return time.process_time() - start


def _walk(document: Upload) -> list[str]:
    texts = []
    for block in docx.Document(io.BytesIO(document.data)).iter_inner_content():
        if isinstance(block, Table):
            texts.extend(cell.text for row in block.rows for cell in row.cells)
        else:
            texts.append(block.text)
    return texts


def _read(document: Upload) -> Reading:
    return read(document, Desk(media_type=MEDIA_TYPE, limits=DEFAULT_LIMITS, depth=0, open=_refuse))


def _refuse(upload: Upload, depth: int) -> Reading:
    raise DocumentError("unsupported_type", f"{upload.name} lies {depth} deep and is not measured.")


def _sentence(figures: dict[str, float]) -> str:
    return (
        f"DOCX: python-docx's paragraphs and tables {figures['python_docx_ms']} ms, Assay {figures['assay_ms']} ms: "
        f"{figures['times_faster']} times faster (goal >= {figures['goal']}; {figures['files']} files)"
    )


if __name__ == "__main__":
    raise SystemExit(main())
