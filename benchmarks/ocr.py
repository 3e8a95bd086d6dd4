"""Text recognition against what people read: character errors of each engine at hand on pictures with their text.

    python benchmarks/ocr.py FOLDER [--every N] [--engine NAME ...] [--json]

FOLDER holds pictures in `docs/` and the text of each, under the same name with `.txt`, in `ocr/`, as the SROIE receipts come. Character
errors are insertions, deletions and replacements in a share of the human text's characters; case and runs of white space count for nothing,
the order of the lines does. The peer is Tesseract's own plain text.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest.limits import DEFAULT_LIMITS
from ingest.media import JPEG, PNG
from ingest.ocr.engine import Engine
from ingest.ocr.page import page_of
from ingest.ocr.recognise import recognised
from ingest.ocr.registry import ENGINES
from ingest.picture import pictures

PEER = "tesseract alone"
_TYPES = {".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A picture and what people read on it."""

    path: Path
    text: str


def main() -> int:
    """Print the errors of each engine; 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="pictures in docs/, their text in ocr/")
    parser.add_argument("--every", type=int, default=1, help="only each n-th picture (default: all)")
    parser.add_argument("--engine", action="append", choices=tuple(ENGINES), help="only these (default: all that are installed)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines of text")
    arguments = parser.parse_args()
    samples = list(_samples(arguments.folder))[:: arguments.every]
    readers = _readers(arguments.engine or list(ENGINES))
    if not samples or not readers:
        print("There are no pictures with their text, or no engine is installed.", file=sys.stderr)
        return 2
    figures = {name: _measured(samples, read) for name, read in readers.items()}
    print(json.dumps(figures) if arguments.json else "\n".join(_sentence(name, each) for name, each in figures.items()))
    return 0


def _samples(folder: Path) -> Iterator[Sample]:
    for path in sorted((folder / "docs").iterdir()):
        text = folder / "ocr" / f"{path.stem}.txt"
        if path.suffix in _TYPES and text.exists():
            yield Sample(path=path, text=_normal(text.read_text("utf-8", "replace")))


def _readers(engines: list[str]) -> dict[str, Callable[[Path], str]]:
    readers: dict[str, Callable[[Path], str]] = {}
    if "tesseract" in engines and shutil.which("tesseract"):
        readers[PEER] = _alone
    for name in engines:
        engine = ENGINES[name]((), DEFAULT_LIMITS)
        if engine is not None:
            readers[f"assay with {name}"] = _Reader(engine)
    return readers


def _alone(path: Path) -> str:
    return subprocess.run(("tesseract", path, "stdout"), capture_output=True, check=True).stdout.decode()


@dataclass(frozen=True, slots=True)
class _Reader:
    engine: Engine

    def __call__(self, path: Path) -> str:
        (picture,) = pictures(path.read_bytes(), _TYPES[path.suffix], DEFAULT_LIMITS)
        scan = picture.scan
        return page_of(recognised(scan, engine=self.engine, limits=DEFAULT_LIMITS), scan, *picture.points).text


def _measured(samples: list[Sample], read: Callable[[Path], str]) -> dict[str, float]:
    errors, right, seconds = [], [], []
    for sample in samples:
        start = time.monotonic()
        text = _normal(read(sample.path))
        seconds.append(time.monotonic() - start)
        errors.append(distance(sample.text, text))
        right.append(_words_right(sample.text, text))
    characters = [len(sample.text) for sample in samples]
    return {
        "pictures": len(samples),
        "character_error_rate": round(sum(errors) / sum(characters), 4),
        "median_character_error_rate": round(statistics.median(wrong / all_ for wrong, all_ in zip(errors, characters, strict=True)), 4),
        "word_f1": round(statistics.mean(right), 4),
        "seconds_a_picture": round(statistics.median(seconds), 2),
    }


def _normal(text: str) -> str:
    return " ".join(text.upper().split())


def _words_right(wanted: str, found: str) -> float:
    """F1 of the words, in any order."""
    one, other = Counter(wanted.split()), Counter(found.split())
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def distance(one: str, other: str) -> int:
    """Insertions, deletions and replacements from one text to the other."""
    row = list(range(len(other) + 1))
    for number, sign in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, against in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (sign != against))
    return row[-1]


def _sentence(name: str, figures: dict[str, float]) -> str:
    return (
        f"{name}: character error rate {figures['character_error_rate']:.3f} (median {figures['median_character_error_rate']:.3f}), "
        f"word F1 {figures['word_f1']:.3f}, {figures['seconds_a_picture']:.1f} s a picture ({figures['pictures']:.0f} pictures)"
    )


if __name__ == "__main__":
    raise SystemExit(main())
