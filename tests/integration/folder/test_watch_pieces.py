"""A file that comes apart is filed once, when all of its pieces are done, and its report holds all of their results."""

import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.settings import Settings
from engine.errands import desk as open_desk
from store.jobs import claim_jobs, release
from store.pool import transaction
from store.processes import Self
from workers.heart import Heart
from workers.shift import Shift

MAILS = "From ann Thu Mar  5 10:00:00 2026\n{first}\nFrom bob Thu Mar  5 11:00:00 2026\n{second}\n"
MAIL = "From: ann@example.com\nTo: bob@example.com\nSubject: {subject}\nDate: Thu, 5 Mar 2026 10:00:00 +0000\n\nInvoice number: {subject}\n"


@pytest.fixture
def shift(bench: Any, tmp_path: Path) -> Iterator[Shift]:
    with open_desk(Settings(data_dir=tmp_path / "desk"), children=1) as desk:
        heart = Heart(bench.system.pool, Self(kind="worker"), lease_seconds=60, facts={})
        yield Shift(system=bench.system, desk=desk, asker=None, heart=heart, stopping=threading.Event())


def work(bench: Any, shift: Shift) -> None:
    """What is due at this moment, and not what comes of it."""
    with transaction(bench.system.pool) as connection:
        claimed = [job for some in iter(lambda: claim_jobs(connection, worker="w"), []) for job in some]
        release(connection, [job.lease for job in claimed])
    for job in claimed:
        shift.work([job.job])


def zip_of(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_an_archive_waits_for_its_members_and_reports_them_all(bench: Any, shift: Shift) -> None:
    bench.drop("invoice/box.zip", zip_of({"a.txt": b"Invoice number: INV-1\n", "b.pdf": b"%PDF-1.4 broken"}))
    with bench.watching() as watcher:
        bench.turn_until(watcher, bench.held)
        bench.turn_until(watcher, lambda: bench.rows("select count(*) from jobs") == [(1,)])
        work(bench, shift)
        for _ in range(3):
            watcher.turn()
        assert not bench.filed

        work(bench, shift)
        bench.turn_until(watcher, lambda: bench.filed)
    report = bench.result("box.zip")
    assert (report["status"], report["fields"]) == ("succeeded", {})
    assert [one["document"]["name"] for one in report["pieces"]] == ["a.txt", "b.pdf"]
    assert [one["status"] for one in report["pieces"]] == ["succeeded", "failed"]
    assert report["pieces"][0]["data"]["invoice_number"] == "INV-1"
    assert [one["document"]["parent"] for one in report["pieces"]] == [report["document"]["id"]] * 2
    assert bench.filed[0].outcome.review == "needs_review"


def test_a_mailbox_is_as_many_documents_as_it_has_mails(bench: Any, shift: Shift) -> None:
    mails = MAILS.format(first=MAIL.format(subject="INV-1"), second=MAIL.format(subject="INV-2"))
    bench.drop("invoice/box.mbox", mails)
    with bench.watching() as watcher:
        bench.turn_until(watcher, lambda: bench.rows("select count(*) from jobs") == [(1,)])
        work(bench, shift)
        work(bench, shift)
        bench.turn_until(watcher, lambda: bench.filed)
    assert [one["data"]["invoice_number"] for one in bench.result("box.mbox")["pieces"]] == ["INV-1", "INV-2"]
