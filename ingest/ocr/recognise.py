"""From a scan to its words: straightened, read, turned and read again where that made no sense, and mapped back to the scan as given."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial

from PIL import Image

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.ocr.base import Recognised, Recogniser, Scan, SeenWord
from ingest.ocr.cache import PageCache
from ingest.ocr.engine import Engine
from ingest.ocr.lines import in_reading_order
from ingest.ocr.registry import engine_named
from ingest.ocr.settings import OcrSettings
from ingest.ocr.straighten import View

_LEAST_SURE = 0.3  # what is read with less is a stain or a drawing more often than a word
# Upside down engines see short pieces of nonsense, and are not sure of them: there 0.4 to 0.57 of the letters make sense, and 0.7 to
# 0.95 on the same pages upright.
_ENOUGH = 0.64
_WORD = 3  # letters at least
_LEAST_LETTERS = 12  # in all, to look at a page in other ways
_LEAST_CONTRAST = 24  # of 255: a page without it is blank
_LEAST_PIXELS = 8  # a side: nothing smaller holds a letter


def recogniser(settings: OcrSettings, limits: Limits = DEFAULT_LIMITS) -> Recogniser | None:
    """What recognises text as the settings say; None when it is off, or `auto` and nothing is installed.

    Raises `ConfigurationError` for an engine that is named and not installed, and when none of the languages named is.
    """
    engine = engine_named(settings.engine, settings.languages, limits)
    if engine is None:
        return None
    read = partial(recognised, engine=engine, limits=limits)
    if settings.cache is None:
        return read
    cache = PageCache(settings.cache, reader="+".join((engine.name, *engine.languages)))
    return lambda scan: cache.through(scan, read)


def recognised(scan: Scan, *, engine: Engine, limits: Limits) -> Recognised:
    """The words of a scan, read the right way up. Raises `DocumentError` as a `Recogniser` does."""
    picture = Image.frombytes("L", (scan.width, scan.height), scan.pixels)
    if _is_blank(picture):
        return Recognised(engine=engine.name, words=())
    until = time.monotonic() + limits.recognition_page_seconds
    best = _read(View.of(picture, 0), engine, scan.dpi, until)
    for turned in best.other_ways_up():
        if best.makes_sense:
            break
        try:
            best = max(best, _read(View.of(picture, turned), engine, scan.dpi, until), key=lambda reading: reading.sense)
        except DocumentError:
            break  # what was read first stands
    return best.found


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read on one view: how many letters in all, how many in words that lie on their sides, and how many make sense: those
    of words that do not, each as much as it is sure.
    """

    found: Recognised
    letters: int
    lying: int
    sense: float

    @property
    def makes_sense(self) -> bool:
        return self.sense >= _ENOUGH * self.letters

    def other_ways_up(self) -> tuple[int, ...]:
        """How to turn the page to read it better, likeliest first; not at all where there is next to nothing on it."""
        if self.letters < _LEAST_LETTERS:
            return ()
        return (90, 270, 180) if self.lying > self.letters / 2 else (180, 90, 270)


def _is_blank(picture: Image.Image) -> bool:
    shades = [shade for shade, count in enumerate(picture.histogram()) if count]
    return min(picture.size) < _LEAST_PIXELS or shades[-1] - shades[0] < _LEAST_CONTRAST


def _read(view: View, engine: Engine, dpi: float, until: float) -> _Reading:
    """What the engine reads, in reading order, with boxes of the scan."""
    picture = view.picture
    seen = engine.words(Scan(width=picture.width, height=picture.height, pixels=picture.tobytes(), dpi=dpi), until - time.monotonic())
    likely = in_reading_order([word for word in seen if word.text.strip() and word.confidence >= _LEAST_SURE])
    words = tuple(replace(word, box=view.on_scan(word.box)) for word in likely)
    return _Reading(
        found=Recognised(engine=engine.name, words=words, turned=view.turned, skew=view.skew),
        letters=sum(len(word.text) for word in likely),
        lying=sum(len(word.text) for word in likely if _lies(word)),
        sense=sum(word.confidence * len(word.text) for word in likely if len(word.text) >= _WORD and not _lies(word)),
    )


def _lies(word: SeenWord) -> bool:
    """Whether a word is higher than wide, as all are on a page that lies on its side."""
    left, top, right, bottom = word.box
    return len(word.text) > 1 and bottom - top > right - left
