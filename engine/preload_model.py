"""Imported once, before children are forked that ask a model: its client takes seconds to load. See `engine.preload`."""

import contextlib
from importlib import import_module

with contextlib.suppress(Exception):
    import_module("extractors.llm.endpoint")
