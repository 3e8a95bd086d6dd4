"""What turns a straight picture into words: the contract of the programs behind text recognition."""

from __future__ import annotations

from typing import Protocol

from ingest.ocr.base import Scan, SeenWord


class Engine(Protocol):
    """A program that recognises text. It may be used by several threads."""

    @property
    def name(self) -> str:
        """Name and version, as a page's `read_by` has it."""

    @property
    def languages(self) -> tuple[str, ...]:
        """What it was told to expect, in its own names; empty where it has no choice."""

    def words(self, scan: Scan, seconds: float) -> tuple[SeenWord, ...]:
        """The words of a picture whose lines run from left to right, in any order; `line` means nothing yet.

        Raises `DocumentError`: `timeout` after `seconds`, `parser_crashed` when the program dies.
        """
