"""The running system end to end, beside the same documents inline: documents a second from submission to the stored result.

    python benchmarks/belt.py [--documents N] [--children N] [--json]

Rules only, three-page invoices made here, each with contents of its own, over an own database in a temporary folder. In one run: inline as
`assay extract --jobs 1` does it, through the belt in chunks, and through the belt with a message for each document.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assay.settings import Settings
from engine.dispatch import carried_out
from engine.order import Order
from store.migrate import migrate, published
from store.pool import connect, transaction
from store.postgres import own_database
from workers.app import celery_bell
from workers.intake import Handed, hand_in
from workers.system import System, open_system

ROOT = Path(__file__).resolve().parent.parent
GOAL_BELT = 0.6  # of as many times the inline rate as there are children
GOAL_CHUNKS = 1.6  # of the rate with a message for each document
PAGES = 3
WARM = 20


def main() -> int:
    """Print the rates and ratios; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300, help="documents in each of the three runs (default: 300)")
    parser.add_argument("--children", type=int, default=2, help="children of the worker (default: 2)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines of text")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), arguments.documents, arguments.children)
    print(json.dumps(figures) if arguments.json else sentences(figures))
    return 0 if figures["belt_ratio"] >= GOAL_BELT and figures["chunk_ratio"] >= GOAL_CHUNKS else 1


def measured(folder: Path, documents: int, children: int) -> dict[str, float]:
    """The three rates in documents a second, and what they are to each other."""
    inline = inline_rate(folder, documents)
    with own_database(folder / "data") as address:
        settings = Settings(data_dir=folder / "data", database_url=address)
        with connect(address) as connection:
            list(migrate(connection, published()))
        bell = celery_bell(settings, address)
        with open_system(settings, address, bell=bell) as system, worker(settings, children) as process:
            belt_rate(system, "warm", WARM, waited=False)
            before = parent_seconds(process)
            chunked = belt_rate(system, "chunked", documents, waited=False)
            parent = (parent_seconds(process) - before) / documents
            single = belt_rate(system, "single", documents, waited=True)
    return {
        "documents": documents,
        "inline_per_second": round(inline, 1),
        "chunked_per_second": round(chunked, 1),
        "single_per_second": round(single, 1),
        "parent_cpu_ms": round(parent * 1000, 2),
        "belt_ratio": round(chunked / (children * inline), 2),
        "chunk_ratio": round(chunked / single, 2),
    }


def inline_rate(folder: Path, documents: int) -> float:
    """What one child reaches that is given file after file."""
    files = []
    for number in range(documents + WARM):
        files.append(folder / f"inline-{number}.pdf")
        files[-1].write_bytes(invoice("inline", number))
    order = Order(settings=Settings(data_dir=folder), schema="invoice", use_model=False)
    outcomes = itertools.chain.from_iterable(carried_out(order, files, children=1))
    for _ in range(WARM):
        next(outcomes)
    begun = time.monotonic()
    for _ in outcomes:
        pass
    return documents / (time.monotonic() - begun)


def belt_rate(system: System, run: str, documents: int, *, waited: bool) -> float:
    """From the first submission to the last stored result."""
    handed = [
        Handed(name=f"{run}-{number}.pdf", data=invoice(run, number), origin="benchmark", schema="invoice", waited=waited)
        for number in range(documents)
    ]
    begun = time.monotonic()
    hand_in(system, system.workspace, handed)
    while waiting(system):
        time.sleep(0.02)
    return documents / (time.monotonic() - begun)


def waiting(system: System) -> int:
    """How many jobs are not done."""
    with transaction(system.pool) as connection:
        (jobs,) = connection.execute("select count(*) from jobs").fetchone() or (0,)
    return int(jobs)


@contextmanager
def worker(settings: Settings, children: int) -> Iterator[subprocess.Popen[bytes]]:
    """`assay worker` in a process of its own."""
    given = {"ASSAY_DATABASE_URL": settings.database_url or "", "ASSAY_DATA_DIR": str(settings.data_dir), "ASSAY_MODEL": ""}
    command = [sys.executable, "-m", "cli.main", "worker", "--jobs", str(children)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | given)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def parent_seconds(process: subprocess.Popen[bytes]) -> float:
    """The processor time that the worker's own process has used; 0 where the system does not say."""
    try:
        words = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def sentences(figures: dict[str, float]) -> str:
    """The figures beside their goals."""
    return "\n".join(
        [
            f"inline, one child        {figures['inline_per_second']:7.1f} documents/s",
            f"belt, in chunks          {figures['chunked_per_second']:7.1f} documents/s",
            f"belt, one a message      {figures['single_per_second']:7.1f} documents/s",
            f"belt to children x inline  {figures['belt_ratio']:5.2f} (goal >= {GOAL_BELT})",
            f"chunks to one a message    {figures['chunk_ratio']:5.2f} (goal >= {GOAL_CHUNKS})",
            f"the worker's own process   {figures['parent_cpu_ms']:5.2f} ms of processor time a document",
        ]
    )


def invoice(run: str, number: int) -> bytes:
    """A PDF of three pages of text."""
    first = [
        "Muster Handels GmbH", "Hafenstrasse 12", "20457 Hamburg", "", "INVOICE",
        f"Invoice number: {run.upper()}-{number:06d}", f"Invoice date: 2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        f"Net amount: {number + 1000}.00 EUR", "VAT 19%: 190.00 EUR", f"Total due: {number + 1190}.00 EUR",
    ]  # fmt: skip
    pages = [first + rows(number, page) for page in range(PAGES)]
    return pdf(pages)


def rows(number: int, page: int) -> list[str]:
    """Lines that look like those of an invoice."""
    return [
        f"{line:3d}  Article {number * 100 + page * 40 + line:08d}  {line % 7 + 1} pcs   {line * 3 + 1}.50   {line * 9 + 4}.50"
        for line in range(30)
    ]


def pdf(pages: list[list[str]]) -> bytes:
    """Lines of text on A4, by hand: catalogue, page tree, font, and for each page the page and what stands on it."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        content = f"BT /F1 10 Tf 14 TL 60 790 Td\n{shown}ET".encode()
        about = f"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * index} 0 R"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {about} >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(data),
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
