"""What models answered about a file before, as far as this data folder remembers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from assay.asking import FieldAnswer
from assay.settings import Settings
from ingest.assemble import ID_LENGTH
from ingest.upload import open_upload
from store.answers import answers_of
from store.local import FILE, NOBODY, LocalShelf


def recorded(settings: Settings, file: Path) -> Mapping[str, FieldAnswer]:
    """The answers by their keys, the newest last. Raises DocumentError for a file that cannot be opened, StorageError."""
    if not (settings.data_dir / FILE).exists():
        return {}
    with closing(LocalShelf(settings.data_dir)) as shelf, shelf.transaction() as transaction:
        return answers_of(transaction, NOBODY, open_upload(file).sha256[:ID_LENGTH])
