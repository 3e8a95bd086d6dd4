"""A sidecar may hold the password of its file: it opens the file, and is not kept among the metadata."""

import io
import threading
from pathlib import Path
from typing import Any

import pypdf

from assay.settings import Settings
from engine.errands import desk as open_desk
from store.processes import Self
from workers.heart import Heart
from workers.shift import Shift

SAMPLE = Path(__file__).parents[3] / "samples" / "invoice-de.pdf"


def protected() -> bytes:
    writer = pypdf.PdfWriter(clone_from=SAMPLE)
    writer.encrypt("open sesame", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_sidecar_opens_its_file(bench: Any, tmp_path: Path) -> None:
    bench.drop("invoice/secret.pdf.assay.yaml", b"password: open sesame\nproject: north\n")
    bench.drop("invoice/secret.pdf", protected())
    with open_desk(Settings(data_dir=tmp_path / "desk"), children=1) as desk, bench.watching() as watcher:
        bench.turn_until(watcher, bench.held)
        bench.turn_until(watcher, lambda: bench.rows("select count(*) from jobs") == [(1,)])
        heart = Heart(bench.system.pool, Self(kind="worker"), lease_seconds=60, facts={})
        ((job,),) = bench.rows("select id from jobs")
        Shift(system=bench.system, desk=desk, asker=None, heart=heart, stopping=threading.Event()).work([job])
        bench.turn_until(watcher, lambda: bench.filed)

    assert bench.result("secret.pdf")["data"]["invoice_number"] == "2014-03"
    assert bench.rows("select metadata from documents") == [({"project": "north"},)]
