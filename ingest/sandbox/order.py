"""What a confined child can be asked to do, and how a sandbox is set up. Light to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.ocr.settings import OcrSettings
from ingest.upload import Upload

Task = Literal["read", "draw", "unpack"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How every file is read: the limits, how text is recognised, and whether `.assaymock` files misbehave as they say, for tests."""

    limits: Limits = DEFAULT_LIMITS
    ocr: OcrSettings = field(default_factory=OcrSettings)
    mock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One file and what to do with it; `options` are the task's own."""

    task: Task
    upload: Upload
    options: Mapping[str, Any] = field(default_factory=dict)
