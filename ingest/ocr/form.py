"""What was recognised, as JSON: in the cache, and on its way into a confined child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ingest.ocr.base import Recognised, SeenWord


def form_of(recognised: Recognised) -> dict[str, Any]:
    """The recognised page, ready for JSON."""
    return asdict(recognised)


def recognised_of(form: Mapping[str, Any]) -> Recognised:
    """The page of a form. Raises KeyError, TypeError or ValueError for what is none."""
    words = tuple(
        SeenWord(text=str(word["text"]), box=_box(*map(float, word["box"])), confidence=float(word["confidence"]), line=int(word["line"]))
        for word in form["words"]
    )
    return Recognised(engine=str(form["engine"]), words=words, turned=int(form["turned"]), skew=float(form["skew"]))


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left, top, right, bottom
