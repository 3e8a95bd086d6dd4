"""How this installation reads files. Light to import: the readers are loaded in the child processes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assay.settings import Settings
from ingest.limits import DEFAULT_LIMITS
from ingest.ocr.settings import OcrSettings
from ingest.sandbox.order import Habits

if TYPE_CHECKING:
    from ingest.sandbox.sandbox import Sandbox

# What an errand or a file may take beyond its reading, which has limits of its own.
FINDING_SECONDS = 120.0
READING_SECONDS = DEFAULT_LIMITS.total_seconds + DEFAULT_LIMITS.recognition_seconds + DEFAULT_LIMITS.recognition_page_seconds


# After so many seconds a child that reads and finds is taken for one that hangs.
WORKING_SECONDS = READING_SECONDS + FINDING_SECONDS


def sandbox_for(settings: Settings) -> Sandbox:
    """The sandbox of a child process, which is to be opened once in each."""
    ocr = OcrSettings(engine=settings.ocr, languages=settings.ocr_languages, cache=settings.data_dir / "cache" / "ocr")
    sandbox: Any = import_module("ingest.sandbox.sandbox")  # by name, so that who only opens a desk loads no reader
    opened: Sandbox = sandbox.open_sandbox(Habits(ocr=ocr, mock=settings.mock_parser))
    return opened
