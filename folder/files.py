"""Files that appear whole, and under names that are free."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

NAME_BYTES = 255  # of the longest name that file systems take
ENDING_BYTES = 11  # of the longest ending that is put behind a name: `.assay.json`


def beside(file: Path, ending: str) -> Path:
    """`x.pdf.assay.json` for `x.pdf`."""
    return file.with_name(file.name + ending)


def numbered(name: str, number: int) -> str:
    """`x.pdf`, then `x (2).pdf`; shortened where the name of its result would become longer than names can be."""
    path = PurePosixPath(name)
    mark = "" if number == 1 else f" ({number})"
    stem, room = path.stem, NAME_BYTES - ENDING_BYTES - len(mark) - len(os.fsencode(path.suffix))
    while len(stem) > 1 and len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return f"{stem}{mark}{path.suffix}"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole and on the disk, or not at all. Nobody else may write the same one. Raises OSError."""
    name = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]  # what a killed process has left is written over by the next
    unfinished = path.with_name(f".{name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def move_to_free(file: Path, goal: Path) -> None:
    """Move a file, and never onto another one. Raises FileExistsError when the goal is taken, and OSError."""
    try:
        os.link(file, goal)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the look before the leap is the best there is
        if os.path.lexists(goal):
            raise FileExistsError from None
        file.rename(goal)
    else:
        file.unlink()
