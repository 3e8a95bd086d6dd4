"""A part of the system ends with the one who started it, also when that one is killed: then the pipe between them closes."""

from __future__ import annotations

import os
import signal
import threading

VARIABLE = "ASSAY_TETHER"  # the number of the pipe's end that a part has inherited


def hold_tether() -> bool:
    """Tell this process to stop, as SIGTERM does, once whoever started it is gone. False when nobody tied it."""
    end = os.environ.get(VARIABLE, "")
    if not end.isdigit():
        return False
    threading.Thread(target=_wait, args=(int(end),), name="tether", daemon=True).start()
    return True


def _wait(end: int) -> None:
    try:
        os.read(end, 1)  # nobody ever writes: it returns when the other end is closed
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGTERM)
