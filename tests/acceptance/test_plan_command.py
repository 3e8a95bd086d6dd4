"""What asking would take, said before anything is asked: and what it then takes."""

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
"""


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin({"total": ("95.20", "Total 95.20"), "name": None}) as standin:
        yield standin


def test_what_was_planned_is_what_is_asked_and_after_an_edit_only_what_is_new(assay: Assay, standin: Standin, tmp_path: Path) -> None:
    settings = {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "any"}
    slips = tmp_path / "slips"
    slips.mkdir()
    for number in range(5):
        (slips / f"{number}.txt").write_text(f"Slip {number}\nTotal 95.20\n")
    (tmp_path / "slip.yaml").write_text(SCHEMA)

    def planned() -> int:
        calls: int = assay("plan", "slips", "--schema", "slip.yaml", "--json", settings=settings).json["calls"]["expected"]
        return calls

    def asked() -> int:
        before = len(standin.requests)
        assay("extract", "slips", "--schema", "slip.yaml", "--jsonl", settings=settings)
        return len(standin.requests) - before

    assert (planned(), len(standin.requests)) == (2, 0), "planning asks nobody"
    assert asked() == 2
    assert (planned(), asked()) == (0, 0), "what is remembered is not asked again"
    (tmp_path / "slip.yaml").write_text(SCHEMA + "  name: {type: name, ask: Who is to pay., from: model}\n")
    assert (planned(), asked()) == (2, 2)
