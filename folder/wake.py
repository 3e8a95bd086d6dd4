"""What makes the watcher look before its time: events of the file system, where there are any."""

from __future__ import annotations

import threading
from pathlib import Path

from watchfiles import watch

from assay.log import log_event

# Folders of these kinds change without this machine being told.
REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "vboxsf", "prl_fs"}
)
MOUNTS = Path("/proc/self/mounts")
DEBOUNCE_MS = 400


class Wake:
    """Wakes one thread that waits, and tells it to stop. Safe to use in a signal handler."""

    def __init__(self) -> None:
        self._woken = threading.Event()
        self._stopped = threading.Event()

    @property
    def is_stopped(self) -> bool:
        """Whether it is time to end."""
        return self._stopped.is_set()

    def wake(self) -> None:
        """Something may have changed."""
        self._woken.set()

    def stop(self) -> None:
        """It is time to end."""
        self._stopped.set()
        self._woken.set()

    def wait(self, seconds: float) -> bool:
        """Wait until woken, at most that long; whether it was."""
        woken = self._woken.wait(seconds)
        self._woken.clear()
        return woken

    def on_events_in(self, folder: Path) -> threading.Thread:
        """A thread, started, that wakes on everything that happens below the folder, until this is stopped."""
        thread = threading.Thread(target=self._listen, args=(folder,), name="events", daemon=True)
        thread.start()
        return thread

    def _listen(self, folder: Path) -> None:
        try:
            for _ in watch(
                folder,
                watch_filter=None,
                debounce=DEBOUNCE_MS,
                stop_event=self._stopped,
                rust_timeout=500,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                self.wake()
        except Exception as error:  # noqa: BLE001  too many folders, a folder that is gone: the regular look goes on
            log_event("events_off", error=type(error).__qualname__)


def is_remote(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the folder lies on a file system that sends no events; False where that cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    kinds = {_unescaped(fields[1]): fields[2] for line in lines if len(fields := line.split()) > 2}
    nearest = next((above for above in (folder, *folder.parents) if str(above) in kinds), None)
    return nearest is not None and kinds[str(nearest)] in REMOTE


def _unescaped(place: str) -> str:
    """The table of mounts writes blanks, tabs and backslashes as octal numbers."""
    for sign in " \t\n\\":
        place = place.replace(f"\\{ord(sign):03o}", sign)
    return place
