"""Tesseract, where the system has it: a program of its own for each page, fed and read through pipes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.errors import ConfigurationError
from ingest.limits import Limits
from ingest.ocr.base import Scan, SeenWord
from ingest.ocr.process import answer

PROGRAM = "tesseract"

# Not languages: how a page lies, and formulas.
_NO_LANGUAGES = frozenset({"osd", "equ"})
# Each language costs time: without a wish the first few of those installed are expected, and these come before the others.
_USUAL = ("eng", "deu", "fra", "spa", "ita")
_MOST = 5
_VERSION = re.compile(r"tesseract\s+v?(\d[\w.]*)")
_ASKED_SECONDS = 20.0
_WORD, _COLUMNS = "5", 12  # the rows that are words, and how many columns a row has
_DPI = (70, 2400)  # what Tesseract believes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tesseract:
    """The installed program. See `ingest.ocr.engine.Engine`."""

    path: str
    version: str
    languages: tuple[str, ...]
    limits: Limits

    @property
    def name(self) -> str:
        """As `tesseract 5.3.0`."""
        return f"{PROGRAM} {self.version}"

    def words(self, scan: Scan, seconds: float) -> tuple[SeenWord, ...]:
        """See `Engine`."""
        dpi = min(_DPI[1], max(_DPI[0], round(scan.dpi)))
        options = ("--dpi", str(dpi), "-l", "+".join(self.languages), "--psm", "3", "-c", "tessedit_create_tsv=1")
        header = b"P5 %d %d 255\n" % (scan.width, scan.height)
        command = (self.path, "stdin", "stdout", *options)
        written = answer(command, header + scan.pixels, self.limits, seconds=seconds, environment=_environment())
        return tuple(seen_words(written.decode("utf-8", "replace")))


def seen_words(table: str) -> Iterator[SeenWord]:
    """The words of Tesseract's table of tab-separated values; its confidences go to 100."""
    for row in table.split("\n"):
        cells = row.split("\t")
        if cells[0] != _WORD or len(cells) != _COLUMNS:
            continue
        left, top, width, height = map(float, cells[6:10])
        yield SeenWord(text=cells[11], box=(left, top, left + width, top + height), confidence=float(cells[10]) / 100, line=0)


def find(languages: Sequence[str], limits: Limits) -> Tesseract | None:
    """The program, told to expect those of the languages (Tesseract's names, `eng`) that are installed; None where it is not.

    Raises `ConfigurationError` when languages are named and none of them is installed.
    """
    path = shutil.which(PROGRAM)
    if path is None:
        return None
    version = _VERSION.search(_said(path, "--version"))
    chosen = _chosen(languages, [name for name in _said(path, "--list-langs").split("\n")[1:] if name])
    return Tesseract(path=str(Path(path).absolute()), version=version[1], languages=chosen, limits=limits) if version and chosen else None


def _chosen(wanted: Sequence[str], installed: Sequence[str]) -> tuple[str, ...]:
    if not wanted:
        known = [name for name in installed if name not in _NO_LANGUAGES and "/" not in name]
        return tuple(sorted(known, key=lambda name: _USUAL.index(name) if name in _USUAL else len(_USUAL))[:_MOST])
    chosen = tuple(name for name in wanted if name in installed)
    if not chosen:
        raise ConfigurationError(
            f"Tesseract does not have the language {wanted[0]!r}.",
            fix=f"Install its data ({PROGRAM}-ocr-{wanted[0]} on Debian), or name others of: {', '.join(installed)}.",
        )
    return chosen


def _said(path: str, option: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program that the path names, with our own option
            (path, option), capture_output=True, timeout=_ASKED_SECONDS, check=False, env=_environment(), stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """Nothing but where its data lies. One thread: more of them cost more than they bring."""
    data = os.environ.get("TESSDATA_PREFIX")
    return {"OMP_THREAD_LIMIT": "1", **({"TESSDATA_PREFIX": data} if data else {})}
