"""The API and the console in one process."""

from __future__ import annotations

import api.server
from assay.settings import Settings
from console.app import create


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve programs and people until SIGTERM or Ctrl+C. Raises as `api.server.serve` does."""
    api.server.serve(settings, host=host, port=port, build=create)
