"""What the doctor says about prices: which one is in force, which is missing, and when that is in the way of a budget."""

from decimal import Decimal
from pathlib import Path

import pytest

from assay.settings import Settings
from cli.doctor import prices

FILE = '[[price]]\nmodel = "openai/mini"\nfrom = 2026-01-01\ninput = 0.4\noutput = 1.6\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(FILE)
    return path


def test_the_price_in_force_is_named(file: Path) -> None:
    check = prices(Settings(model="openai/mini", prices=file))

    assert (check.state, check.says) == ("ok", "Paid for: openai/mini by the price of openai/mini from 2026-01-01.")


def test_a_model_without_a_price_is_worth_a_note_and_wrong_where_a_budget_needs_it(file: Path) -> None:
    settings = {"model": "openai/mini,ollama/any", "prices": file}

    assert prices(Settings(**settings)).state == "note"
    with_budget = prices(Settings(**settings, budget_per_day=Decimal(5)))
    assert (with_budget.state, "ollama/any" in with_budget.says, "openai/mini" in with_budget.says) == ("wrong", True, False)
    assert "ASSAY_PRICES" in with_budget.fix


def test_a_file_that_cannot_be_used_is_wrong(file: Path) -> None:
    file.write_text(FILE.replace("output", "outptu"))

    assert prices(Settings(prices=file)).state == "wrong"


def test_without_a_model_there_is_nothing_to_pay() -> None:
    assert prices(Settings()).state == "ok"
