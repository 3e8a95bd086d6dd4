"""Recognised pages kept in a folder, so that the same picture is read once. It holds documents' text: only its owner may look."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.ocr.base import Recognised, Scan
from ingest.ocr.form import form_of, recognised_of

_BYTES = 500_000_000
_KEPT = 0.8  # of the bound, when it is passed
_LOOKED_AT_EVERY = 500  # pages written by this process
# Another number when pictures are prepared in another way: what was kept before is then read anew.
_EDITION = 1


@dataclass(slots=True)
class PageCache:
    """Pages by what they were read from and with. `reader` says with what: another one does not find them.

    `bound` is in bytes. The folder may be shared by several processes and deleted at any time; what cannot be read or written there is as
    if it were not there.
    """

    folder: Path
    reader: str
    bound: int = _BYTES
    _written: int = 0

    def through(self, scan: Scan, read: Callable[[Scan], Recognised]) -> Recognised:
        """The page as kept, else as read now and kept from now on."""
        path = self._path(scan)
        kept = _kept(path)
        if kept is not None:
            return kept
        recognised = read(scan)
        with contextlib.suppress(OSError):
            _write(path, json.dumps(form_of(recognised), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
            self._written += 1
            if self._written % _LOOKED_AT_EVERY == 1:
                _shrink(self.folder, self.bound)
        return recognised

    def _path(self, scan: Scan) -> Path:
        seen = hashlib.sha256(f"{_EDITION} {self.reader} {scan.width} {scan.height} {scan.dpi:g} ".encode())
        seen.update(scan.pixels)
        name = seen.hexdigest()
        return self.folder / name[:2] / f"{name}.json"


def _kept(path: Path) -> Recognised | None:
    try:
        recognised = recognised_of(json.loads(path.read_bytes()))
        os.utime(path)  # what was used last goes last
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return recognised


def _write(path: Path, content: bytes) -> None:
    """All or nothing, whoever else writes the same."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _shrink(folder: Path, bound: int) -> None:
    """Take the pages away that were not used for longest, when all of them together pass the bound."""
    found = []
    for path in folder.glob("??/*"):
        with contextlib.suppress(OSError):
            state = path.stat()
            found.append((state.st_mtime_ns, state.st_size, path))
    total = sum(size for _, size, _ in found)
    if total <= bound:
        return
    for _, size, path in sorted(found):
        if total <= _KEPT * bound:
            break
        path.unlink(missing_ok=True)
        total -= size
