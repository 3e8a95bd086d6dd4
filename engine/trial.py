"""A schema tried out on what its author says must be read: the examples in it, and the samples beside it. No model is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assay.settings import Settings
from engine.dispatch import carried_out
from engine.order import Order, Outcome
from engine.runtime import find_in_text
from schemas.catalog import Catalog
from schemas.examples import ExampleOutcome, run_examples
from schemas.samples import SampleOutcome, compare, samples_in
from schemas.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came out of it for one schema."""

    name: str
    examples: Sequence[ExampleOutcome]
    samples: Sequence[SampleOutcome]

    @property
    def passed(self) -> bool:
        """Whether everything is read as it must be."""
        return all(one.passed for one in self.examples) and all(one.passed for one in self.samples)

    def form(self) -> dict[str, Any]:
        """As JSON."""
        return {"examples": [asdict(one) for one in self.examples], "samples": [asdict(one) for one in self.samples]}


def tried_out(name: str, catalog: Catalog) -> Tried:
    """The schema of that name, or at that path, tried out. Raises SchemaError, SchemaNotFound."""
    schema = catalog.load(name)
    return Tried(name=name, examples=run_examples(schema, find_in_text), samples=_run_samples(name, schema, catalog))


def _run_samples(name: str, schema: Schema, catalog: Catalog) -> list[SampleOutcome]:
    samples = list(samples_in(catalog.samples(name), schema))
    if not samples:
        return []
    order = Order(settings=Settings.from_environment({}), schema=name, use_model=False)
    found = carried_out(order, [sample.document for sample in samples], children=1)
    return [one for sample, outcomes in zip(samples, found, strict=True) for one in compare(schema, sample, _data(outcomes))]


def _data(outcomes: Iterable[Outcome]) -> Any:
    """The values of a document's only piece, or of its first."""
    first = next(iter(outcomes), None)
    return first.form["data"] if first else None
