"""A clerk over a file of its own and a provider on loopback; a test moves it step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from asking.batch.clerk import Clerk
from asking.batch.inbox import Inbox
from asking.batch.open import Pace, open_clerk, open_inbox
from asking.remembered import ShelvedMemory
from assay.asking import Asked, Budget, FieldAnswer, Question, Size
from assay.extraction import SchemaRef
from assay.settings import Settings
from store.local import NOBODY, LocalShelf
from store.shelf import Row
from tests.standin.batches import BatchStandin

DAY = 86400.0
PRICES = """
[[price]]
model = "openai/stand-in"
from = 2020-01-01
input = 1000
output = 1000
batch = 0.5
source = "a test"
"""
CELL = {
    "anyOf": [
        {
            "type": "object",
            "properties": {"value": {"type": ["string", "null"]}, "quote": {"type": ["string", "null"]}},
            "required": ["value", "quote"],
            "additionalProperties": False,
        },
        {"type": "null"},
    ]
}


def asked(name: str, document: str) -> Asked:
    return Asked(name=name, says=f"- {name}: a text.", shape=CELL, key=f"{name} of {document}")


def question(document: str, *names: str, text: str = "Total 5", budget: Budget | None = None, size: Size = "small") -> Question:
    return Question(
        document=document,
        schema=SchemaRef(name="bill", version=1, hash="h"),
        title="Bill",
        group="all",
        size=size,
        reason="open",
        fields=tuple(asked(name, document) for name in names or ("total",)),
        text=text,
        egress=(),
        whole=True,
        output_tokens=50,
        budget=budget,
    )


@dataclass
class Office:
    """The desk of a clerk, and what it looks like there. `clerk` is one that has just come in and knows only what is written down."""

    settings: Settings
    shelf: LocalShelf
    inbox: Inbox
    seconds: float = DAY
    _sitting: Clerk | None = None

    def put(self, *questions: Question) -> None:
        for one in questions:
            self.inbox.put(one)

    def step(self, times: int = 1) -> list[str]:
        """The codes of what went wrong."""
        self._sitting = self._sitting or self.clerk()
        return [error.code for _ in range(times) for error in self._sitting.step()]

    def clerk(self) -> Clerk:
        return open_clerk(self.settings, self.shelf, seconds=self.seconds, pace=Pace(patience=0, look=0))

    def use(self, url: str) -> None:
        """Another endpoint from now on."""
        self.settings = replace(self.settings, model_base_url=url)

    def large(self, model: str) -> None:
        """A large model besides."""
        self.settings = replace(self.settings, model_large=model)
        self.inbox = open_inbox(self.settings, self.shelf, seconds=self.seconds)

    def hurry(self) -> None:
        """Whoever waits for a better time looks at once."""
        self.run("update model_batches set look_at = 0")

    def run(self, query: str) -> None:
        with self.shelf.transaction() as at:
            at.run(query.encode(), {})

    def answers(self, one: Question) -> dict[str, FieldAnswer]:
        keys = [field.key for field in one.fields]
        found = ShelvedMemory(self.shelf).recall(NOBODY, one.document, keys, [self.settings.models[0]])
        return {answer.name: answer for answer in found.values()}

    def standing(self, one: Question) -> str | None:
        """`waits`, why it was given up, or None."""
        (found,) = self.inbox.standing([one])
        return None if found is None else found.given_up or "waits"

    def rows(self, query: str) -> list[Row]:
        with self.shelf.transaction() as at:
            return at.rows(query.encode(), {})

    def calls(self) -> list[Row]:
        """What the ledger says of each call."""
        return self.rows("select model, kind, outcome, input_tokens, output_tokens, nano from model_calls order by started_at, id")


@pytest.fixture
def standin() -> Iterator[BatchStandin]:
    with BatchStandin({"total": ("5", "Total 5")}) as server:
        yield server


@pytest.fixture
def office(standin: BatchStandin, tmp_path: Path) -> Iterator[Office]:
    prices = tmp_path / "prices.toml"
    prices.write_text(PRICES)
    given = {
        "ASSAY_MODEL": "openai/stand-in",
        "ASSAY_MODEL_BASE_URL": standin.url,
        "ASSAY_MODEL_API_KEY": "key",
        "ASSAY_PRICES": str(prices),
    }
    settings = Settings.from_environment(given)
    shelf = LocalShelf(tmp_path)
    yield Office(settings=settings, shelf=shelf, inbox=open_inbox(settings, shelf, seconds=DAY))
    shelf.close()
