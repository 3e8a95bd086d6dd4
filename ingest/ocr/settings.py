"""How text is recognised. Light to import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Engine = Literal["auto", "tesseract", "rapidocr", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrSettings:
    """`auto` takes Tesseract where the system has it, else the `ocr` extra, else nothing.

    `languages` are Tesseract's names, of which those count that are installed; empty: all that are. `cache` is the folder that keeps
    what was recognised; None keeps nothing.
    """

    engine: Engine = "auto"
    languages: tuple[str, ...] = ()
    cache: Path | None = None
