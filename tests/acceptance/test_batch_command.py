"""`assay extract --batch`: the model is asked in the provider's batches, whatever becomes of them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import COMMAND, Assay, environment
from tests.acceptance.test_interruption import heard
from tests.standin.batches import BatchStandin
from tests.standin.server import Standin

SCHEMA = """
assay: 1
schema: slip
locale: [en]
fields:
  total: {type: money, ask: What is to be paid., from: model}
"""
EXTRACT = ("extract", "a.txt", "b.txt", "--schema", "slip.yaml", "--jsonl")
PATIENCE = 60.0


@pytest.fixture
def standin() -> Iterator[BatchStandin]:
    with BatchStandin({"total": ("95.20", "Total 95.20 EUR")}) as standin:
        yield standin


@pytest.fixture
def settings(standin: Standin, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "slip.yaml").write_text(SCHEMA)
    (tmp_path / "a.txt").write_text("Slip A\nTotal 95.20 EUR\n")
    (tmp_path / "b.txt").write_text("Slip B\nTotal 95.20 EUR\n")
    return {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "any"}


def test_a_batch_answers_and_a_second_run_asks_nobody(assay: Assay, settings: dict[str, str], standin: BatchStandin) -> None:
    run = assay(*EXTRACT, "--batch", settings=settings)
    assert (run.status, [line["data"]["total"]["amount"] for line in run.lines]) == (0, ["95.20", "95.20"])
    assert "2 documents wait for the provider's batch" in run.err
    assay(*EXTRACT, settings=settings)
    assert (len(standin.requests), len(standin.batches), standin.live) == (1, 1, [])


def test_after_ctrl_c_the_same_command_goes_on(assay: Assay, settings: dict[str, str], standin: BatchStandin, tmp_path: Path) -> None:
    standin.held = True
    with heard():
        running = subprocess.Popen([*COMMAND, *EXTRACT, "--batch"], env=environment(settings), cwd=tmp_path, start_new_session=True)
    until = time.monotonic() + PATIENCE
    while not standin.batches:
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    assert running.wait(timeout=PATIENCE) == 130
    standin.held = False
    run = assay(*EXTRACT, "--batch", settings=settings)
    assert [line["data"]["total"]["amount"] for line in run.lines] == ["95.20", "95.20"]
    assert (len(standin.requests), len(standin.batches), standin.live) == (1, 1, [])


def test_what_no_batch_answers_in_time_is_asked_live(assay: Assay, settings: dict[str, str], standin: BatchStandin) -> None:
    standin.held = True
    run = assay(*EXTRACT, "--batch", "--deadline", "2s", settings=settings)
    assert [line["data"]["total"]["amount"] for line in run.lines] == ["95.20", "95.20"]
    assert [batch["status"] for batch in standin.batches.values()] == ["cancelled"]
    assert len(standin.live) == 1


def test_without_batches_the_sentence_is_said_and_the_model_is_asked_live(assay: Assay, settings: dict[str, str]) -> None:
    with Standin({"total": ("95.20", "Total 95.20 EUR")}) as plain:
        run = assay(*EXTRACT, "--batch", settings={**settings, "ASSAY_MODEL_BASE_URL": plain.url})
        assert len(plain.requests) == 1
    assert [line["data"]["total"]["amount"] for line in run.lines] == ["95.20", "95.20"]
    assert run.err.count("[llm_no_batches]") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--batch", "--no-model"), "--batch has no model to ask."),
        (("--batch", "--deadline", "soon"), "--deadline is 'soon', which is no time to wait."),
        (("--deadline", "24h"), "--deadline is for --batch."),
    ],
)
def test_what_makes_no_sense_is_said(assay: Assay, settings: dict[str, str], arguments: tuple[str, ...], sentence: str) -> None:
    run = assay(*EXTRACT, *arguments, settings=settings)
    assert (run.status, sentence in run.err) == (2, True)
