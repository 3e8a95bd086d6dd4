"""As whom the own database runs. Postgres refuses to run as root, which Assay often is in a container."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "nobody"
# Nothing but these: the server needs no setting or key of ours, and its messages must be in English to be recognised.
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
OTHERS_MAY_READ_AND_ENTER = 0o005


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who owns the server's files, and the words that start a program as that owner."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    @property
    def another(self) -> bool:
        """Whether it is not the account of this process."""
        return self.uid != os.geteuid()

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """The finished program, with what it printed. It gets none of this process's environment. Raises OSError."""
        return subprocess.run(  # noqa: S603  our own programs
            [*self.prefix, *map(str, command)],
            user=self.uid if self.another else None,
            group=self.gid if self.another else None,
            extra_groups=() if self.another else None,
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def own(self, path: Path) -> None:
        """Hand a file, or a folder with everything in it, to this account; nothing happens where it is the owner already."""
        if os.geteuid() != 0 or path.stat().st_uid == self.uid:
            return
        for inside in (*path.rglob("*"), path):  # the folder itself last: an interrupted run is taken up again
            os.chown(inside, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter the path's folders; what is not there yet is judged by the folders above it."""
        if not self.another:
            return True
        there = [folder for folder in (path, *path.parents) if folder.exists()]
        return all(folder.stat().st_uid == self.uid or _open_to_others(folder) for folder in there)


def account() -> Account:
    """The account of this process, unless Postgres would refuse it: it takes neither root nor a number without a name."""
    uid, gid = os.geteuid(), os.getegid()
    if uid != 0 and _has_name(uid):
        return Account(uid=uid, gid=gid)
    # In a user namespace of its own the server is nobody; outside, its files belong to whoever made them.
    inside = Account(uid=uid, gid=gid, prefix=("unshare", "--user"))
    if _works(inside):
        return inside
    if uid != 0:
        return Account(uid=uid, gid=gid)
    entry = pwd.getpwnam(UNPRIVILEGED)
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _works(whom: Account) -> bool:
    """Whether the system lets programs run like that; containers often forbid it."""
    try:
        return whom.run(["true"]).returncode == 0
    except OSError:
        return False


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _open_to_others(path: Path) -> bool:
    return path.stat().st_mode & OTHERS_MAY_READ_AND_ENTER == OTHERS_MAY_READ_AND_ENTER
