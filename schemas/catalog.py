"""The schemas that can be named: those that Assay ships, and those in the user's folders, which win."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from assay.errors import SchemaError, SchemaNotFound
from schemas.loader import load_schema
from schemas.schema import Schema
from schemas.shipped import LIBRARY
from schemas.suggest import did_you_mean
from schemas.yaml_text import MAX_CHARACTERS

_ENDINGS = (".yaml", ".yml")


class Catalog:
    """Names schemas by their file names and keeps what it has loaded."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._files: dict[str, Traversable] = {}
        for folder in (resources.files(LIBRARY), *folders):
            self._files.update(_schema_files(folder))
        self._loaded: dict[str, Schema] = {}

    def names(self) -> list[str]:
        """The names, sorted."""
        return sorted(self._files)

    def load(self, name_or_path: str) -> Schema:
        """The schema of that name, or in the file at that path.

        Raises SchemaNotFound when there is none, SchemaError when it cannot be used as written.
        """
        if name_or_path not in self._loaded:
            self._loaded[name_or_path] = load_schema(self.text(name_or_path), file=name_or_path)
        return self._loaded[name_or_path]

    def text(self, name_or_path: str) -> str:
        """The YAML of that schema as written. Raises as `load` does."""
        file = self._files.get(name_or_path)
        return _read(file if file is not None else self._at_path(name_or_path), name_or_path)

    def samples(self, name_or_path: str) -> Path:
        """The folder beside the schema in which its samples lie, if there are any. Raises SchemaNotFound."""
        file = self._files.get(name_or_path) or self._at_path(name_or_path)
        return Path(str(file)).with_suffix("")

    def all(self) -> list[Schema]:
        """Every named schema, sorted by name. Raises SchemaError for the first that cannot be used."""
        return [self.load(name) for name in self.names()]

    def _at_path(self, path: str) -> Path:
        if path.endswith(_ENDINGS) or Path(path).is_file():
            return Path(path)
        known = did_you_mean(path, self._files) or f"There are {', '.join(f'`{name}`' for name in self.names())}."
        raise SchemaNotFound(f"There is no schema `{path}`.", fix=f"{known} A path to a .yaml file works too.")


def _schema_files(folder: Traversable) -> dict[str, Traversable]:
    if not folder.is_dir():
        raise SchemaError(f"The schema folder {folder} is not there.", fix="Create it, or name another one.")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(_ENDINGS)), key=lambda file: file.name)
    return {file.name.rsplit(".", 1)[0]: file for file in files}


def _read(file: Traversable, named: str) -> str:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise SchemaNotFound(f"There is no file {named}.") from None
    except OSError as error:
        raise SchemaError(f"The file {named} cannot be read: {error.strerror}.", fix="Check its rights and that it is a file.") from None
    if len(content) > 4 * MAX_CHARACTERS:
        raise SchemaError(f"The file {named} is far too large for a schema.", fix="Check its name.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SchemaError(f"The file {named} is not text in UTF-8.", fix="Save it as UTF-8 in your editor.") from None
