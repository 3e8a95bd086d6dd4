"""Workers that ask a model over a real socket: documents share calls, wait for one that is away, and what was paid is not paid again."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.standin import server
from tests.standin.server import Standin
from workers.intake import Handed, hand_in

NOTE = "Received with thanks for the parcel number {} on our doorstep.\n"
LONG = "The parcel came in the rain and stood there for some days. " * 100


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin() as standing:
        yield standing


@pytest.fixture
def asking(own_hall: Any, standin: Standin) -> Callable[[], subprocess.Popen[bytes]]:
    """Starts a worker with one child that asks the stand-in."""

    def worker() -> subprocess.Popen[bytes]:
        settings = own_hall.system.settings
        given = {
            "ASSAY_DATABASE_URL": settings.database_url or "",
            "ASSAY_DATA_DIR": str(settings.data_dir),
            "ASSAY_LEASE_SECONDS": "2",
            "ASSAY_MODEL": "openai/stand-in",
            "ASSAY_MODEL_BASE_URL": standin.url,
            "ASSAY_MODEL_API_KEY": "key",
            "ASSAY_MODEL_CALLS": "1",
        }
        process = subprocess.Popen([sys.executable, "-m", "cli.main", "worker", "--jobs", "1"], env=os.environ | given)
        own_hall.workers.append(process)
        return process

    return worker


def receipts(hall: Any, *texts: str) -> None:
    """Hand in texts whose few fields make one question each."""
    files = [Handed(name=f"{number}.txt", data=text.encode(), origin="api", schema="receipt") for number, text in enumerate(texts)]
    hand_in(hall.system, hall.system.workspace, files)


def asked_of(standin: Standin) -> list[int]:
    return [len(server.documents_of(request)) for request in standin.requests]


def test_the_documents_of_a_chunk_share_calls_and_the_ledger_knows_each(own_hall: Any, standin: Standin, asking: Any) -> None:
    receipts(own_hall, *(NOTE.format(number) for number in range(8)))
    asking()

    own_hall.wait_until_idle()

    assert own_hall.outcomes() == {("succeeded", None): 8}
    assert sum(asked_of(standin)) == 8
    assert len(asked_of(standin)) <= 4
    calls = len(standin.requests)
    assert own_hall.rows("select count(*), sum(input_tokens) from model_calls where outcome = 'ok'") == [(calls, 100 * calls)]
    assert own_hall.rows("select count(distinct document) from model_call_parts") == [(8,)]


def test_a_document_waits_for_a_model_that_is_away_and_is_not_blamed(own_hall: Any, standin: Standin, asking: Any) -> None:
    standin.first(*[server.error(503)] * 4)
    own_hall.submit(NOTE.format(1), waited=True)
    asking()

    own_hall.wait_for("select postponed, attempts, worker is null from jobs", (1, 0, True))
    assert own_hall.outcomes() == {("queued", None): 1}
    own_hall.rows("update jobs set due_at = now() returning id")
    own_hall.wait_until_idle()

    assert own_hall.outcomes() == {("succeeded", None): 1}


def test_a_document_that_waited_too_often_is_finished_without_the_model(own_hall: Any, standin: Standin, asking: Any) -> None:
    standin.first(*[server.error(503)] * 8)
    own_hall.submit(NOTE.format(1), waited=True)
    own_hall.rows("update jobs set postponed = 14 returning id")
    asking()

    own_hall.wait_until_idle()

    assert own_hall.outcomes() == {("failed", "llm_unavailable"): 1}
    assert own_hall.rows("select count(*) from extractions") == [(1,)], "what the rules found is kept"


def test_what_was_answered_before_a_worker_was_killed_is_not_paid_again(own_hall: Any, standin: Standin, asking: Any) -> None:
    standin.first(lambda _, usual: server.Reply(body=usual), server.hanging)
    receipts(own_hall, f"First. {LONG}", f"Second. {LONG}")
    worker = asking()
    own_hall.wait_for("select count(*) from model_calls", (2,))
    worker.kill()
    asking()

    own_hall.wait_until_idle()

    assert own_hall.outcomes() == {("succeeded", None): 2}
    assert len(standin.requests) == 3, "the one that hung is asked again, the other is remembered"
    assert own_hall.rows("select count(*) from model_calls where settled_at is null") == [(1,)], "nobody knows what that one cost"
