"""What `assay --help` costs in CPU over bare Python, and whether it imports a model client. Run: `python benchmarks/startup.py`."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys

LIMIT_SECONDS = 0.25
MODEL_CLIENTS = ("openai", "instructor")
BARE = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "cli.main", "--help"]
IMPORTS = [sys.executable, "-X", "importtime", "-m", "cli.main", "--help"]


def main() -> int:
    """Print the median CPU seconds of both, alternating in one run, and their difference."""
    arguments = parsed_arguments()
    pairs = [(cpu_seconds(BARE), cpu_seconds(HELP)) for _ in range(arguments.runs)]
    bare, helped = (statistics.median(column) for column in zip(*pairs, strict=True))
    figures = {
        "bare_python_s": round(bare, 3),
        "assay_help_s": round(helped, 3),
        "over_bare_s": round(helped - bare, 3),
        "limit_s": LIMIT_SECONDS,
        "model_clients_imported": imported_model_clients(),
    }
    print(json.dumps(figures) if arguments.json else "\n".join(f"{name:24} {value}" for name, value in figures.items()))
    return 0


def parsed_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="pairs of runs (default 15)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def cpu_seconds(command: list[str]) -> float:
    """User and system time of one child process."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def imported_model_clients() -> list[str]:
    """Which model clients the help imports, by Python's own import log."""
    log = subprocess.run(IMPORTS, check=True, capture_output=True, text=True).stderr
    modules = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in log.splitlines()}
    return [name for name in MODEL_CLIENTS if name in modules]


if __name__ == "__main__":
    raise SystemExit(main())
