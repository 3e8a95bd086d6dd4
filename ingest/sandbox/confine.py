"""What a reading child gives up before it looks at a file: the network, other programs, the environment, and most of the machine.

The limits hold wherever the system has them. On Linux a filter of system calls (seccomp) takes away the network, new
processes and every change to a file for good, also from root; elsewhere the network's module is taken away, which stops accidents
and no attack.
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
from typing import Any, NamedTuple, NoReturn

from ingest.limits import Limits

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER, _DIE_WITH_PARENT = 38, 22, 2, 1
# Libraries for numbers start a thread for each processor as soon as they are loaded, and give up where they cannot.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_MOST_DESCRIPTORS = 1 << 16
_PAGES = Path("/proc/self/statm")

# A program of the classic Berkeley packet filter over `struct seccomp_data`: see linux/seccomp.h and linux/filter.h.
_LOAD, _EQUAL, _AT_LEAST, _ANY_OF, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_OTHER_NUMBERING = 0x40000000  # the x32 calls of x86_64
_CHANGES_A_FILE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Machine(NamedTuple):
    """A machine: its mark, the calls that it refuses by number, and which argument of which call has the flags of an opened file."""

    mark: int
    refused: tuple[int, ...]
    opens: tuple[tuple[int, int], ...]


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        (
            *(41, 42, 43, 49, 50, 288),  # socket, connect, accept, bind, listen, accept4
            *(56, 57, 58, 435, 59, 322),  # clone, fork, vfork, clone3, execve, execveat: threads too, for which a reader has no use
            *(62, 101, 234, 310, 311),  # kill, ptrace, tgkill, process_vm_readv, process_vm_writev
            *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 92),  # truncate to chown
            *(258, 259, 260, 263, 264, 265, 266, 268, 316, 437),  # mkdirat to fchmodat, renameat2, openat2
        ),
        ((2, 1), (257, 2)),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        (
            *(198, 200, 201, 202, 203, 242),
            *(220, 221, 281, 435),
            *(117, 129, 131, 270, 271),
            *(33, 34, 35, 36, 37, 38, 45, 46, 53, 54, 276, 437),
        ),
        ((56, 2),),
    ),
}


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


def confine(bounds: Iterable[Bound], *, keep: int) -> None:
    """Give everything up but the file descriptor `keep` and the three standard ones. There is no way back."""
    os.setsid()
    die_with_parent()
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


def _program(machine: _Machine) -> bytes:
    """Calls in another machine's numbering are refused too, for their numbers mean something else."""
    refuse = (_RETURN, 0, 0, _REFUSE)
    steps = [(_LOAD, 0, 0, _MACHINE_AT), (_EQUAL, 1, 0, machine.mark), refuse]
    steps += [(_LOAD, 0, 0, _NUMBER_AT), (_AT_LEAST, 0, 1, _OTHER_NUMBERING), refuse]
    for number in machine.refused:
        steps += [(_EQUAL, 0, 1, number), refuse]
    for number, argument in machine.opens:
        flags_at = _FIRST_ARGUMENT_AT + 8 * argument
        steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, flags_at), (_ANY_OF, 0, 1, _CHANGES_A_FILE), refuse, (_RETURN, 0, 0, _ALLOW)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _wanted() -> Any:
    """What is handed to the system, made once, because a child has better things to do; None for a machine that is not known."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return None
    program = _program(machine)
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
