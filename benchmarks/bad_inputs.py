"""Odd files against what should become of them: each is read in the sandbox, as every way into Assay reads it.

    python benchmarks/bad_inputs.py FOLDER [--ocr] [--jobs N] [--only WORD] [--json]

The folder holds files and a `manifest.jsonl` with a line for each: `file`, `kind`, `expected` (`parsed`, `clear_error` or
`either`), and, where there is more to hold, `as_name` (under which the file arrives) and `checks`. `<tmp>` in checks is the folder
for temporary files. Without --ocr no text is recognised, so scans miss theirs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assay.document import Document
from assay.errors import DOCUMENT_CODES, DocumentError
from assay.settings import Settings
from engine.desk import Desk
from engine.reading import sandbox_for
from extractors.rules.extractor import RuleExtractor
from ingest.limits import DEFAULT_LIMITS
from ingest.upload import upload_of
from pipeline.run import run
from schemas.catalog import Catalog

LIMIT_SECONDS = DEFAULT_LIMITS.total_seconds + 5
HANG_SECONDS = LIMIT_SECONDS + DEFAULT_LIMITS.recognition_seconds
GOAL_SHARE = 0.98
TEMPORARY = Path(tempfile.gettempdir())
PROBE, MARKER = TEMPORARY / "assay_cmap_probe.pickle.gz", TEMPORARY / "assay_cmap_marker"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file: the code of the error or None, whether there is text, which checks failed, and the wall time in seconds."""

    code: str | None
    has_text: bool
    failed: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A file that did not become what it should have, and how."""

    file: str
    kind: str
    how: str


def main() -> int:
    """Print the figures and the misses by kind; 1 when a goal is missed, 2 when there is nothing to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds the files and manifest.jsonl")
    parser.add_argument("--ocr", action="store_true", help="recognise the text of scans and pictures")
    parser.add_argument("--jobs", type=int, default=1, help="files at the same time (default: 1)")
    parser.add_argument("--only", default="", metavar="WORD", help="only files whose name or kind has this word in it")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    arguments = parser.parse_args()
    rows = [row for row in _rows(arguments.folder) if arguments.only in f"{row['file']} {row['kind']}"]
    if not rows:
        print("No file of a manifest was found.", file=sys.stderr)
        return 2
    outcomes, connections = _read_all(arguments.folder, rows, ocr=arguments.ocr, jobs=arguments.jobs)
    misses = [miss for row, outcome in zip(rows, outcomes, strict=True) for miss in _misses(row, outcome, connections)]
    figures = _figures(rows, outcomes, misses)
    report = {**figures, "misses": [asdict(miss) for miss in misses], "outcomes": _by_file(rows, outcomes)}
    print(json.dumps(report, indent=2) if arguments.json else "\n".join(_lines(figures, misses)))
    return 0 if figures["goals_met"] else 1


def _rows(folder: Path) -> list[Row]:
    manifest = folder / "manifest.jsonl"
    return [json.loads(line) for line in manifest.read_text("utf-8").splitlines() if line.strip()] if manifest.is_file() else []


# Reading


def _read_all(folder: Path, rows: Sequence[Row], *, ocr: bool, jobs: int) -> tuple[list[Outcome | None], int]:
    """An outcome for each row, None where the reading process itself ended; and how many connections there were."""
    ports = {int(address.rpartition(":")[2]) for row in rows if (address := _checks(row).get("must_not_connect"))}
    with (
        tempfile.TemporaryDirectory() as data_dir,
        _planted(),
        _listening(ports) as connections,
        Desk(partial(_start, folder, Settings(data_dir=Path(data_dir), ocr="auto" if ocr else "off")), children=jobs) as desk,
        ThreadPoolExecutor(jobs) as crew,
    ):
        outcomes = list(crew.map(partial(_asked, desk), rows))
    return outcomes, len(connections)


def _asked(desk: Desk[Row, Outcome], row: Row) -> Outcome | None:
    try:
        return desk.ask(row, seconds=HANG_SECONDS)
    except DocumentError:
        return None


def _start(folder: Path, settings: Settings) -> Callable[[Row], Outcome]:
    sandbox = sandbox_for(settings)

    def read(row: Row) -> Outcome:
        data = (folder / row["file"]).read_bytes()
        started = time.monotonic()
        try:
            document = sandbox.read(upload_of(row.get("as_name", row["file"]), data))
        except DocumentError as error:
            return Outcome(code=error.code, has_text=False, failed=(), seconds=time.monotonic() - started)
        seconds = time.monotonic() - started
        return Outcome(code=None, has_text=bool(document.text.strip()), failed=tuple(_failed(document, row)), seconds=seconds)

    return read


@contextmanager
def _planted() -> Iterator[None]:
    """A pickle where a font's name points to (CVE-2025-64512); who loads it writes the marker."""
    MARKER.unlink(missing_ok=True)
    PROBE.write_bytes(gzip.compress(pickle.dumps(_Writes())))
    try:
        yield
    finally:
        PROBE.unlink(missing_ok=True)


class _Writes:
    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (MARKER,)


@contextmanager
def _listening(ports: set[int]) -> Iterator[list[int]]:
    """A list that grows with each connection to one of the local ports."""
    connections: list[int] = []
    listeners = [socket.create_server(("127.0.0.1", port)) for port in ports]
    for listener in listeners:
        threading.Thread(target=_accept, args=(listener, connections), daemon=True).start()
    yield connections
    for listener in listeners:
        listener.close()


def _accept(listener: socket.socket, connections: list[int]) -> None:
    while True:
        try:
            listener.accept()[0].close()
        except OSError:
            return
        connections.append(1)


# Judging


def _checks(row: Row) -> Mapping[str, Any]:
    checks: Mapping[str, Any] = row.get("checks", {})
    return checks


def _failed(document: Document, row: Row) -> Iterator[str]:
    """The checks that a document that was read does not hold."""
    checks = _checks(row)
    for wanted in (*checks.get("must_contain", ()), *checks.get("must_contain_if_parsed", ()), *checks.get("truth", {}).values()):
        if wanted not in document.text:
            yield f"lacks {wanted!r}"
    everything = document.text + "".join(one.text for one in document.hidden)
    yield from (f"holds {word!r}" for word in checks.get("must_not_contain", ()) if word in everything)
    inside = len(document.parts) - 1 + sum(notice.code == "attachment_failed" for notice in document.notices)
    if checks.get("attachments", inside) != inside:
        yield f"{inside} attachments instead of {checks['attachments']}"
    if "/" in document.name or not document.name.isprintable():
        yield "shows its name as it came"
    if "must_not_extract" in checks:
        yield from _wrongly_extracted(document, checks["must_not_extract"])


def _wrongly_extracted(document: Document, forbidden: Mapping[str, str]) -> Iterator[str]:
    """Values that the rules alone took from where nobody sees them."""
    schema = Catalog().load("invoice")
    extraction = run(document, schema, rules=RuleExtractor(), model=None, clock=time.perf_counter)
    for name, value in forbidden.items():
        result = extraction.fields.get(f"/{name}")
        if result is not None and result.chosen is not None and result.chosen.raw.strip() == value:
            yield f"extracted {name} {value!r}"


def _misses(row: Row, outcome: Outcome | None, connections: int) -> Iterator[Miss]:
    miss = partial(Miss, file=row["file"], kind=row["kind"])
    if outcome is None:
        yield miss(how="ended the reading process")
        return
    yield from (miss(how=how) for how in (*_wrong_end(row, outcome), *outcome.failed, *_traces(row, connections)))


def _wrong_end(row: Row, outcome: Outcome) -> Iterator[str]:
    named = _checks(row).get("error_code")
    if outcome.seconds > LIMIT_SECONDS:
        yield f"took {outcome.seconds:.0f} s"
    if outcome.code is None and not outcome.has_text:
        yield "empty in silence"
    if outcome.code == "internal" or (outcome.code is not None and outcome.code not in DOCUMENT_CODES):
        yield f"unlisted code {outcome.code}"
    if row["expected"] == "parsed" and outcome.code is not None and not _is_picture_without_words(row, outcome):
        yield f"refused: {outcome.code}"
    if row["expected"] == "clear_error" and outcome.code is None:
        yield "read instead of refused"
    if named and outcome.code is not None and outcome.code not in named.split("|"):
        yield f"{outcome.code} instead of {named}"


def _is_picture_without_words(row: Row, outcome: Outcome) -> bool:
    """A picture of something else than text was decoded, which is all that can be wanted, and nothing is read in it."""
    return bool(row["kind"] == "image") and outcome.code == "no_text"


def _traces(row: Row, connections: int) -> Iterator[str]:
    checks = _checks(row)
    for name in checks.get("must_not_exist", ()):
        if Path(name.replace("<tmp>", str(TEMPORARY))).exists():
            yield f"left {name}"
    if "must_not_connect" in checks and connections:
        yield "somebody connected"


# Telling


def _figures(rows: Sequence[Row], outcomes: Sequence[Outcome | None], misses: Sequence[Miss]) -> dict[str, Any]:
    missed = {miss.file for miss in misses}
    shares = {end: [row["file"] not in missed for row in rows if row["expected"] == end] for end in ("parsed", "clear_error", "either")}
    there = [outcome for outcome in outcomes if outcome is not None]
    figures: dict[str, Any] = {
        "files": len(rows),
        **{f"{expected}_right": f"{sum(right)} of {len(right)}" for expected, right in shares.items()},
        "deaths": len(outcomes) - len(there),
        "late": sum(outcome.seconds > LIMIT_SECONDS for outcome in there),
        "empty_in_silence": sum(outcome.code is None and not outcome.has_text for outcome in there),
        "pictures_without_words": sum(
            row["expected"] == "parsed" and outcome is not None and _is_picture_without_words(row, outcome)
            for row, outcome in zip(rows, outcomes, strict=True)
        ),
        "unlisted_codes": sum(miss.how.startswith("unlisted") for miss in misses),
        "with_checks": sum(bool(_checks(row)) for row in rows),
        "with_checks_missed": sum(bool(_checks(row)) and row["file"] in missed for row in rows),
        "seconds_median": round(statistics.median(outcome.seconds for outcome in there), 3) if there else None,
        "seconds_most": round(max((outcome.seconds for outcome in there), default=0.0), 1),
        "codes": dict(Counter(outcome.code or "read" for outcome in there).most_common()),
    }
    nothing = ("deaths", "late", "empty_in_silence", "unlisted_codes", "with_checks_missed")
    enough = all(sum(right) >= GOAL_SHARE * len(right) for right in (shares["parsed"], shares["clear_error"]))
    return {**figures, "goals_met": enough and not any(figures[name] for name in nothing)}


def _by_file(rows: Sequence[Row], outcomes: Sequence[Outcome | None]) -> dict[str, Any]:
    return {row["file"]: None if outcome is None else asdict(outcome) for row, outcome in zip(rows, outcomes, strict=True)}


def _lines(figures: Mapping[str, Any], misses: Sequence[Miss]) -> Iterator[str]:
    yield (
        f"{figures['files']} files: parsed {figures['parsed_right']}, clear_error {figures['clear_error_right']} (goal 98 % each), "
        f"either {figures['either_right']}; {figures['deaths']} deaths, {figures['late']} late, {figures['empty_in_silence']} empty in "
        f"silence, {figures['unlisted_codes']} unlisted codes (goal 0); {figures['with_checks_missed']} of {figures['with_checks']} files "
        f"with checks miss (goal 0)"
    )
    took = f"median {figures['seconds_median']} s, most {figures['seconds_most']} s"
    yield f"{figures['pictures_without_words']} pictures hold no words; {took}"
    yield "codes: " + ", ".join(f"{code} {count}" for code, count in figures["codes"].items())
    by_kind: dict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        by_kind[miss.kind].append(miss)
    for kind, of_kind in sorted(by_kind.items()):
        yield f"\n{kind}: {len(of_kind)} misses"
        yield from (f"  {miss.file}: {miss.how}" for miss in of_kind)


if __name__ == "__main__":
    raise SystemExit(main())
