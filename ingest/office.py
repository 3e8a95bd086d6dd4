"""Office files (OOXML): parts in a ZIP container, found by name and by relationship, parsed without ever resolving an entity."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from lxml import etree

from assay.errors import DocumentError
from ingest.archive import open_archive
from ingest.limits import Limits

_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_BEGINNING = 4_096  # bytes; a part that is parsed is looked at as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Where a part points to: the last word of the relation's type (`worksheet`), and the name of the part."""

    kind: str
    target: str


class Package:
    """The parts of one Office file. Names are compared without regard to case, as Office does."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {_plain(name): name for name in archive.namelist()}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._names

    def names(self) -> Iterator[str]:
        """The parts' names in lower case, in the order of the container."""
        return iter(self._names)

    def raw(self, name: str) -> bytes:
        """The bytes of a part of any format; none where there is no such part."""
        return self._archive.read(self._names[_plain(name)]) if name in self else b""

    def data(self, name: str) -> bytes:
        """The bytes of a part in XML; none where there is no such part. Raises `DocumentError` `dangerous_content` for a document type."""
        data = self.raw(name)
        _refuse_document_type(data)
        return data

    def check_beginnings(self) -> None:
        """Look at the beginning of each part in XML, where a document type stands. Raises `DocumentError` `dangerous_content`."""
        for name in self._names:
            if name.endswith((".xml", ".rels")):
                with self._archive.open(self._names[name]) as part:
                    _refuse_document_type(part.read(_BEGINNING))

    def elements(self, name: str, *tags: str, recover: bool = False) -> Iterator[Any]:
        """Elements of a part with one of these local names as they end; what has been passed is forgotten.

        Nothing where there is no such part. A damaged one is read as far as it goes where that will do (`recover`). Raises
        `DocumentError` `corrupt_document` or `dangerous_content`.
        """
        data = self.data(name)
        if not data.strip():
            return
        wanted = [f"{{*}}{tag}" for tag in tags]
        parser = etree.iterparse(io.BytesIO(data), tag=wanted, recover=recover, resolve_entities=False, no_network=True, load_dtd=False)
        try:
            for _, element in parser:
                yield element
                element.clear(keep_tail=True)
                _forget_before(element)
        except etree.XMLSyntaxError as error:
            raise DocumentError("corrupt_document", f"A part of the file is not well formed (line {error.lineno}).") from error

    def relations(self, name: str) -> dict[str, Relation]:
        """The relations of a part by their id; those to places outside of the file are left out."""
        folder, _, file = name.rpartition("/")
        found = {}
        for element in self.elements(f"{folder}/_rels/{file}.rels", "Relationship", recover=True):
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
                found[element.get("Id", "")] = Relation(kind=element.get("Type", "").rpartition("/")[2], target=target.lstrip("/"))
        return found


def open_package(data: bytes, limits: Limits) -> Package:
    """The file's parts. Raises `DocumentError` as `open_archive` does, and `dangerous_content` where a part declares a document type."""
    package = Package(open_archive(data, limits))
    package.check_beginnings()
    return package


def _refuse_document_type(data: bytes) -> None:
    if any(doctype in data for doctype in _DOCTYPES):
        raise DocumentError("dangerous_content", "The file declares a document type (DTD), which is refused.")


def local_name(element: Any) -> str:
    """An element's name without its namespace, of which each has two: transitional and strict."""
    return str(element.tag).rpartition("}")[2]


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _forget_before(element: Any) -> None:
    """Drop the siblings before an element: a part holds millions, and nobody asks for them again."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
