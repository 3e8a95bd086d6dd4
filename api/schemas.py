"""Schemas as they are published: to be looked at."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api import examples
from api.caller import ByAnyone
from api.models import FieldForm, SchemaForm, SchemaList, SchemaListed, VersionList
from assay.errors import SchemaNotFound
from schemas.loader import load_schema
from schemas.schema import Field
from store.pool import transaction
from store.schemas import SchemaVersion, current_versions, newest_version, versions

router = APIRouter(prefix="/v1/schemas", tags=["schemas"])


@router.get("", response_model=SchemaList, **examples.operation("list_schemas"))
def list_schemas(asked: ByAnyone) -> Any:
    """The newest version of every schema, and the files that cannot be used as they are."""
    asked.system.versions.refresh(asked.workspace)
    with transaction(asked.system.pool) as connection:
        found = current_versions(connection, asked.workspace)
    troubles = [{"name": name, "code": error.code, "says": error.says} for name, error in asked.system.versions.troubles().items()]
    return SchemaList(schemas=[_listed(one) for one in found], troubles=troubles)


@router.get("/{name}", response_model=SchemaForm, **examples.operation("schema"))
def schema(asked: ByAnyone, name: str) -> Any:
    """The newest version of a schema: its source as written, and its fields."""
    asked.system.versions.refresh(asked.workspace)
    with transaction(asked.system.pool) as connection:
        found = newest_version(connection, asked.workspace, name)
    if found is None:
        raise _unknown()
    loaded = load_schema(found.source, file=name)
    return SchemaForm(
        **_listed(found).model_dump(), title=loaded.title, source=found.source, fields=[_field(one) for one in _flat(loaded.fields)]
    )


@router.get("/{name}/versions", response_model=VersionList, **examples.operation("schema_versions"))
def schema_versions(asked: ByAnyone, name: str) -> Any:
    """Every version of a schema, the newest first."""
    asked.system.versions.refresh(asked.workspace)
    with transaction(asked.system.pool) as connection:
        found = versions(connection, asked.workspace, name)
    if not found:
        raise _unknown()
    return VersionList(versions=[_listed(one) for one in found])


def _unknown() -> SchemaNotFound:
    return SchemaNotFound("No schema of this name is known.", fix="`GET /v1/schemas` shows the schemas there are.")


def _listed(one: SchemaVersion) -> SchemaListed:
    return SchemaListed(name=one.name, version=one.version, hash=one.hash, published_at=one.published_at, published_by=one.published_by)


def _flat(fields: tuple[Field, ...]) -> list[Field]:
    return [one for field in fields for one in (field, *field.columns)]


def _field(one: Field) -> FieldForm:
    return FieldForm(
        path=one.path,
        shape=one.shape,
        type=one.type.name if one.type else None,
        required=one.required,
        cost_of_error=one.cost_of_error,
        labels=list(one.labels),
    )
