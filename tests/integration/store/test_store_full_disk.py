"""A disk without room takes no document, says so, and goes on when there is room again."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assay.errors import StorageError
from assay.settings import Settings
from store.blobs import FolderBlobs
from store.pool import connect
from workers.bell import Silent
from workers.intake import Handed, hand_in
from workers.system import System, open_system

MEBI = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True, text=True, check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip(f"NO FULL DISK WAS TRIED: a small disk cannot be mounted here ({mounted.stderr.strip()}).")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)  # noqa: S607


@contextmanager
def system_on(disk: Path, database: str) -> Iterator[System]:
    settings = Settings(data_dir=disk / "data", blobs_url=str(disk / "blobs"))
    with open_system(settings, database, bell=Silent(), patience=5.0) as system:
        yield system


def handed(size: int, first: bytes = b"a") -> Handed:
    return Handed(name="a.txt", data=first * size, origin="api")


def documents(database: str) -> int:
    with connect(database) as connection:
        row = connection.execute("select count(*) from documents").fetchone()
        assert row is not None
        return int(row[0])


def refused(system: System, *files: Handed) -> str:
    with pytest.raises(StorageError) as caught:
        hand_in(system, system.workspace, files)
    assert caught.value.fix
    return caught.value.code


def lying(system: System) -> list[str]:
    assert isinstance(system.blobs, FolderBlobs)
    return [path.name for path in system.blobs.folder.rglob("*") if path.is_file()]


def test_a_full_disk_takes_nothing_until_there_is_room(small_disk: Path, database: str) -> None:
    rest = small_disk / "rest"
    with system_on(small_disk, database) as system:
        hand_in(system, system.workspace, [handed(MEBI)])
        rest.write_bytes(b"x" * (6 * MEBI))

        assert refused(system, handed(4 * MEBI, b"b")) == "storage_full"
        assert (documents(database), len(lying(system))) == (1, 1)

        rest.unlink()
        (again,) = hand_in(system, system.workspace, [handed(4 * MEBI, b"b")])
        assert not again.duplicate
        assert documents(database) == 2


def test_of_files_that_only_fit_in_part_none_is_accepted(small_disk: Path, database: str) -> None:
    with system_on(small_disk, database) as system:
        assert refused(system, handed(5 * MEBI), handed(5 * MEBI, b"b")) == "storage_full"
        assert documents(database) == 0


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def test_a_limit_for_files_is_like_a_full_disk(tmp_path: Path, database: str) -> None:
    with system_on(tmp_path, database) as system:
        with largest_file(MEBI):
            assert refused(system, handed(2 * MEBI)) == "storage_full"
        assert (documents(database), lying(system)) == (0, [])

        hand_in(system, system.workspace, [handed(2 * MEBI)])
        assert documents(database) == 1
