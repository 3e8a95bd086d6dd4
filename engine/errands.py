"""The desk at which the running system's errands are done. Light to import: the parts are loaded in the child processes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from assay.log import open_log
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand
from engine.reading import sandbox_for


def desk(settings: Settings, *, children: int) -> Desk[Errand, Answered]:
    """A desk with up to so many children. They know the settings, and neither the database nor the broker."""
    return Desk(partial(_start, settings), children=children, preload=["engine.preload"])


def _start(settings: Settings) -> Callable[[Errand], Answered]:
    with contextlib.suppress(OSError):  # a log that cannot be written stops no document; `assay doctor` says the fix
        open_log(settings.data_dir)
    labour: Any = import_module("engine.labour")  # by name, so that who only opens a desk loads no reader and no model client
    answer: Callable[[Errand], Answered] = labour.labour(settings, sandbox_for(settings)).answer
    return answer
