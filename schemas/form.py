"""What every group of keys of the schema language is made from, and how its sentences travel through Pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic import Field as Key
from pydantic_core import CoreSchema, PydanticCustomError, PydanticUndefined


def refused(says: str, fix: str = "") -> PydanticCustomError:
    """An error that carries our own sentences through Pydantic."""
    return PydanticCustomError("assay", "{says}", {"says": says, "fix": fix})


def as_list(given: Any) -> Any:
    """One item may stand for a list of one."""
    return [given] if isinstance(given, str | Mapping) else given


class OneOrMany:
    """Tells editors that a single item may stand for a list of one."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        many = handler(core)
        return {"anyOf": [many["items"], many]}


def word(says: str, example: Any, *, default: Any = PydanticUndefined, **options: Any) -> Any:
    """A word of the language with its sentence and an example; required when it has no default."""
    return Key(default=default, description=says, examples=[example], **options)


class Form(BaseModel):
    """What all forms share: unknown keys are refused, and `1` is no text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
