"""The system calls of Linux that a reader needs, by their numbers on each machine: whatever is not here is refused.

Numbers are those of the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h). A new kernel brings
new calls, and these are refused too.
"""

from __future__ import annotations

from typing import Final

X86_64, AARCH64 = "x86_64", "aarch64"

# How the kernel marks a call by a program of each machine (linux/audit.h).
WITH_MARK: Final = {X86_64: 0xC000003E, AARCH64: 0xC00000B7}

# Calls that open a file are let through for reading only, told by the argument that has the flags, counted from 0.
OPENS: Final = ("open", "openat")
ARGUMENT_OF_FLAGS: Final = {"open": 1, "openat": 2}

_NUMBERS: Final[dict[str, tuple[int, int | None]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "madvise": (28, 233),
    "mremap": (25, 216),
    "dup": (32, 23),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "shutdown": (48, 210),
    "getsockopt": (55, 209),
    "exit": (60, 93),
    "uname": (63, 160),
    "fcntl": (72, 25),
    "getcwd": (79, 17),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getppid": (110, 173),
    "getrusage": (98, 165),
    "times": (100, 153),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "getdents64": (217, 61),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    "statx": (332, 291),
    "rseq": (334, 293),
    "set_robust_list": (273, 99),
    "newfstatat": (262, 79),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "ppoll": (271, 73),
    "pselect6": (270, 72),
    "openat": (257, 56),
    "membarrier": (324, 283),
    "gettimeofday": (96, 169),
    "restart_syscall": (219, 128),
    "stat": (4, None),
    "lstat": (6, None),
    "access": (21, None),
    "readlink": (89, None),
    "getdents": (78, None),
    "poll": (7, None),
    "select": (23, None),
    "time": (201, None),
    "arch_prctl": (158, None),
    "open": (2, None),
}

NEEDED: Final = {call: {X86_64: first, AARCH64: second} for call, (first, second) in _NUMBERS.items()}
