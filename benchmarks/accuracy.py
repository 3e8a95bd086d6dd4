"""Extract a labelled set and print its score table, without a model or with one.

    python benchmarks/accuracy.py SET --scorer score.py [--schema invoice] [--model NAME --base-url URL]

SET is a folder with `docs/` and `gold.jsonl`; the scorer is any program that takes `GOLD.jsonl RESULTS.jsonl`.
Neither is part of Assay. With `--model`, the endpoint at `--base-url` is asked as in production.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run `assay extract`, then the scorer on its results; the scorer's exit status is ours."""
    arguments, scorer_options = parsed_arguments()
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.jsonl"
        extract(arguments, results)
        command = [sys.executable, str(arguments.scorer), str(arguments.set / "gold.jsonl"), str(results), *scorer_options]
        return subprocess.run(command, check=False).returncode


def parsed_arguments() -> tuple[argparse.Namespace, list[str]]:
    """Our own arguments, and those that the scorer takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, help="folder with docs/ and gold.jsonl")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--schema", default="invoice")
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--model", help="as ASSAY_MODEL; without it no model is asked")
    parser.add_argument("--base-url", help="as ASSAY_MODEL_BASE_URL")
    return parser.parse_known_args()


def extract(arguments: argparse.Namespace, results: Path) -> None:
    """Write one result a line; exit status 1 only says that some documents failed, which the score shows."""
    command = [sys.executable, "-m", "cli.main", "extract", str(arguments.set / "docs"), "--jsonl", "--out", str(results)]
    command += ["--schema", arguments.schema, "--jobs", arguments.jobs]
    command += [] if arguments.model else ["--no-model"]
    status = subprocess.run(command, check=False, env=environment(arguments)).returncode
    if status not in (0, 1):
        raise SystemExit(status)


def environment(arguments: argparse.Namespace) -> dict[str, str]:
    """The environment of the run; an endpoint of one's own seldom looks at the key."""
    settings = {"ASSAY_MODEL": arguments.model, "ASSAY_MODEL_BASE_URL": arguments.base_url}
    return os.environ | {"ASSAY_MODEL_API_KEY": os.environ.get("ASSAY_MODEL_API_KEY", "any")} | {k: v for k, v in settings.items() if v}


if __name__ == "__main__":
    raise SystemExit(main())
