"""Files that were taken out of the inbox and have not been filed yet.

`processing/<watcher>/<claim>/taken/<place>`: each watcher has a folder of its own with a lock in it, each claim a folder in that. Taking a
file is one rename, so that of several watchers one has it. The kernel drops the lock of a watcher that is gone, however it went;
whoever gets it then takes the claims over. A claim's folder goes last, once nothing is known of it any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from types import TracebackType
from uuid import UUID, uuid4

from folder.files import move_to_free, numbered, write_whole
from folder.ignore import SIDECAR
from folder.inbox import Signature, sidecar_of

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_LOCK = "lock"
_GOAL = "goal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A taken file. `place` is where it lay below the inbox; `folder` is the claim's own."""

    id: UUID
    folder: Path
    place: PurePosixPath

    @property
    def file(self) -> Path:
        """Where the file lies now."""
        return self.folder / "taken" / self.place

    @property
    def sidecar(self) -> Path:
        """Where its metadata lies, if it has any."""
        return self.folder / "taken" / sidecar_of(self.place)

    @property
    def has_sidecar(self) -> bool:
        """Whether it has metadata. A name that leaves no room for a sidecar's ending has none."""
        return os.path.lexists(self.sidecar)

    @property
    def goal(self) -> Path:
        """A note of where the file will be filed, for whoever has to go on with that."""
        return self.folder / _GOAL


class Claims:
    """The claims of one watcher, which holds its lock as long as this is open."""

    def __init__(self, inbox: Path, processing: Path) -> None:
        self._inbox = inbox
        self._processing = processing
        self._home = processing / str(uuid4())
        self._lock = -1

    def __enter__(self) -> Claims:
        """Raises OSError when `processing` cannot be written."""
        unlocked = self._processing / f".{self._home.name}"  # others look at visible names only, and meet it locked
        unlocked.mkdir(parents=True)
        self._lock = os.open(unlocked / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        unlocked.rename(self._home)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            _remove_home(self._home)  # claims that are still open stay, for the next watcher
        os.close(self._lock)

    def take(self, place: PurePosixPath, signature: Signature) -> Claim | None:
        """Take the file if it is still the one with this signature; None when it is not, or when somebody else was faster.

        Raises OSError, and then nothing was taken.
        """
        claim = self._prepared(place)
        try:
            if not self._move(place, claim.file):
                _remove_claim(claim.folder)
                return None
        except OSError:
            _remove_claim(claim.folder)
            raise
        if Signature.of(claim.file.lstat()) != signature and self.put_back(claim):
            return None
        with contextlib.suppress(OSError):  # it comes later, like one that was written later
            self.take_sidecar(claim)
        return claim

    def take_sidecar(self, claim: Claim) -> bool:
        """Take the metadata of a claimed file, unless there is none or the claim has some. Raises OSError."""
        return not claim.has_sidecar and self._move(sidecar_of(claim.place), claim.sidecar)

    def put_back(self, claim: Claim) -> bool:
        """Put a claimed file where it came from, and end the claim; False, and it stays claimed, when another file lies there."""
        try:
            self._back(claim, claim.place.name)
        except FileExistsError:
            return False
        self.end(claim.id)
        return True

    def put_in_its_place(self, claim: Claim, data: bytes) -> None:
        """Somebody changed the file after it was read: it goes back into the inbox, and the bytes that were read take its place.

        Raises OSError.
        """
        for number in count(1):
            with contextlib.suppress(FileExistsError):
                self._back(claim, numbered(claim.place.name, number))
                break
        write_whole(claim.file, data)

    def end(self, claim: UUID) -> None:
        """Forget a claim. A file that is still in it is not touched, and then the claim stays."""
        _remove_claim(self._home / str(claim))

    def taken_over(self) -> tuple[list[Claim], list[UUID]]:
        """Claims that a watcher has left behind, now ours: those that hold their file, and the ids of those that do not."""
        held: list[Claim] = []
        empty: list[UUID] = []
        for home in self._abandoned():
            for folder in _claim_folders(home):
                mine = self._home / folder.name
                folder.rename(mine)
                place = _place_in(mine / "taken")
                if place is None:
                    empty.append(UUID(folder.name))
                else:
                    held.append(Claim(id=UUID(folder.name), folder=mine, place=place))
        return held, empty

    def _back(self, claim: Claim, name: str) -> None:
        home = (self._inbox / claim.place).with_name(name)
        home.parent.mkdir(parents=True, exist_ok=True)
        move_to_free(claim.file, home)

    def _prepared(self, place: PurePosixPath) -> Claim:
        claim = uuid4()
        made = Claim(id=claim, folder=self._home / str(claim), place=place)
        made.file.parent.mkdir(parents=True)
        return made

    def _move(self, place: PurePosixPath, goal: Path) -> bool:
        """Rename a file of the inbox, whose folders are opened one by one, so that no link leads elsewhere; False when it is gone."""
        with contextlib.ExitStack() as opened:
            try:
                folder = _opened(opened, self._inbox, None)
                for step in place.parts[:-1]:
                    folder = _opened(opened, step, folder)
                os.rename(place.name, goal, src_dir_fd=folder)
            except (FileNotFoundError, NotADirectoryError):
                return False
        return True

    def _abandoned(self) -> Iterator[Path]:
        """The folders of watchers that are gone, each while its lock is held."""
        for home in sorted(self._processing.iterdir()):
            if home == self._home or home.is_symlink() or not _is_uuid(home.name):
                continue
            with _locked(home) as ours:
                if ours:
                    yield home
                    _remove_home(home)


def _opened(stack: contextlib.ExitStack, name: Path | str, folder: int | None) -> int:
    handle = os.open(name, _FOLDER, dir_fd=folder)
    stack.callback(os.close, handle)
    return handle


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[bool]:
    try:
        lock = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:  # another has just removed it
        yield False
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(lock)


def _claim_folders(home: Path) -> list[Path]:
    return sorted(folder for folder in _listed(home) if _is_uuid(folder.name) and folder.is_dir())


def _place_in(taken: Path) -> PurePosixPath | None:
    """Where the claimed file lies below `taken`; None when there is none."""
    for folder, _, files in os.walk(taken):
        for name in files:
            if not name.endswith(SIDECAR):
                return PurePosixPath(Path(folder).relative_to(taken)) / name
    return None


def _remove_home(home: Path) -> None:
    if not _claim_folders(home):
        _remove(home, _LOCK)


def _remove_claim(folder: Path) -> None:
    _remove(folder, _GOAL)


def _remove(folder: Path, note: str) -> None:
    """Remove a folder with its note, but no file that somebody may miss."""
    for below, _, _ in os.walk(folder / "taken", topdown=False):
        with contextlib.suppress(OSError):
            Path(below).rmdir()
    if sorted(one.name for one in _listed(folder)) in ([], [note]):
        with contextlib.suppress(OSError):
            (folder / note).unlink(missing_ok=True)
            folder.rmdir()


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:  # another has just removed it
        return []


def _is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
