"""The engines there are. What the system has comes before what Assay brings along."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from assay.errors import ConfigurationError
from ingest.limits import Limits
from ingest.ocr import rapidocr, tesseract
from ingest.ocr.engine import Engine

AUTO, OFF = "auto", "off"

# How to come by each: for whoever lacks it.
INSTALL = "Install Tesseract (`apt install tesseract-ocr`, `brew install tesseract`), or Assay with the extra `ocr`."

ENGINES: dict[str, Callable[[Sequence[str], Limits], Engine | None]] = {
    tesseract.PROGRAM: tesseract.find,
    rapidocr.PACKAGE: lambda _, limits: rapidocr.find(limits),
}


def at_hand(wish: str) -> bool:
    """Whether an engine for this wish seems to be installed, told without starting it."""
    names = ENGINES if wish == AUTO else (wish,) if wish != OFF else ()
    return any(shutil.which(name) if name == tesseract.PROGRAM else find_spec(name) for name in names)


def engine_named(wish: str, languages: Sequence[str], limits: Limits) -> Engine | None:
    """The engine of that name, or with `auto` the first that is installed; None with `off`, and when `auto` finds none.

    Raises `ConfigurationError` for a name that there is not, for one that is not installed, and for languages that it lacks.
    """
    if wish == OFF:
        return None
    if wish == AUTO:
        return next((engine for find in ENGINES.values() if (engine := find(languages, limits)) is not None), None)
    if wish not in ENGINES:
        raise ConfigurationError(f"There is no text recognition {wish!r}.", fix=f"Choose one of: {', '.join((AUTO, *ENGINES, OFF))}.")
    engine = ENGINES[wish](languages, limits)
    if engine is None:
        raise ConfigurationError(f"The text recognition {wish!r} is not installed.", fix=INSTALL)
    return engine
