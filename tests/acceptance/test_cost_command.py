"""What models cost, as a person sees it: in the result, by `assay cost`, and within a budget."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import Assay
from tests.standin.server import Standin

SCHEMA = """
assay: 1
schema: slip
locale: [en]
fields:
  total: {type: money, ask: What is to be paid., from: model}
  name: {type: name, ask: Who is to pay., from: model}
"""
PRICES = """
[[price]]
model = "openai/*"
from = 2020-01-01
input = 1000
output = 2000
"""


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin({"total": ("95.20", "Total 95.20"), "name": None}) as standin:
        yield standin


@pytest.fixture
def settings(standin: Standin, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "slip.yaml").write_text(SCHEMA)
    (tmp_path / "a.txt").write_text("Total 95.20\n")
    (tmp_path / "prices.toml").write_text(PRICES)
    return {
        "ASSAY_MODEL": "openai/stand-in",
        "ASSAY_MODEL_BASE_URL": standin.url,
        "ASSAY_MODEL_API_KEY": "any",
        "ASSAY_PRICES": "prices.toml",
    }


def test_the_cost_of_a_call_stands_in_the_result_and_in_the_report_and_is_not_paid_twice(assay: Assay, settings: dict[str, str]) -> None:
    first, again = (assay("extract", "a.txt", "--schema", "slip.yaml", "--json", settings=settings).json for _ in range(2))
    report = assay("cost", "--by", "document", "--json", settings=settings).json

    used = first["usage"]
    assert used["calls"] == 1
    usd = (used["input_tokens"] + 2 * used["output_tokens"]) / 1000
    assert float(used["usd"]) == pytest.approx(usd)
    assert sum(float(field["cost"]["usd"]) for field in first["fields"].values()) == pytest.approx(usd)
    assert (again["usage"]["calls"], again["usage"]["usd"]) == (0, "0")
    (document,) = report["costs"]
    assert document["usd"] == report["total"]["usd"] == used["usd"]
    assert document["egress"]["characters"] > 0
    headings, *fields, total = assay("cost", "--by", "field", settings=settings).out.splitlines()
    assert headings.split() == ["field", "calls", "documents", "input", "cached", "output", "USD"]
    assert {line.split()[0] for line in fields} == {"slip.name", "slip.total"}
    assert sum(float(line.split()[-1]) for line in fields) == pytest.approx(float(total.split()[-1]))


def test_a_budget_of_zero_asks_nobody_and_says_so(assay: Assay, settings: dict[str, str], standin: Standin) -> None:
    done = assay("extract", "a.txt", "--schema", "slip.yaml", "--json", settings=settings | {"ASSAY_BUDGET_PER_DAY": "0"})

    assert not standin.requests
    assert done.json["status"] == "succeeded"
    assert done.json["review"]["fields"] == ["/total", "/name"]
    assert "zero: no model is asked, and the rules alone answer" in done.json["fields"]["/total"]["why"][0]["says"]


def test_a_model_without_a_price_is_not_asked_within_a_budget(assay: Assay, settings: dict[str, str], standin: Standin) -> None:
    settings = settings | {"ASSAY_PRICES": "", "ASSAY_BUDGET_PER_DAY": "5"}
    done = assay("extract", "a.txt", "--schema", "slip.yaml", "--json", settings=settings)

    assert not standin.requests
    assert "price of openai/stand-in is not known" in done.json["fields"]["/total"]["why"][0]["says"]
    assert assay("cost", settings=settings).out == "No model has been asked.\n"


def test_a_mistake_in_the_file_of_prices_is_said_with_its_line(assay: Assay, settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES.replace("2000", '"2000"'))

    done = assay("extract", "a.txt", "--schema", "slip.yaml", settings=settings)
    assert done.status == 2
    assert "prices.toml, line 6: `output` is no amount." in done.err
