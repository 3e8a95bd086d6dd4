"""The schemas that Assay ships, as they are written."""

from __future__ import annotations

from functools import cache
from importlib import resources

LIBRARY = "schemas.library"


@cache
def shipped_texts() -> frozenset[str]:
    """The text of each. They are known to be sound, because the tests lint them."""
    return frozenset(file.read_text("utf-8") for file in resources.files(LIBRARY).iterdir() if file.name.endswith(".yaml"))
