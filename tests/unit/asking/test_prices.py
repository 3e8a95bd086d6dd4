"""What a call costs: the price of the day, of the name that fits best, and never more than was reserved for it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import integers, sampled_from, text

from asking.price_file import parsed, prices_of
from asking.prices import Price, Prices
from assay.errors import ConfigurationError
from assay.extraction import Usage

FILE = """
# What the provider said.
[[price]]
model = "openai/mini"
from = 2026-01-01
input = 0.40
cached_input = 0.10
output = 1.60
batch = 0.5
source = "the provider's page"

[[price]]
model = "openai/mini"
from = 2026-06-01
input = 0.30
output = 1

[[price]]
model = "openai/mini-*"
from = 2026-01-01
input = 9
output = 9

[[price]]
model = "openai/*"
from = 2026-01-01
input = 5
output = 5

[[price]]
model = "ollama/*"
from = 2020-01-01
input = 0
output = 0
"""


@pytest.fixture
def prices() -> Prices:
    return parsed(FILE, name="prices.toml")


@pytest.mark.parametrize(
    ("model", "day", "name"),
    [
        ("openai/mini", date(2026, 5, 31), "openai/mini from 2026-01-01"),
        ("openai/mini", date(2026, 6, 1), "openai/mini from 2026-06-01"),
        ("openai/mini-2026", date(2026, 6, 1), "openai/mini-* from 2026-01-01"),
        ("openai/large", date(2026, 6, 1), "openai/* from 2026-01-01"),
        ("ollama/llama3", date(2026, 6, 1), "ollama/* from 2020-01-01"),
        ("openai/mini", date(2025, 12, 31), None),
        ("mistral/any", date(2026, 6, 1), None),
    ],
)
def test_the_price_of_the_day_and_of_the_name_that_fits_best(prices: Prices, model: str, day: date, name: str | None) -> None:
    found = prices.price(model, day)

    assert (found and found.name) == name


def test_cached_tokens_cost_their_own_price_and_a_batch_its_factor(prices: Prices) -> None:
    price = prices.price("openai/mini", date(2026, 2, 1))
    usage = Usage(calls=1, input_tokens=1_000_000, cached_tokens=500_000, output_tokens=100_000)

    assert price is not None
    assert price.of(usage, "live") == Decimal("0.41")
    assert price.of(usage, "batch") == Decimal("0.205")


def test_without_a_price_for_cached_tokens_they_cost_as_much_as_others_and_a_batch_as_much_as_live(prices: Prices) -> None:
    price = prices.price("openai/mini", date(2026, 6, 1))

    assert price is not None
    assert price.of(Usage(input_tokens=1_000_000, cached_tokens=1_000_000), "batch") == Decimal("0.3")


@given(text(), integers(0, 5000), integers(0, 300), sampled_from(["live", "batch"]))
def test_the_worst_case_holds_whatever_the_tokenizer_makes_of_the_words(words: str, output: int, framing: int, kind: str) -> None:
    size = len(words.encode("utf-8", "replace"))
    price = Price(
        model="a/b", since=date(2026, 1, 1), input=Decimal("0.4"), cached_input=Decimal("0.5"), output=Decimal("1.6"), batch=Decimal("0.5")
    )
    every_byte_a_token = Usage(calls=1, input_tokens=size + min(framing, 256), cached_tokens=size, output_tokens=output)

    assert price.of(every_byte_a_token, kind) <= price.worst(size, output, kind)  # type: ignore[arg-type]


ENTRY = '[[price]]\nmodel = "a/b"\nfrom = 2026-01-01\ninput = 1\noutput = 2\n'


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("[[price]]\nmodel = ", 2, "not TOML"),
        (ENTRY + "inptu = 3\n", 6, "`inptu` is no part of a price"),
        (ENTRY + "\n\n" + '[[price]]\nmodel = "a/c"\nfrom = 2026-01-01\ninput = 1\n', 8, "no `output`"),
        (ENTRY.replace("2026-01-01", '"2026-01-01"'), 3, "`from` is no date"),
        (ENTRY.replace("2026-01-01", "2026-01-01T00:00:00"), 3, "`from` is no date"),
        (ENTRY.replace("input = 1", 'input = "1"'), 4, "`input` is no amount"),
        (ENTRY.replace("input = 1", "input = -1"), 4, "`input` is no amount"),
        (ENTRY.replace("output = 2", "output = nan"), 5, "`output` is no amount"),
        (ENTRY.replace("output = 2", "output = true"), 5, "`output` is no amount"),
        (ENTRY.replace('"a/b"', '"mini"'), 2, "no provider"),
        (ENTRY.replace('"a/b"', "5"), 2, "`model` is no text"),
        (ENTRY + ENTRY, 6, "has a price already"),
        ("prices = 1\n", 1, "other than prices"),
        ("price = 1\n", 1, "other than prices"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_what_to_write(content: str, line: int, says: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parsed(content, name="prices.toml")

    assert error.value.says.startswith(f"prices.toml, line {line}: ")
    assert says in error.value.says
    assert error.value.fix


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        prices_of(tmp_path / "none.toml")

    assert "none.toml" in error.value.says


def test_without_a_file_no_price_is_known() -> None:
    assert prices_of(None).price("openai/mini") is None
