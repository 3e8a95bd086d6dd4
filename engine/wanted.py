"""Which schemas the words after `--schema` stand for."""

from __future__ import annotations

from pathlib import Path

from engine.order import AUTO
from schemas.catalog import Catalog
from schemas.schema import Schema


def schemas_wanted(named: str) -> tuple[Schema, ...]:
    """One schema by its name or file; for `auto` all that ship, for a folder its own too: then each document chooses.

    Raises SchemaNotFound and SchemaError as the catalog does. A schema's name comes before a folder of that name.
    """
    shipped = Catalog()
    if named == AUTO:
        return tuple(shipped.all())
    if named not in shipped.names() and Path(named).is_dir():
        return tuple(Catalog([Path(named)]).all())
    return (shipped.load(named),)
