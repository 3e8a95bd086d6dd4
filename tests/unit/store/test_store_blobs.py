"""Bytes are kept whole or not at all, and come back as they were."""

import errno
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import binary

from assay.errors import StorageError
from store.blobs import FolderBlobs

ABSENT = hashlib.sha256(b"absent").hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


def files(blobs: FolderBlobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(data=binary(max_size=300))
def test_what_was_put_comes_back(blobs: FolderBlobs, data: bytes) -> None:
    key = blobs.put(data)

    assert key == hashlib.sha256(data).hexdigest()
    assert blobs.get(key) == data


def test_the_same_bytes_are_kept_once(blobs: FolderBlobs) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(blobs.put, [b"same"] * 8))

    assert len(keys) == len(files(blobs)) == 1


def test_what_was_deleted_is_gone_and_may_be_deleted_again(blobs: FolderBlobs) -> None:
    key = blobs.put(b"a")
    assert blobs.exists(key)
    blobs.delete(key)
    blobs.delete(key)

    assert not blobs.exists(key)
    assert code_of(lambda: blobs.get(key)) == "blob_missing"


def test_damaged_bytes_are_not_handed_out(blobs: FolderBlobs) -> None:
    key = blobs.put(b"as it was")
    files(blobs)[0].write_bytes(b"as it is!")

    assert code_of(lambda: blobs.get(key)) == "blob_damaged"


BROKEN = {errno.ENOSPC: "storage_full", errno.EDQUOT: "storage_full", errno.EIO: "storage_unavailable"}


@pytest.mark.parametrize(("number", "code"), BROKEN.items())
def test_a_full_or_broken_disk_leaves_no_half_file(blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    def broken(_: int) -> None:
        raise OSError(number, os.strerror(number))

    blobs.put(b"before")
    monkeypatch.setattr(os, "fsync", broken)
    assert code_of(lambda: blobs.put(b"too much")) == code
    monkeypatch.undo()

    assert len(files(blobs)) == 1
    assert blobs.get(blobs.put(b"too much")) == b"too much"


def test_a_storage_error_may_pass_by_itself(blobs: FolderBlobs) -> None:
    blobs.folder.write_bytes(b"a file stands where the folder should be")

    with pytest.raises(StorageError) as caught:
        blobs.put(b"a")

    assert caught.value.retryable
    assert caught.value.fix


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, ABSENT + "\n", ABSENT[:-1], "/" + ABSENT[1:]])
def test_only_a_hash_is_a_key(blobs: FolderBlobs, key: str) -> None:
    for call in (blobs.get, blobs.exists, blobs.delete):
        with pytest.raises(ValueError, match="SHA-256"):
            call(key)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(StorageError) as caught:
        call()
    return caught.value.code


def test_bytes_are_old_until_they_are_put_again(blobs: FolderBlobs) -> None:
    old, young = blobs.put(b"old"), blobs.put(b"young")
    let_age(files(blobs))
    blobs.put(b"young")

    assert [list(blobs.old(key[:2], seconds=60)) for key in (old, young, ABSENT)] == [[old], [], []]


def test_what_an_interrupted_put_left_is_forgotten_when_it_is_old(blobs: FolderBlobs) -> None:
    key = blobs.put(b"a")
    left = [blobs.folder / key[:2] / name for name in (".old.part", ".young.part")]
    for path in left:
        path.write_bytes(b"hal")
    let_age([*files(blobs)])
    left[1].touch()
    blobs.forget_unfinished(key[:2], seconds=60)

    assert [path.exists() for path in left] == [False, True]
    assert blobs.get(key) == b"a"


def let_age(paths: list[Path]) -> None:
    for path in paths:
        os.utime(path, (0, 0))
