"""What an Office file says of itself: the core properties of its container."""

from __future__ import annotations

import zlib
from zipfile import BadZipFile

from assay.errors import DocumentError
from ingest.office import Package, local_name

# Names of the core properties, by what metadata calls them.
_NAMES = {
    **{name: name for name in ("title", "subject", "description", "keywords", "category", "language", "created", "modified")},
    "creator": "author",
    "lastModifiedBy": "modified_by",
}


def properties_of(package: Package) -> dict[str, str]:
    """Title, author and so on, those that have a value; none where they are missing or damaged, for they are no text."""
    named = (one.target for one in package.relations("").values() if one.kind == "core-properties")
    name = next(named, "docProps/core.xml")
    try:
        elements = package.elements(name, *_NAMES, recover=True)
        return {_NAMES[local_name(one)]: one.text for one in elements if one.text}
    except (DocumentError, BadZipFile, zlib.error):
        return {}
