"""Imported once, before children are forked, so that none of them has to load the readers and schemas again.

A part that cannot be loaded must not bring the server down that forks the children: each child meets it again and says so.
"""

import contextlib
from importlib import import_module

with contextlib.suppress(Exception):
    import_module("engine.runtime")
    import_module("engine.labour")
