"""What a reading child gives up before it looks at a file: the network, other programs, most files, and most of the machine.

The limits hold wherever the system has them. On Linux a filter of system calls (seccomp) lets through what a reader needs and nothing
else, and rules of access (Landlock) leave it the code that it runs and nothing else of the disk; both bind root as well. Elsewhere the
network's module is taken away, which stops accidents and no attack.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from ingest.limits import Limits
from ingest.sandbox.access import restrict
from ingest.sandbox.calls import ARGUMENT_OF_FLAGS, NEEDED, OPENS, WITH_MARK

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER, _DIE_WITH_PARENT = 38, 22, 2, 1
# Libraries for numbers start a thread for each processor as soon as they are loaded, and give up where they cannot.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_MOST_DESCRIPTORS = 1 << 16
_PAGES = Path("/proc/self/statm")

# A program of the classic Berkeley packet filter over `struct seccomp_data`: see linux/seccomp.h and linux/filter.h.
_LOAD, _EQUAL, _ANY_OF, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_CHANGES_A_FILE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


Bound = tuple[int, tuple[int, int]]


def bounds(limits: Limits) -> tuple[Bound, ...]:
    """What the system is to hold a child of this process to: resources and their soft and hard limits."""
    seconds = int(limits.total_seconds) + 1
    most = (
        (resource.RLIMIT_AS, _address_space() + limits.memory_bytes, 0),
        # Over the soft limit comes a signal, so that the end says why.
        (resource.RLIMIT_CPU, seconds, 5),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
    )
    return tuple((what, _within(resource.getrlimit(what)[1], soft, more)) for what, soft, more in most)


def _within(hard: int, soft: int, more: int) -> tuple[int, int]:
    return (soft, soft + more) if hard == resource.RLIM_INFINITY else (min(soft, hard), min(soft + more, hard))


def _address_space() -> int:
    """What the process has mapped already, in bytes; most of it libraries."""
    try:
        return int(_PAGES.read_text("ascii").split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 1 << 30


def confine(bounds: Iterable[Bound], *, keep: int, rules: int | None = None) -> None:
    """Give everything up but the file descriptor `keep` and the three standard ones. There is no way back.

    `rules` is the descriptor of rules of access, as `ingest.sandbox.access.rules` makes them.
    """
    os.setsid()
    die_with_parent()
    if rules is not None:
        restrict(rules)
    close_all_but(keep)
    for what, limit in bounds:
        with contextlib.suppress(OSError, ValueError):  # not every system has each of them
            resource.setrlimit(what, limit)
    if not _filter_calls():
        _take_network_away()


def close_all_but(keep: int) -> None:
    """Close what this process inherited, but for the three standard file descriptors and this one."""
    os.closerange(3, keep)
    os.closerange(keep + 1, _MOST_DESCRIPTORS)


def die_with_parent() -> None:
    """Be killed when the process that forked this one ends, where the system can do that."""
    if _LIBC is not None:
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def _filter_calls() -> bool:
    """Whether the system now refuses the calls above."""
    if _LIBC is None or _WANTED is None or _LIBC.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(_LIBC.prctl(_SECCOMP, _FILTER, _WANTED, 0, 0) == 0)


def _program(machine: str) -> bytes:
    """Calls in another machine's numbering are refused too, for their numbers mean something else."""
    refuse, allow = (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)
    steps = [(_LOAD, 0, 0, _MACHINE_AT), (_EQUAL, 1, 0, WITH_MARK[machine]), refuse, (_LOAD, 0, 0, _NUMBER_AT)]
    for call, numbers in NEEDED.items():
        if (number := numbers[machine]) is not None and call not in OPENS:
            steps += [(_EQUAL, 0, 1, number), allow]
    for call in OPENS:
        if (number := NEEDED[call][machine]) is not None:
            flags_at = _FIRST_ARGUMENT_AT + 8 * ARGUMENT_OF_FLAGS[call]
            steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, flags_at), (_ANY_OF, 0, 1, _CHANGES_A_FILE), refuse, allow]
    steps.append(refuse)
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _wanted() -> Any:
    """What is handed to the system, made once, because a child has better things to do; None for a machine that is not known."""
    if platform.machine() not in WITH_MARK:
        return None
    program = _program(platform.machine())
    steps = ctypes.create_string_buffer(program)  # kept alive by what is cast from it
    return ctypes.byref(_Program(len(program) // 8, ctypes.cast(steps, ctypes.c_void_p)))


_LIBC = ctypes.CDLL(None) if platform.system() == "Linux" else None
_WANTED = _wanted()


def _take_network_away() -> None:
    socket.socket = _Refused  # type: ignore[misc, assignment]


class _Refused:
    def __init__(self, *_: object, **__: object) -> None:
        _refuse()


def _refuse() -> NoReturn:
    raise PermissionError("A reader has no network.")
