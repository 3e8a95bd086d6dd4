"""Which documents lie at the paths that a person named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from assay.errors import UsageError
from folder.ignore import ignored_in
from schemas.samples import is_expectation

STANDARD_INPUT = "-"


def documents_at(paths: Sequence[Path]) -> list[Path]:
    """The files named, in that order; a folder stands for the files below it, sorted by path.

    Inside folders, hidden and temporary files are passed over, the expectations of samples, and what `.assayignore` (gitignore
    syntax) in the named folder says. A path that does not exist, and a folder that cannot be opened, stay in the list: reading them
    fails for themselves alone.
    Raises UsageError when nothing is left, when the standard input is meant, or when `.assayignore` cannot be used.
    """
    if any(str(path) == STANDARD_INPUT and not path.exists() for path in paths):
        raise UsageError("Documents are not read from the standard input.", fix="Save the document to a file and name that.")
    found = [document for path in paths for document in (_below(path) if path.is_dir() else (path,))]
    if not found:
        raise UsageError(
            f"There are no documents in {', '.join(str(path) for path in paths)}.",
            code="no_documents",
            fix="Name files, or folders that hold some; hidden and temporary files are passed over.",
        )
    return found


def _below(folder: Path) -> Iterator[Path]:
    ignored = ignored_in(folder)
    unreadable: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unreadable.append):
        here = Path(place)
        below = PurePosixPath(here.relative_to(folder).as_posix())
        folders[:] = sorted(name for name in folders if not ignored.covers(below / name, folder=True))
        for name in sorted(files):
            if not ignored.covers(below / name) and not is_expectation(here / name):
                yield here / name
    yield from (Path(error.filename) for error in unreadable)
