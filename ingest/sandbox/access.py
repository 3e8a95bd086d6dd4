"""What of the disk a confined child may read (Landlock): the code that it runs, and the little that libraries look up.

See landlock(7) and linux/landlock.h. Rules are made once and bind each child that takes them on, whoever its user is.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every machine
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_KNOWN_SINCE_1 = (1 << 13) - 1  # every right to files of the first version: execute, write, read, remove, make
_OPENED_TO_POINT_AT = getattr(os, "O_PATH", 0) | os.O_CLOEXEC

# Libraries, zones and fonts of the system.
_SYSTEM = ("/usr/lib", "/lib", "/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/fonts", "/etc/ld.so.cache", "/etc/localtime")
_DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")
_PACKAGES = ("assay", "ingest")

_LIBC = ctypes.CDLL(None, use_errno=True) if platform.system() == "Linux" else None


class _Handled(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64),)


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def rules() -> int | None:
    """A descriptor of the rules; None where the system has none."""
    if _LIBC is None:
        return None
    handled = _Handled(_KNOWN_SINCE_1)
    made: int = _LIBC.syscall(_CREATE, ctypes.byref(handled), ctypes.c_size_t(ctypes.sizeof(handled)), 0)
    if made < 0:
        return None
    for path in _readable():
        _allow(made, path, _READ_FILE | (_READ_FOLDER if path.is_dir() else 0))
    for folder in _searched():
        _allow(made, folder, _READ_FOLDER)
    return made


def restrict(made: int) -> None:
    """Hold this process to the rules, for good."""
    if _LIBC is not None:
        _LIBC.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _LIBC.syscall(_RESTRICT, made, 0)


def _readable() -> Iterable[Path]:
    """Where code lies: the interpreter's, the packages', our own. Never the folder that the documents are kept in."""
    own = [Path(module.__path__[0]) for name in _PACKAGES if (module := sys.modules.get(name)) is not None]
    installed = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return sorted(path for path in {*own, *installed, *map(Path, (*_SYSTEM, *_DEVICES))} if path.exists())


def _searched() -> Iterable[Path]:
    """Where Python looks for modules: it has to see which there are."""
    return sorted({Path(path) for path in sys.path if Path(path).is_dir()})


def _allow(made: int, path: Path, rights: int) -> None:
    assert _LIBC is not None  # noqa: S101 - there are no rules without it
    try:
        descriptor = os.open(path, _OPENED_TO_POINT_AT)
    except OSError:
        return
    try:
        rule = _Rule(rights, descriptor)
        _LIBC.syscall(_ADD, made, _BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
