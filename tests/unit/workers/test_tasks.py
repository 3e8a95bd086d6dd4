"""A message is a hint: what is not understood is left alone, and what goes wrong stays inside."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from assay.settings import Settings
from workers.app import PROTOCOL, WORK, celery_app
from workers.tasks import listen


def told(work: Any, **message: Any) -> None:
    app = celery_app(Settings(), "postgresql://nowhere")
    listen(app, work)
    app.tasks[WORK](**message)


def test_the_jobs_of_a_message_are_worked_on() -> None:
    jobs: list[Sequence[UUID]] = []
    job = uuid4()

    told(jobs.append, jobs=[str(job)], protocol=PROTOCOL, added_later="x")

    assert jobs == [[job]]


@pytest.mark.parametrize(
    "message",
    [{"jobs": [str(uuid4())], "protocol": PROTOCOL + 1}, {"jobs": ["x"], "protocol": PROTOCOL}, {"jobs": 7, "protocol": PROTOCOL}, {}],
)
def test_a_message_that_is_not_understood_is_left_alone(message: dict[str, Any]) -> None:
    told(lambda _: pytest.fail("it was worked on"), **message)


def test_an_error_does_not_reach_the_broker() -> None:
    def break_down(_: Sequence[UUID]) -> None:
        raise RuntimeError

    told(break_down, jobs=[str(uuid4())], protocol=PROTOCOL)
