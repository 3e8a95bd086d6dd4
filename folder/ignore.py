"""Which files are never documents: hidden and temporary ones, what Assay writes itself, and what `.assayignore` says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from assay.errors import UsageError

IGNORE_FILE = ".assayignore"
SIDECAR = ".assay.yaml"
RESULT = ".assay.json"
PROBLEM = ".error.json"
NEVER_DOCUMENTS = (
    *(".*", "~$*", "*.part", "*.filepart", "*.tmp", "*.crdownload"),
    *("Thumbs.db", "desktop.ini", "@eaDir/"),
    *(f"*{SIDECAR}", f"*{RESULT}", f"*{PROBLEM}"),
)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Patterns for paths below one folder."""

    spec: GitIgnoreSpec

    def covers(self, place: PurePosixPath, *, folder: bool = False) -> bool:
        """Whether a file, or a folder, at that place is passed over. What of its name is no UTF-8 is matched as U+FFFD."""
        text = os.fsencode(place).decode("utf-8", "replace")
        return self.spec.match_file(f"{text}/" if folder else text)


def ignored_in(folder: Path) -> Ignored:
    """The patterns for paths below the folder: the usual ones, then those of its own `.assayignore` (gitignore syntax).

    Raises UsageError when that file cannot be used.
    """
    own = folder / IGNORE_FILE
    try:
        lines = own.read_text(encoding="utf-8", errors="replace").splitlines() if own.is_file() else []
        return Ignored(GitIgnoreSpec.from_lines([*NEVER_DOCUMENTS, *lines]))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it holds a line that is no gitignore pattern"
        raise UsageError(f"{own} cannot be used: {reason}.", fix="Correct that file or take it away.") from error
