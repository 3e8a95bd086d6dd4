"""What lies in the watched folder, and which of it has come to rest."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from folder.ignore import SIDECAR, Ignored
from store.documents import AUTO

DEEPEST = 100  # folders in folders


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What changes when a file is written or replaced."""

    inode: int
    size: int
    changed_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Signature:
        """The signature of a file."""
        return cls(inode=status.st_ino, size=status.st_size, changed_ns=status.st_mtime_ns)


Seen = Mapping[PurePosixPath, Signature]


def schema_of(place: PurePosixPath) -> str:
    """The schema that a file asks for by its place below the inbox: the name of the first folder, else `auto`."""
    return place.parts[0] if len(place.parts) > 1 else AUTO


def filed_under(place: PurePosixPath) -> PurePosixPath:
    """The place of a file below the folder of its schema."""
    return PurePosixPath(*place.parts[1:]) if len(place.parts) > 1 else place


def sidecar_of(place: PurePosixPath) -> PurePosixPath:
    """Where the metadata of a file lies."""
    return place.with_name(place.name + SIDECAR)


def described_by(sidecar: PurePosixPath) -> PurePosixPath:
    """The file that a sidecar is about."""
    return sidecar.with_name(sidecar.name.removesuffix(SIDECAR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Documents and sidecars, each by its place below the inbox."""

    documents: Seen
    sidecars: Seen


def contents(inbox: Path, ignored: Ignored) -> Contents:
    """The regular files below the inbox that are not ignored. No link is followed, and no other file system entered.

    Folders that cannot be read, or that lie deeper than `DEEPEST`, are passed over. Raises OSError when the inbox itself cannot be read.
    """
    documents: dict[PurePosixPath, Signature] = {}
    sidecars: dict[PurePosixPath, Signature] = {}
    for place, status in _files(inbox, PurePosixPath(), inbox.lstat().st_dev, ignored):
        signature = Signature.of(status)
        if not place.name.endswith(SIDECAR):
            documents[place] = signature
        elif place.name != SIDECAR:
            sidecars[place] = signature
    return Contents(documents=documents, sidecars=sidecars)


def _files(folder: Path, here: PurePosixPath, device: int, ignored: Ignored) -> Iterator[tuple[PurePosixPath, os.stat_result]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        place = here / entry.name
        try:
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                if status.st_dev != device or len(place.parts) > DEEPEST or ignored.covers(place, folder=True):
                    continue
                yield from _files(folder / entry.name, place, device, ignored)
            elif stat.S_ISREG(status.st_mode) and not ignored.covers(_document(place)):
                yield place, status
        except OSError:  # gone meanwhile, or not for us to read
            continue


def _document(place: PurePosixPath) -> PurePosixPath:
    """A sidecar is passed over where its document is."""
    return described_by(place) if place.name.endswith(SIDECAR) and place.name != SIDECAR else place


@dataclass(slots=True, kw_only=True)
class Rest:
    """Since when each file is as it is. Times are seconds of one clock that only goes forward."""

    seconds: float
    _since: dict[PurePosixPath, tuple[Signature, float]] = field(default_factory=dict)

    def look(self, seen: Seen, now: float) -> None:
        """Take note of what lies there now; what is gone is forgotten."""
        before = self._since
        self._since = {
            place: before[place] if place in before and before[place][0] == signature else (signature, now)
            for place, signature in seen.items()
        }

    def is_rested(self, place: PurePosixPath, now: float) -> bool:
        """Whether the file was seen unchanged over at least the settle time."""
        known = self._since.get(place)
        return known is not None and now - known[1] >= self.seconds

    def is_restless(self, now: float) -> bool:
        """Whether some file has still to come to rest."""
        return any(now - since < self.seconds for _, since in self._since.values())
