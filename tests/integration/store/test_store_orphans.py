"""Bytes that never became a document go after a while, and no others do."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from store.documents import Submission, erase_orphans, submit

A_DAY = 24 * 3600.0
PREFIXES = [f"{number:02x}" for number in range(256)]


def swept(desk: Any, **more: Any) -> int:
    return sum(erase_orphans(desk.db, desk.blobs, prefix=prefix, older_than_seconds=A_DAY, **more) for prefix in PREFIXES)


def let_age(desk: Any) -> None:
    for path in desk.blobs.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))


def test_old_bytes_without_a_document_go(desk: Any, other_desk: Any) -> None:
    orphan = desk.blobs.put(b"nobody submitted these")
    desk.submit(b"mine")
    other_desk.submit(b"theirs")
    let_age(desk)
    young = desk.blobs.put(b"somebody is about to submit these")

    assert swept(desk) == 1
    assert swept(desk) == 0
    assert not desk.blobs.exists(orphan)
    assert desk.blobs.exists(young)
    assert desk.submit(b"mine").duplicate
    assert other_desk.submit(b"theirs").duplicate


def test_a_sweep_takes_no_more_than_it_may(desk: Any) -> None:
    for number in range(600):
        desk.blobs.put(b"%d" % number)
    let_age(desk)

    assert erase_orphans(desk.db, desk.blobs, prefix="00", older_than_seconds=A_DAY, limit=1) <= 1
    assert swept(desk, limit=1) <= 256
    swept(desk)
    assert not [path for path in desk.blobs.folder.rglob("*") if path.is_file()]


def test_orphans_stay_while_somebody_submits_them(desk: Any, connections: Callable[[], Any]) -> None:
    sha256 = desk.blobs.put(b"a")
    let_age(desk)

    with ThreadPoolExecutor(1) as pool:
        with desk.db.transaction():
            submit(desk.db, desk.workspace, Submission(sha256=sha256, name="a", size=1, origin="api"), blobs=desk.blobs)
            erased = pool.submit(erase_orphans, connections(), desk.blobs, prefix=sha256[:2], older_than_seconds=A_DAY)
            while not desk.rows("select from pg_locks where locktype = 'advisory' and not granted"):
                assert not erased.done()
        assert erased.result() == 0
    assert desk.blobs.exists(sha256)
