"""The styles and scripts of the pages, as they lie in the package."""

from __future__ import annotations

from pathlib import Path

from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from console.headers import Headers


def files() -> ASGIApp:
    """The folder `static`; a browser asks each time whether a file has changed."""
    return Headers(StaticFiles(directory=Path(__file__).with_name("static")), cache="no-cache")
