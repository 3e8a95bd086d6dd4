"""What is wanted of a run, and what comes out of it for one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assay.settings import Settings

if TYPE_CHECKING:
    from exports.table import Row

AUTO = "auto"

Form = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The settings, the schema, and whether a model may be asked.

    The schema is a name or a file; `auto` chooses one for each document among the shipped ones, a folder among its own too.
    """

    settings: Settings
    schema: str = AUTO
    use_model: bool = True

    @property
    def asks_model(self) -> bool:
        """Whether a model will be asked at all."""
        return self.use_model and self.settings.model is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One document's result as JSON, and its rows for a person."""

    form: Form
    rows: tuple[Row, ...] = ()
