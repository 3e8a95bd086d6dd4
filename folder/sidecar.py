"""The metadata of a document, as a YAML file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from assay.errors import DocumentError
from folder.steady import read_steady
from schemas.yaml_text import read_yaml

MOST_BYTES = 64_000


PASSWORD = "password"  # noqa: S105 - the key under which one stands


def metadata_in(sidecar: Path) -> dict[str, Any]:
    """What the file says of the document, ready for JSON; numbers with a point stay text, so that no digit is lost.

    A password is not among it. Raises DocumentError `sidecar_invalid`, UnsteadyError and OSError.
    """
    return {key: value for key, value in _said_in(sidecar).items() if key != PASSWORD}


def password_in(sidecar: Path) -> str | None:
    """The password that opens the document; None without one. Raises as `metadata_in` does."""
    password = _said_in(sidecar).get(PASSWORD)
    return None if password is None else str(password)


def _said_in(sidecar: Path) -> dict[str, Any]:
    data = _bytes_in(sidecar)
    if len(data) > MOST_BYTES:
        raise DocumentError("sidecar_invalid", f"The metadata beside the file is longer than {MOST_BYTES:,} bytes.")
    try:
        yaml, problems = read_yaml(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DocumentError("sidecar_invalid", "The metadata beside the file is not UTF-8.") from error
    if yaml is None or problems:
        first = problems[0]
        raise DocumentError("sidecar_invalid", f"The metadata beside the file is no plain YAML (line {first.line}, column {first.column}).")
    if not isinstance(yaml.data, dict | None):
        raise DocumentError("sidecar_invalid", "The metadata beside the file is not a list of keys with values.")
    return {key: _plain(value) for key, value in (yaml.data or {}).items()}


def _bytes_in(sidecar: Path) -> bytes:
    try:
        return read_steady(sidecar)
    except DocumentError as error:
        if error.code == "empty_file":
            return b""
        raise DocumentError("sidecar_invalid") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
