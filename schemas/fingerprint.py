"""Hashes of what a schema says, whatever its spacing, comments and order of keys."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from schemas.form import Form
from schemas.language import DefaultsForm, FieldForm, SchemaForm


def schema_hash(form: SchemaForm) -> str:
    """SHA-256 over the canonical JSON of the definition. The order of fields, columns and checks counts: results follow it."""
    order = {
        "fields": list(form.fields),
        "checks": list(form.checks),
        "columns": {name: list(field.columns) for name, field in form.fields.items() if field.columns},
    }
    return _sha256({"definition": _definition(form), "order": order})


def field_key(name: str, form: FieldForm, defaults: DefaultsForm) -> str:
    """SHA-256 over one field's own definition and the defaults that it takes over."""
    return _sha256({"name": name, "field": _definition(form), "columns": list(form.columns), "defaults": _definition(defaults)})


def _definition(form: Form) -> Any:
    return form.model_dump(by_alias=True, exclude_defaults=True)


def _sha256(canonical: Any) -> str:
    text = json.dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
