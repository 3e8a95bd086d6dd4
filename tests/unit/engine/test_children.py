"""Children may die, hang or fail: the other errands never notice."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.crew import Crew
from assay.errors import ConfigurationError, DocumentError
from engine.desk import Desk

LONG_ENOUGH = 60.0


def work(job: str) -> str:
    if job == "abort":
        os.abort()
    if job == "hang":
        threading.Event().wait()
    if job.startswith("wait for "):
        Path(job.removeprefix("wait for ")).read_text()  # a FIFO: reading waits until somebody writes
    if job.startswith("release "):
        Path(job.removeprefix("release ")).write_text("")
    if job == "hoard":
        hoard = []
        while True:
            hoard.append(bytes(2**28))  # asked for, and never touched
    if job == "bug":
        raise ZeroDivisionError
    if job == "unreadable":
        raise DocumentError("corrupt_document")
    return job.upper()


def start() -> Callable[[str], str]:
    return work


def refuse() -> Callable[[str], str]:
    raise ConfigurationError("There is no key.", code="setting_missing")


def outcomes(jobs: list[str], *, children: int = 2, seconds: float = LONG_ENOUGH) -> list[str]:
    with Desk(start, children=children) as desk:
        return [outcome(desk, job, seconds) for job in jobs]


def outcome(desk: Desk[str, str], job: str, seconds: float) -> str:
    try:
        return desk.ask(job, seconds=seconds)
    except DocumentError as error:
        return error.code


def test_a_slow_errand_holds_up_no_other(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with Desk(start, children=2) as desk, Crew(2, "caller") as crew:
        slow = crew.submit(desk.ask, f"wait for {fifo}", seconds=LONG_ENOUGH)
        others = [crew.submit(desk.ask, f"job {number}", seconds=LONG_ENOUGH) for number in range(5)]
        assert [one.result() for one in others] == [f"JOB {number}" for number in range(5)]
        crew.submit(desk.ask, f"release {fifo}", seconds=LONG_ENOUGH).result()
        assert slow.result() == f"WAIT FOR {fifo}".upper()


@pytest.mark.parametrize("children", [1, 2])
def test_a_child_that_dies_costs_only_its_own_job(children: int) -> None:
    assert outcomes(["a", "abort", "b", "abort", "c"], children=children) == ["A", "parser_crashed", "B", "parser_crashed", "C"]


def test_a_child_that_hangs_is_ended_and_replaced() -> None:
    assert outcomes(["a", "hang", "b"], children=1, seconds=2.0) == ["A", "timeout", "B"]


def test_an_unforeseen_error_and_a_known_one_fail_their_own_job() -> None:
    assert outcomes(["a", "bug", "unreadable", "b"], children=1) == ["A", "internal", "corrupt_document", "B"]


def test_a_job_that_takes_memory_without_end_fails_alone_and_starves_nobody() -> None:
    assert outcomes(["a", "hoard", "b", "hoard", "c"], children=1) == ["A", "memory_limit", "B", "memory_limit", "C"]


def test_a_child_that_refuses_to_start_says_why_to_the_caller() -> None:
    with Desk(refuse, children=2) as desk, pytest.raises(ConfigurationError, match="There is no key"):
        desk.ask("a", seconds=LONG_ENOUGH)
