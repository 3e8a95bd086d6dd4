"""A model that nobody can reach costs seconds for the first documents, and nothing for those that follow."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assay.document import Document
from assay.errors import ModelError, ModelUnauthorised, ModelUnreached
from engine.sparing import REST_SECONDS, Sparing
from extractors.base import Found
from schemas.catalog import Catalog
from schemas.schema import Field, Schema
from schemas.types.base import Locale

DOCUMENT = Document(id="d", name="a.txt", sha256="ab", media_type="text/plain", text="Total 5", parts=())
BUSY = ModelError("llm_unavailable", "The language model's endpoint limits how often it may be asked.")
DEAD = ModelUnreached()


class Endpoint:
    """Answers with what it is told, and counts how often it was asked."""

    def __init__(self) -> None:
        self.error: ModelError | None = DEAD
        self.asked = 0

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:  # noqa: ARG002  the contract's
        self.asked += 1
        return Found(error=self.error)


class Bench:
    """A model under test, and a clock that is turned by hand."""

    def __init__(self) -> None:
        self.endpoint = Endpoint()
        self.now = 1000.0
        self.schema = Catalog().load("receipt")
        self.model = Sparing(model=self.endpoint, clock=lambda: self.now)

    def ask(self, times: int = 1) -> list[ModelError | None]:
        return [self.model.extract(DOCUMENT, self.schema, self.schema.fields, Locale()).error for _ in range(times)]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_after_two_unreached_answers_the_rest_fails_at_once_with_the_same_error(bench: Bench) -> None:
    assert bench.ask(10) == [DEAD] * 10
    assert bench.endpoint.asked == 2


def test_after_a_rest_one_try_tells_whether_it_is_back(bench: Bench) -> None:
    bench.ask(3)
    bench.now += REST_SECONDS
    bench.ask(3)
    assert bench.endpoint.asked == 3

    bench.now += REST_SECONDS
    bench.endpoint.error = None
    assert bench.ask(4) == [None] * 4
    assert bench.endpoint.asked == 7


def test_an_answer_between_two_failures_counts_anew(bench: Bench) -> None:
    for error in (DEAD, None, DEAD, BUSY, DEAD):
        bench.endpoint.error = error
        bench.ask()
    assert bench.endpoint.asked == 5


@pytest.mark.parametrize("error", [BUSY, ModelError("llm_refused"), ModelError("llm_invalid_output")])
def test_an_endpoint_that_answers_is_asked_again_whatever_it_says(bench: Bench, error: ModelError) -> None:
    bench.endpoint.error = error
    bench.ask(5)
    assert bench.endpoint.asked == 5


def test_a_refused_key_is_never_tried_again(bench: Bench) -> None:
    refusal = bench.endpoint.error = ModelUnauthorised()
    bench.ask(2)
    bench.now += 1e9
    assert bench.ask() == [refusal]
    assert bench.endpoint.asked == 1
