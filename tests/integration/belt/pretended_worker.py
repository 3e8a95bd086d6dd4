"""A real worker whose children do what a document tells them instead of reading it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from assay.log import open_log
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Work, Worked
from workers.worker import live

WORDS = {"input_tokens": 0, "cached_tokens": 0, "output_tokens": 0, "calls": 0, "usd": "0"}


def start(settings: Settings) -> Callable[[Work], Worked]:  # noqa: ARG001  as the real one
    return obey


def obey(errand: Work) -> Worked:
    """`sleep 0.2` takes time, `kill` ends the child, `unpublished` is read with a schema that nobody published."""
    words = errand.data.decode().split()
    if "kill" in words:
        os.kill(os.getpid(), signal.SIGKILL)
    if "sleep" in words:
        time.sleep(float(words[words.index("sleep") + 1]))
    return Worked(form=form(errand, published="unpublished" not in words))


def form(errand: Work, *, published: bool) -> dict[str, Any]:
    (schema,) = errand.schemas
    return {
        "document": {
            "id": None,
            "name": errand.name,
            "sha256": None,
            "media_type": "text/plain",
            "pages": 1,
            "parent": None,
            "page_range": None,
            "pieces": [],
        },
        "schema": {"name": schema.name, "version": schema.version, "hash": schema.hash if published else "5c" * 32},
        "revision": 1,
        "status": "succeeded",
        "error": None,
        "review": {"state": "not_required", "fields": []},
        "data": {},
        "fields": {},
        "checks": [],
        "notices": [],
        "hidden": [],
        "usage": WORDS,
        "timings_ms": {},
    }


def main() -> int:
    settings = Settings.from_environment(os.environ)
    assert settings.database_url is not None
    open_log(settings.data_dir)
    with Desk[Any, Any](partial(start, settings), children=2) as desk:
        return live(settings, settings.database_url, desk, children=2)


if __name__ == "__main__":
    sys.exit(main())
