"""Files that are finished go to `done/YYYY-MM-DD/` with their result, or to `failed/` with their problem.

The name is chosen once and noted in the claim; the file itself moves last. Whoever finds a claim with its file still in it does all
of it again, and nothing comes out twice.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from folder.claims import Claim
from folder.files import beside, numbered, write_whole
from folder.ignore import PROBLEM, RESULT, SIDECAR
from folder.inbox import filed_under


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Puts files away below `root`. Every method raises OSError, and may then be called again."""

    root: Path

    @property
    def processing(self) -> Path:
        """Where claimed files lie."""
        return self.root / "processing"

    def file_done(self, claim: Claim, result: Mapping[str, Any], today: date) -> Path:
        """Put the file into the folder of the day with its result beside it, and return where it is."""
        with self._alone():
            goal = self._file(claim, self.root / "done" / today.isoformat(), RESULT, result)
            self._settle_earlier_failure(claim)
        return goal

    def file_failed(self, claim: Claim, problem: Mapping[str, Any]) -> Path:
        """Put the file into `failed` with its problem beside it, and return where it is."""
        with self._alone():
            return self._file(claim, self.root / "failed", PROBLEM, problem)

    def _file(self, claim: Claim, folder: Path, ending: str, report: Mapping[str, Any]) -> Path:
        goal = self._noted(claim, folder) or self._chosen(claim, folder, ending)
        goal.parent.mkdir(parents=True, exist_ok=True)
        write_whole(beside(goal, ending), _text(report))
        if claim.has_sidecar:
            claim.sidecar.rename(beside(goal, SIDECAR))
        if os.path.lexists(claim.file):
            claim.file.rename(goal)
        return goal

    def _noted(self, claim: Claim, folder: Path) -> Path | None:
        """The goal that was chosen before, if it still is one."""
        with contextlib.suppress(FileNotFoundError):
            goal = self.root / os.fsdecode(claim.goal.read_bytes())
            if goal.is_relative_to(folder) and not os.path.lexists(goal):
                return goal
        return None

    def _chosen(self, claim: Claim, folder: Path, ending: str) -> Path:
        wanted = folder / filed_under(claim.place)
        goal = next(goal for number in count(1) if _is_free(goal := wanted.with_name(numbered(wanted.name, number)), ending))
        write_whole(claim.goal, os.fsencode(goal.relative_to(self.root)))
        return goal

    def _settle_earlier_failure(self, claim: Claim) -> None:
        """What was said about a file that failed and was put back into the inbox holds no longer."""
        failed = self.root / "failed" / filed_under(claim.place)
        said = beside(failed, PROBLEM)
        if os.path.lexists(said) and not os.path.lexists(failed):
            said.unlink()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Two watchers of one folder do not choose the same name."""
        self.processing.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.processing / ".filing", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _text(report: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(report, ensure_ascii=False, indent=2)}\n".encode("utf-8", "replace")


def _is_free(goal: Path, ending: str) -> bool:
    """A problem without its file was left by one that went back to the inbox: it may be written over."""
    return not os.path.lexists(goal) and (ending == PROBLEM or not os.path.lexists(beside(goal, ending)))
