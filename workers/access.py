"""The first keys to a system: the token that is made at first start, and links that sign a person in."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from assay.errors import StorageError
from store.pool import Database
from store.sessions import make_link
from store.tokens import add_token, tokens

EVERYTHING = ("submit", "review", "author", "admin")
MINUTES = 15  # so long may a link lie about before it is used


def first_token(connection: Database, workspace: UUID, data_dir: Path) -> Path | None:
    """Make a token of every scope when the workspace has none, and keep it in `token`, for the owner of the data folder alone.

    Returns the file that holds it; None when there are tokens already. Raises StorageError.
    """
    if tokens(connection, workspace):
        return None
    file = data_dir / "token"
    made = add_token(connection, workspace, name="first", scopes=EVERYTHING)
    try:
        with open(file, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
            stream.write(made.secret + "\n")
        file.chmod(0o600)
    except OSError as error:
        raise StorageError("storage_denied", f"The first token cannot be kept in {file}.") from error
    return file


def sign_in_address(connection: Database, workspace: UUID, *, base: str, reviewer: str) -> str:
    """An address that signs the person in, once and for some minutes; their decisions carry this name."""
    return f"{base}/sign-in?link={make_link(connection, workspace, reviewer=reviewer, scopes=EVERYTHING, minutes=MINUTES)}"
