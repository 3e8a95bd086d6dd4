"""One source of a ladder as it is written: `label`, `{regex: '...'}`, `{symbols: {'€': EUR}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field as Key
from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from assay.asking import Size
from schemas.form import Form, refused, word
from schemas.schema import Read, RungKind
from schemas.suggest import did_you_mean
from schemas.words import BARE_RUNGS, LATER, RUNGS, TEXT_RUNGS, not_yet


class ModelForm(Form):
    """How the model is asked for a field."""

    group: str | None = word(
        "Fields of one group are asked in one call and share the text that is shown; without it, fields are grouped by what they are.",
        "clauses",
        default=None,
    )
    size: Size = word(
        "Which of the two models is asked first: the `small` one, or `large` for what a small one gets wrong.", "large", default="small"
    )
    read: Read | None = word(
        "`printed`: the value stands in the text, word for word. `inferred`: it follows from a passage, as a yes or a category does. "
        "Without it a `boolean` is inferred, and all else printed.",
        "inferred",
        default=None,
    )


class RungForm(Form):
    """One source of a ladder."""

    kind: RungKind
    text: str | None = None
    symbols: dict[str, str] = Key(default={})
    model: ModelForm = Key(default=ModelForm())

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, str):
            return _bare_rung(given)
        if isinstance(given, Mapping) and len(given) == 1:
            return _rung_with_argument(*next(iter(given.items())))
        raise refused(
            "A rung is one source, alone or with its text.",
            "Write one of `label`, `regex`, `model`, `{regex: '...'}`, `{xml: ...}` and `{json: ...}` per list item.",
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The two ways to write a rung, for editors."""
        bare = [{"const": name, "description": RUNGS[name][0]} for name in BARE_RUNGS]
        own = handler.resolve_ref_schema(handler(core))["properties"]
        arguments = {name: _argument(name) for name in RUNGS if name in TEXT_RUNGS or name == "symbols"} | {
            "model": {"$ref": own["model"]["$ref"]}
        }
        mapping = {"type": "object", "properties": arguments, "additionalProperties": False, "minProperties": 1, "maxProperties": 1}
        return {"title": "Rung", "description": cls.__doc__, "anyOf": [*bare, mapping]}


def _argument(name: str) -> dict[str, Any]:
    says, example = RUNGS[name]
    if name == "symbols":
        return {"type": "object", "description": says, "additionalProperties": {"type": "string"}, "minProperties": 1}
    return {"type": "string", "description": says, "examples": [example]}


def _bare_rung(name: str) -> dict[str, Any]:
    if name in BARE_RUNGS:
        return {"kind": name}
    if name in RUNGS:
        raise refused(f"`{name}` needs more than its name.", f"Write `{RUNGS[name][1]}`.")
    raise _unknown_rung(name)


def _rung_with_argument(name: str, given: Any) -> dict[str, Any]:
    match name:
        case "model":
            return {"kind": name, "model": _options(given)}
        case "symbols":
            return {"kind": name, "symbols": _symbols(given)}
        case _ if name in TEXT_RUNGS:
            if isinstance(given, str):
                return {"kind": name, "text": given}
            raise refused(f"`{name}` takes a text.", f"Write `{RUNGS[name][1]}`.")
        case _ if name in RUNGS:
            raise refused(f"`{name}` stands alone.", f"Write only `{name}`.")
    raise _unknown_rung(name)


def _symbols(given: Any) -> dict[str, str]:
    if isinstance(given, Mapping) and given and all(isinstance(one, str) and one for pair in given.items() for one in pair):
        return dict(given)
    raise refused("`symbols` takes signs, each with the value that it stands for.", f"Write `{RUNGS['symbols'][1]}`.")


def _options(given: Any) -> Any:
    if isinstance(given, Mapping):
        return given
    raise refused("`model` stands alone, or takes `group`, `size` and `read`.", f"Write only `model`, or `{RUNGS['model'][1]}`.")


def _unknown_rung(name: str) -> PydanticCustomError:
    if name in LATER["rung"]:
        return refused(*not_yet(name))
    return refused(f"`{name}` is no source of values.", did_you_mean(name, RUNGS) or f"There are {', '.join(RUNGS)}.")
