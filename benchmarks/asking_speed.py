"""How close many documents come to the rate that a slow model allows, and what memory they take.

    python benchmarks/asking_speed.py [--documents N] [--seconds S] [--calls N] [--children N] [--json]

Small text documents made here go through `assay extract`'s own way, in this process and its children, to a model on loopback that takes its
time for each call. The ideal is as if only the calls that were really made took time: calls x seconds / calls at once. Memory is this
process's at the end of a first run of a fifth of the documents, and at the end of all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from null_model import NullModel, null_model

from assay.settings import Settings
from engine.dispatch import carried_out, usable_cores
from engine.order import Order

GOAL_RATE = 0.9  # of the ideal
GOAL_MEMORY = 1.1  # of the memory after a fifth
SCHEMA = """\
assay: 1
schema: slip
title: A slip
locale: [en]
fields:
  number: {type: code, labels: [Slip No]}
  total: {type: money, labels: [Total]}
  seller: {type: name, from: [model], ask: Who sells}
  cashier: {type: name, from: [model], ask: Who took the money}
"""


def main() -> int:
    """Print the figures; 1 when one misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=1.0, help="what the model takes for a call")
    parser.add_argument("--calls", type=int, default=8, help="calls at once")
    parser.add_argument("--children", type=int, default=usable_cores())
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, null_model(arguments.seconds) as model:
        files = made(Path(folder), arguments.documents)
        settings = Settings(
            model="openai/null", model_base_url=model.url, model_api_key="any", model_calls=arguments.calls, data_dir=Path(folder) / "data"
        )
        order = Order(settings=settings, schema=str(Path(folder) / "slip.yaml"))
        figures = measured(order, files, model, arguments.children)
    print(json.dumps(figures) if arguments.json else sentence(figures))
    return 0 if figures["of_ideal"] >= GOAL_RATE and figures["memory"] <= GOAL_MEMORY else 1


def made(folder: Path, count: int) -> list[Path]:
    """So many documents, no two of them alike, and their schema beside."""
    (folder / "slip.yaml").write_text(SCHEMA, encoding="utf-8")
    files = [folder / f"{number:05}.txt" for number in range(count)]
    for number, file in enumerate(files):
        lines = (f"Bakery {number} Co-op", f"Slip No: S-{number:05}", f"Served by: Ada {number}", f"Total {number % 90 + 1}.20 EUR")
        file.write_text("\n".join(lines), encoding="utf-8")
    return files


def measured(order: Order, files: Sequence[Path], model: NullModel, children: int) -> dict[str, float]:
    """What all the documents took, beside the ideal and beside a fifth of them."""
    fifth = len(files) // 5
    began = time.monotonic()
    memory = {}
    for done, outcomes in enumerate(carried_out(order, files, children=children), start=1):
        failed = [one.form["error"] for one in outcomes if one.form["error"]]
        if failed:
            raise SystemExit(f"A document failed: {failed[0]}")
        if done in (fifth, len(files)):
            memory[done] = resident()
    seconds = time.monotonic() - began
    ideal = model.calls * model.seconds / order.settings.model_calls
    return {
        "documents": len(files),
        "calls": model.calls,
        "most_at_once": model.most_at_once,
        "seconds": round(seconds, 2),
        "ideal_seconds": round(ideal, 2),
        "of_ideal": round(ideal / seconds, 3),
        "memory_mb": round(memory[len(files)] / 2**20, 1),
        "memory": round(memory[len(files)] / memory[fifth], 3),
    }


def resident() -> int:
    """Bytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def sentence(figures: dict[str, float]) -> str:
    """The figures for people."""
    return (
        f"{figures['documents']} documents, {figures['calls']} calls, {figures['most_at_once']} at once: {figures['seconds']} s, "
        f"{figures['of_ideal']:.0%} of the ideal rate (goal {GOAL_RATE:.0%}); "
        f"memory {figures['memory_mb']} MB, {figures['memory']}x of a fifth's (goal {GOAL_MEMORY}x)."
    )


if __name__ == "__main__":
    sys.exit(main())
