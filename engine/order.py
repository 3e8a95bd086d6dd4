"""What is wanted of a run, and what comes out of it for one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.errors import DocumentError
from assay.settings import Settings
from engine.rounds import Pending, Resume
from ingest.upload import Upload

if TYPE_CHECKING:
    from exports.table import Row

AUTO = "auto"

Form = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The settings, the schema, and whether a model may be asked. Where it `replays`, only what models answered before is heard.

    With `batch_seconds` nothing is asked now: what a model would be asked waits so long for the provider's batch, and stories stop there.

    The schema is a name or a file; `auto` chooses one for each document among the shipped ones, a folder among its own too. `password`
    opens those documents that are protected by one.
    """

    settings: Settings
    schema: str = AUTO
    use_model: bool = True
    replays: bool = False
    batch_seconds: float | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def asks_model(self) -> bool:
        """Whether stories stop where a model has to be asked."""
        return self.replays or (self.use_model and self.settings.model is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One document's result as JSON, and its rows for a person."""

    form: Form
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpack:
    """A container to be unpacked into its members."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file out of a container, or the error with which it was refused. `parent` is the container's id."""

    name: str
    parent: str
    content: Upload | DocumentError


@dataclass(frozen=True, slots=True)
class Container:
    """The answer that a file is none: it has to be unpacked."""


Found = tuple[Outcome | Pending, ...]
Job = Path | Unpack | Member | Resume
Answer = Found | Container | tuple[Member, ...]
"""One outcome per piece of a file or member, or its story up to where a model has to be asked, or what an `Unpack` brought."""
