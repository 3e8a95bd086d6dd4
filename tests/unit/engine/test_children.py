"""Children may die, hang or fail: the other jobs never notice, and answers keep the order of the jobs."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.errors import ConfigurationError, DocumentError
from engine.children import AHEAD, Belt

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


def outcomes(jobs: list[str], *, children: int = 2, limit_seconds: float = LONG_ENOUGH) -> list[str]:
    with Belt(start, children=children, limit_seconds=limit_seconds) as belt:
        return [answer.code if isinstance(answer, DocumentError) else answer for answer in belt.run(jobs)]


def test_answers_come_in_the_order_of_the_jobs() -> None:
    jobs = [f"job {number}" for number in range(40)]

    assert outcomes(jobs, children=3) == [job.upper() for job in jobs]


def test_a_slow_first_job_holds_back_no_other_for_good(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    others = [f"job {number}" for number in range(3 * AHEAD)]
    jobs = [f"wait for {fifo}", *others[: 2 * AHEAD - 1], f"release {fifo}", *others[2 * AHEAD - 1 :]]

    assert outcomes(jobs, children=2) == [job.upper() for job in jobs]


@pytest.mark.parametrize("children", [1, 2])
def test_a_child_that_dies_costs_only_its_own_job(children: int) -> None:
    assert outcomes(["a", "abort", "b", "abort", "c"], children=children) == ["A", "parser_crashed", "B", "parser_crashed", "C"]


def test_a_child_that_hangs_is_ended_and_replaced() -> None:
    assert outcomes(["a", "hang", "b"], children=1, limit_seconds=2.0) == ["A", "timeout", "B"]


def test_an_unforeseen_error_and_a_known_one_fail_their_own_job() -> None:
    assert outcomes(["a", "bug", "unreadable", "b"], children=1) == ["A", "internal", "corrupt_document", "B"]


def test_a_job_that_takes_memory_without_end_fails_alone_and_starves_nobody() -> None:
    assert outcomes(["a", "hoard", "b", "hoard", "c"], children=1) == ["A", "memory_limit", "B", "memory_limit", "C"]


def test_no_jobs_start_no_child() -> None:
    assert outcomes([]) == []


def test_a_child_that_refuses_to_start_says_why_to_the_caller() -> None:
    with Belt(refuse, children=2, limit_seconds=LONG_ENOUGH) as belt, pytest.raises(ConfigurationError, match="There is no key"):
        list(belt.run(["a", "b"]))
