"""A page that was read before is not read again; what cannot be used of the cache is as if it were not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.ocr.base import Recognised, Scan, SeenWord
from ingest.ocr.cache import PageCache

SCAN = Scan(width=2, height=2, pixels=b"\x00\xff\x00\xff", dpi=200)
WORDS = (SeenWord(text="Größe \ud800", box=(0.5, 1.0, 1.5, 2.0), confidence=0.75, line=3),)


class Reader:
    """Counts how often it is asked."""

    def __init__(self, words: tuple[SeenWord, ...] = ()) -> None:
        self.asked = 0
        self.words = words

    def __call__(self, _: Scan) -> Recognised:
        self.asked += 1
        return Recognised(engine="some engine 1.0", words=self.words, turned=90, skew=1.5)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_same_picture_is_read_once(tmp_path: Path) -> None:
    reader = Reader((SeenWord(text="Größe", box=(0.5, 1.0, 1.5, 2.0), confidence=0.75, line=3),))
    first = PageCache(tmp_path / "ocr", reader="a").through(SCAN, reader)
    again = PageCache(tmp_path / "ocr", reader="a").through(SCAN, reader)
    assert first == again
    assert reader.asked == 1


@pytest.mark.parametrize(
    ("scan", "with_"),
    [
        (SCAN, "b"),
        (Scan(width=2, height=2, pixels=b"\x00\xff\x00\xfe", dpi=200), "a"),
        (Scan(width=4, height=1, pixels=SCAN.pixels, dpi=200), "a"),
    ],
)
def test_another_picture_or_engine_is_read_anew(tmp_path: Path, scan: Scan, with_: str) -> None:
    reader = Reader()
    PageCache(tmp_path, reader="a").through(SCAN, reader)
    PageCache(tmp_path, reader=with_).through(scan, reader)
    assert reader.asked == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"engine": "x", "words": [{}], "turned": 0, "skew": 0}', b"\xff\xfe"])
def test_a_damaged_entry_is_read_anew_and_replaced(tmp_path: Path, damage: bytes) -> None:
    cache, reader = PageCache(tmp_path, reader="a"), Reader()
    good = cache.through(SCAN, reader)
    (entry,) = files(tmp_path)
    entry.write_bytes(damage)
    assert cache.through(SCAN, reader) == good
    assert cache.through(SCAN, reader) == good
    assert reader.asked == 2


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    assert PageCache(tmp_path / "taken", reader="a").through(SCAN, Reader()).engine == "some engine 1.0"


def test_signs_that_cannot_be_written_are_no_error(tmp_path: Path) -> None:
    assert PageCache(tmp_path, reader="a").through(SCAN, Reader(WORDS)).words == WORDS


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    PageCache(tmp_path / "ocr", reader="a").through(SCAN, Reader())
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "ocr").rglob("*")] == [0, 0]


def test_what_was_not_used_for_longest_goes_when_the_folder_grows_too_large(tmp_path: Path) -> None:
    PageCache(tmp_path, reader="a").through(SCAN, Reader())
    (old,) = files(tmp_path)
    os.utime(old, (1, 1))
    PageCache(tmp_path, reader="b", bound=old.stat().st_size * 3 // 2).through(SCAN, Reader())
    assert len(files(tmp_path)) == 1
    assert not old.exists()
