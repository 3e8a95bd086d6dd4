"""Which documents lie at the paths that a person named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pathspec import GitIgnoreSpec

from assay.errors import UsageError

STANDARD_INPUT = "-"
IGNORE_FILE = ".assayignore"
NEVER_DOCUMENTS = (".*", "~$*", "*.part", "*.tmp", "*.crdownload", "Thumbs.db", "*.assay.yaml", "*.assay.json", "*.error.json")


def documents_at(paths: Sequence[Path]) -> list[Path]:
    """The files named, in that order; a folder stands for the files below it, sorted by path.

    Inside folders, hidden and temporary files are passed over, and what `.assayignore` (gitignore syntax) in the named
    folder says. A path that does not exist, and a folder that cannot be opened, stay in the list: reading them fails for
    themselves alone.
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
    ignored = _ignored_in(folder)
    unreadable: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unreadable.append):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not ignored.match_file(f"{(here / name).relative_to(folder).as_posix()}/"))
        for name in sorted(files):
            if not ignored.match_file((here / name).relative_to(folder).as_posix()):
                yield here / name
    yield from (Path(error.filename) for error in unreadable)


def _ignored_in(folder: Path) -> GitIgnoreSpec:
    own = folder / IGNORE_FILE
    try:
        lines = own.read_text(encoding="utf-8", errors="replace").splitlines() if own.is_file() else []
        return GitIgnoreSpec.from_lines([*NEVER_DOCUMENTS, *lines])
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it holds a line that is no gitignore pattern"
        raise UsageError(f"{own} cannot be used: {reason}.", fix="Correct that file or take it away.") from error
