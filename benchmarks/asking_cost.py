"""What asking costs beside one call per field over the whole text, in tokens and in money.

    python benchmarks/asking_cost.py [PATH ...] [--json]

Twelve fields of the invoice schema are asked of every document: field by field with the whole text, as tools without rules do; by
Assay with the model alone; and by Assay with its rules. The model is the one of ASSAY_MODEL_BASE_URL (ASSAY_MODEL,
ASSAY_MODEL_API_KEY), and its own count of tokens is taken; without an address one on loopback that finds nothing. Prices are 0.40
and 1.60 dollars per million tokens.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from ruamel.yaml import YAML

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from null_model import null_model

from assay.errors import DocumentError
from assay.settings import Settings
from engine.dispatch import carried_out, usable_cores
from engine.order import Order
from extractors.llm.answer import shape_of
from extractors.llm.describe import description
from ingest.assemble import read_document
from ingest.upload import open_upload
from schemas.loader import load_schema
from schemas.schema import Schema
from schemas.types.base import Locale

FIELDS = (
    "invoice_number", "issue_date", "due_date", "currency", "seller_name", "seller_vat_id", "buyer_name", "order_number",
    "net_total", "tax_total", "total", "amount_due",
)  # fmt: skip
INPUT_USD, OUTPUT_USD, BATCH = 0.40e-6, 1.60e-6, 0.5
GOALS = {"tokens_model_alone": 0.10, "tokens_with_rules": 0.05, "cost_live": 0.09, "cost_batch": 0.045}
SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens in and out, by the model's own count."""

    read: int
    written: int

    @property
    def usd(self) -> float:
        """Their price."""
        return self.read * INPUT_USD + self.written * OUTPUT_USD


def main() -> int:
    """Print the figures; 1 when one misses its goal, 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLES], help="documents or folders (default: the PDFs in samples/)")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    documents = [file for path in arguments.paths for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    if not documents:
        print("No document was found.", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = os.environ.get("ASSAY_MODEL_BASE_URL") or stack.enter_context(null_model()).url
        figures = measured(documents, folder, _settings(address, folder))
    print(json.dumps(figures) if arguments.json else sentence(figures))
    return 0 if all(figures[name] <= goal for name, goal in GOALS.items()) else 1


def _settings(address: str, folder: Path) -> Settings:
    given = {"ASSAY_MODEL": "openai/model", "ASSAY_MODEL_API_KEY": "any", **os.environ}
    return Settings.from_environment(given | {"ASSAY_MODEL_BASE_URL": address, "ASSAY_DATA_DIR": str(folder / "data")})


def measured(documents: Sequence[Path], folder: Path, settings: Settings) -> dict[str, float]:
    """The three ways beside each other."""
    alone, with_rules = _schema_file(folder, "alone", rules=False), _schema_file(folder, "with_rules", rules=True)
    naive = field_by_field(documents, load_schema(alone.read_text("utf-8"), file="alone"), settings)
    by_model = by_assay(documents, alone, settings)
    by_rules = by_assay(documents, with_rules, settings)
    return {
        "documents": len(documents),
        "naive_tokens": round(naive.read / len(documents)),
        "tokens_model_alone": round(by_model.read / naive.read, 4),
        "tokens_with_rules": round(by_rules.read / naive.read, 4),
        "cost_model_alone": round(by_model.usd / naive.usd, 4),
        "cost_live": round(by_rules.usd / naive.usd, 4),
        "cost_batch": round(by_rules.usd * BATCH / naive.usd, 4),
    }


def _schema_file(folder: Path, name: str, *, rules: bool) -> Path:
    """The twelve fields of the library's invoice schema, and those of its checks that speak of nothing else."""
    yaml = YAML()
    schema: Any = yaml.load(files("schemas.library").joinpath("invoice.yaml").read_text("utf-8"))
    left_out = set(schema["fields"]) - set(FIELDS)
    schema["fields"] = {one: {**schema["fields"][one], "from": _ladder(schema["fields"][one]) if rules else ["model"]} for one in FIELDS}
    schema["checks"] = {one: check for one, check in schema["checks"].items() if not _names(check) & left_out}
    kept = ("assay", "schema", "title", "locale", "vocabulary", "segments", "defaults", "fields", "checks")
    text = io.StringIO()
    yaml.dump({key: schema[key] for key in kept if key in schema}, text)
    file = folder / f"{name}.yaml"
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def _ladder(field: Mapping[str, Any]) -> list[Any]:
    """Without formulas, for these may speak of fields that were left out."""
    return [rung for rung in field.get("from", ["label", "model"]) if not (isinstance(rung, Mapping) and "formula" in rung)]


def _names(check: Mapping[str, Any]) -> set[str]:
    return set(re.findall(r"\w+", " ".join(map(str, check.values()))))


def by_assay(documents: Sequence[Path], schema: Path, settings: Settings) -> Spent:
    """What Assay's own way takes."""
    order = Order(settings=replace(settings, data_dir=settings.data_dir / schema.stem), schema=str(schema))
    forms = [one.form["usage"] for found in carried_out(order, documents, children=usable_cores()) for one in found]
    return Spent(sum(one["input_tokens"] for one in forms), sum(one["output_tokens"] for one in forms))


def field_by_field(documents: Sequence[Path], schema: Schema, settings: Settings) -> Spent:
    """What one call per field and document takes, each with the whole visible text."""
    used = [_asked(request, settings) for document in documents for request in _requests(document, schema, settings)]
    return Spent(sum(one["prompt_tokens"] for one in used), sum(one["completion_tokens"] for one in used))


def _requests(document: Path, schema: Schema, settings: Settings) -> Iterator[Any]:
    try:
        text = read_document(open_upload(document)).visible_text
    except DocumentError:
        return
    for field in schema.fields:
        entry = {"id": {"type": "string"}, "fields": _object({field.name: shape_of(field)})}
        form = _object({"documents": {"type": "array", "items": _object(entry)}})
        says = description(field, Locale(languages=schema.languages))
        rules = "Extract the field from the document. Answer with JSON: the value as printed and the passage that holds it, or null."
        yield {
            "model": (settings.model or "").partition("/")[2],
            "messages": [
                {"role": "system", "content": f"{rules}\n{says}"},
                {"role": "user", "content": f'<document id="d1">\n{text}\n</document>'},
            ],
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": form}},
        }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _asked(request: Any, settings: Settings) -> Any:
    headers = {"content-type": "application/json", "authorization": f"Bearer {settings.model_api_key}"}
    sent = Request(f"{settings.model_base_url}/chat/completions", json.dumps(request).encode(), headers)  # noqa: S310  the operator's address
    with urlopen(sent) as reply:  # noqa: S310  as above
        return json.load(reply)["usage"]


def sentence(figures: Mapping[str, float]) -> str:
    """The figures for people."""
    return (
        f"{figures['documents']} documents, {figures['naive_tokens']} tokens each when asked field by field. Assay reads "
        f"{figures['tokens_model_alone']}x of that with the model alone (goal {GOALS['tokens_model_alone']}) and "
        f"{figures['tokens_with_rules']}x with its rules (goal {GOALS['tokens_with_rules']}); it costs {figures['cost_live']}x "
        f"(goal {GOALS['cost_live']}), in a batch {figures['cost_batch']}x (goal {GOALS['cost_batch']})."
    )


if __name__ == "__main__":
    sys.exit(main())
