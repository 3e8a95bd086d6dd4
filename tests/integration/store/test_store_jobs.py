"""Work is given out once at a time, and what a late worker brings changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from psycopg import OperationalError

from assay.errors import DOCUMENT_CODES
from store.documents import facets, find_document
from store.extractions import result
from store.jobs import ATTEMPTS, Finished, Hints, Lease, claim_jobs, fail, finish, heartbeat, hinted, release, sweep
from store.outbox import Event, claim_events

NONE = Hints(together=[], alone=[])
GONE = -1.0  # a lease that ends before it begins: its holder was killed at once


def test_workers_that_claim_at_the_same_time_get_different_jobs(desk: Any, connections: Callable[[], Any]) -> None:
    wanted = {desk.submit(f"document {number}".encode(), chunkable=True).job for number in range(60)}
    workers = [connections() for _ in range(4)]

    def work(number: int) -> list[UUID]:
        mine: list[UUID] = []
        while claimed := claim_jobs(workers[number], worker=f"worker-{number}", limit=4):
            mine += [job.job for job in claimed]
        return mine

    with ThreadPoolExecutor(len(workers)) as pool:
        taken = [job for jobs in pool.map(work, range(len(workers))) for job in jobs]

    assert len(taken) == len(wanted)
    assert set(taken) == wanted


def test_two_who_hear_the_same_bell_do_not_both_get_the_job(desk: Any) -> None:
    job = desk.submit(b"a").job

    assert [one.job for one in claim_jobs(desk.db, worker="first", only=[job])] == [job]
    assert claim_jobs(desk.db, worker="second", only=[job]) == []


def test_the_urgent_one_goes_first_and_the_oldest_of_equals(desk: Any) -> None:
    slow, slower, urgent = desk.submit(b"1").job, desk.submit(b"2").job, desk.submit(b"3", priority=5).job

    assert [desk.claim().job for _ in range(3)] == [urgent, slow, slower]


def test_a_chunk_takes_no_document_that_somebody_waits_for(desk: Any) -> None:
    awaited = desk.submit(b"awaited", priority=9).job
    bulk = {desk.submit(f"{number}".encode(), chunkable=True).job for number in range(3)}

    assert {job.job for job in claim_jobs(desk.db, worker="bulk", limit=25)} == bulk
    assert desk.claim().job == awaited


def test_a_claim_says_what_the_worker_has_to_know(desk: Any) -> None:
    submitted = desk.submit(b"bytes", name="invoice.pdf", metadata={"from": "mail"})

    job = desk.claim()

    assert (job.document, job.workspace, job.attempts, job.fence) == (submitted.document, desk.workspace, 1, 1)
    assert (desk.blobs.get(job.sha256), job.name, job.size, job.metadata) == (b"bytes", "invoice.pdf", 5, {"from": "mail"})
    assert find_document(desk.db, desk.workspace, submitted.document).status == "running"


def test_a_job_whose_holder_was_killed_is_given_out_again(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    killed = desk.claim(lease_seconds=GONE)

    heir = desk.claim()
    assert finish(desk.db, [Finished(lease=heir.lease, form=form({"/total": field("5")}))]) == {heir.job}

    assert (heir.job, heir.attempts, heir.fence) == (killed.job, 2, killed.fence + 1)
    assert find_document(desk.db, desk.workspace, document).status == "succeeded"


def test_an_old_fence_writes_nothing_at_all(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    old = desk.claim(lease_seconds=GONE).lease
    new = desk.claim().lease
    late = Finished(lease=old, form=form({"/total": field("1", state="check")}), events=[Event(type="document.completed", payload={})])

    assert finish(desk.db, [late]) == set()
    assert not fail(desk.db, old, code="timeout", error=DOCUMENT_CODES["timeout"])
    assert heartbeat(desk.db, [old]) == set()
    assert release(desk.db, [old]) == set()

    assert all(desk.rows(f"select * from {table}") == [] for table in ("extractions", "fields", "reviews", "review_items", "outbox"))
    assert find_document(desk.db, desk.workspace, document).status == "running"
    assert finish(desk.db, [Finished(lease=new, form=form({"/total": field("2")}))]) == {new.job}
    assert finish(desk.db, [late]) == set()
    assert result(desk.db, desk.workspace, document)["data"] == {"total": "2"}


def test_a_guessed_fence_does_not_open_a_job_that_nobody_holds(desk: Any, field: Any, form: Any) -> None:
    job = desk.submit(b"a").job

    assert finish(desk.db, [Finished(lease=Lease(job=job, fence=0), form=form({"/total": field("1")}))]) == set()


def test_a_document_that_kills_every_worker_fails_in_the_end(desk: Any) -> None:
    document = desk.submit(b"poison").document
    neighbour = desk.submit(b"fine").document
    attempts = [desk.claim(lease_seconds=GONE).attempts]
    desk.rows("update jobs set due_at = now() + interval '1 hour' where attempts = 0 returning 1")
    attempts += [desk.claim(lease_seconds=GONE).attempts for _ in range(ATTEMPTS - 1)]

    assert claim_jobs(desk.db, worker="further") == []

    assert attempts == list(range(1, ATTEMPTS + 1))
    record = find_document(desk.db, desk.workspace, document)
    assert (record.status, record.error["code"]) == ("failed", "parser_crashed")
    assert find_document(desk.db, desk.workspace, neighbour).status == "queued"
    (told,) = claim_events(desk.db, limit=10, lease_seconds=60)
    assert (told.document, told.payload["status"]) == (document, "failed")


def test_the_sweeper_ends_a_poisonous_job_when_no_worker_comes_any_more(desk: Any) -> None:
    document = desk.submit(b"poison").document
    for _ in range(ATTEMPTS):
        desk.claim(lease_seconds=GONE)

    assert sweep(desk.db, room=50) == NONE
    assert find_document(desk.db, desk.workspace, document).status == "failed"


def test_the_last_attempt_may_still_succeed(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    for _ in range(ATTEMPTS - 1):
        desk.claim(lease_seconds=GONE)

    assert finish(desk.db, [Finished(lease=desk.claim().lease, form=form({"/total": field("1")}))])

    assert find_document(desk.db, desk.workspace, document).status == "succeeded"


def test_a_heartbeat_keeps_a_job_with_its_worker(desk: Any) -> None:
    desk.submit(b"a")
    job = desk.claim(lease_seconds=GONE)

    assert heartbeat(desk.db, [job.lease], lease_seconds=60) == {job.job}

    assert claim_jobs(desk.db, worker="other") == []


def test_a_released_job_costs_its_document_no_attempt(desk: Any) -> None:
    document = desk.submit(b"a").document

    for _ in range(5):
        job = desk.claim()
        assert release(desk.db, [job.lease]) == {job.job}

    assert find_document(desk.db, desk.workspace, document).status == "queued"
    assert desk.claim().attempts == 1


def test_what_was_given_back_is_neither_kept_nor_given_back_again(desk: Any) -> None:
    desk.submit(b"a")
    job = desk.claim()
    release(desk.db, [job.lease], counted=True)

    assert heartbeat(desk.db, [job.lease]) == set()
    assert release(desk.db, [job.lease]) == set()

    again = desk.claim()
    assert (again.attempts, again.crashes) == (2, 1)


def test_a_worker_that_is_killed_while_it_saves_has_saved_nothing(desk: Any, field: Any, form: Any, connections: Callable[[], Any]) -> None:
    document = desk.submit(b"a").document
    job, victim = desk.claim(lease_seconds=GONE), connections()
    done = [Finished(lease=job.lease, form=form({"/total": field("1", state="check")}))]

    with pytest.raises(OperationalError), victim.transaction():
        finish(victim, done)
        desk.db.execute(b"select pg_terminate_backend(%s)", [victim.info.backend_pid])
        victim.execute(b"select 1")

    assert desk.rows("select * from extractions") == desk.rows("select * from reviews") == []
    heir = desk.claim()
    assert (heir.document, finish(desk.db, done)) == (document, set())
    assert finish(desk.db, [Finished(lease=heir.lease, form=form({"/total": field("1")}))]) == {heir.job}


def test_a_worker_that_does_not_know_whether_it_saved_may_save_again(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    done = [Finished(lease=desk.claim().lease, form=form({"/total": field("1")}))]

    assert len(finish(desk.db, done)) == 1
    assert finish(desk.db, done) == set()

    assert result(desk.db, desk.workspace, document)["revision"] == 1


def test_a_job_that_was_put_off_waits_and_holds_no_worker(desk: Any) -> None:
    job = desk.submit(b"a").job
    release(desk.db, [desk.claim().lease], delay_seconds=3600, counted=True, stage="awaiting_model")

    assert claim_jobs(desk.db, worker="w") == []
    assert claim_jobs(desk.db, worker="w", only=[job]) == []
    assert sweep(desk.db, room=50) == NONE
    desk.rows("update jobs set due_at = now() returning 1")
    later = desk.claim()
    assert (later.attempts, later.stage) == (2, "awaiting_model")


def test_a_failure_is_told_with_its_code_and_sentence(desk: Any) -> None:
    document = desk.submit(b"a").document

    assert fail(desk.db, desk.claim().lease, code="encrypted", error=DOCUMENT_CODES["encrypted"])

    record = find_document(desk.db, desk.workspace, document)
    assert record.error == {
        "code": "encrypted",
        "says": DOCUMENT_CODES["encrypted"].says,
        "fix": DOCUMENT_CODES["encrypted"].fix,
        "retryable": False,
    }
    (told,) = claim_events(desk.db, limit=10, lease_seconds=60)
    assert told.payload == {"document": str(document), "status": "failed", "error": record.error}
    assert result(desk.db, desk.workspace, document) is None


def test_a_chunk_leaves_exactly_what_single_saves_leave(desk: Any, other_desk: Any, field: Any, form: Any) -> None:
    forms = [form({"/total": field(str(number), state="check", confidence=number / 10), "/note": field(None)}) for number in range(5)]
    for one in (desk, other_desk):
        for number in range(5):
            one.submit(f"{number}".encode(), chunkable=True)
    jobs = claim_jobs(desk.db, worker="worker-1", limit=10)
    mine, others = ([job for job in jobs if job.workspace == one.workspace] for one in (desk, other_desk))

    assert len(finish(desk.db, [Finished(lease=job.lease, form=made) for job, made in zip(mine, forms, strict=True)])) == 5
    for job, made in zip(others, forms, strict=True):
        assert finish(desk.db, [Finished(lease=job.lease, form=made)]) == {job.job}

    def kept(workspace: UUID, table: str, left_out: str) -> list[Any]:
        columns = f"select (to_jsonb(t) - array[{left_out}])::text from {table} t where workspace_id = '{workspace}' order by 1"
        return desk.rows(columns)  # type: ignore[no-any-return]

    own = "'workspace_id', 'document_id', 'job_id', 'made_at', 'id', 'since', 'free_at', 'created_at', 'started_at', 'finished_at'"
    for table in ("documents", "extractions", "fields", "reviews", "review_items", "outbox", "jobs"):
        assert kept(desk.workspace, table, own) == kept(other_desk.workspace, table, own), table
    assert len(kept(desk.workspace, "fields", own)) == 10


def test_a_chunk_with_one_void_lease_saves_the_others(desk: Any, field: Any, form: Any) -> None:
    desk.submit(b"1", chunkable=True), desk.submit(b"2", chunkable=True)
    first, second = claim_jobs(desk.db, worker="w", limit=2, lease_seconds=GONE)
    claim_jobs(desk.db, worker="heir", only=[first.job])

    assert finish(desk.db, [Finished(lease=one.lease, form=form({"/total": field("1")})) for one in (first, second)]) == {second.job}
    assert [row[0] for row in desk.rows("select document_id from extractions")] == [second.document]


def test_a_result_that_cannot_be_kept_leaves_the_whole_chunk_as_it_was(desk: Any, field: Any, form: Any) -> None:
    desk.submit(b"1", chunkable=True), desk.submit(b"2", chunkable=True)
    first, second = claim_jobs(desk.db, worker="w", limit=2)
    unheard_of = form({"/total": field("1")}) | {"schema": {"name": "invoice", "version": 9, "hash": "never published"}}
    done = [Finished(lease=first.lease, form=form({"/total": field("1")})), Finished(lease=second.lease, form=unheard_of)]

    with pytest.raises(Exception, match="foreign key"):
        finish(desk.db, done)

    assert desk.rows("select * from extractions") == []
    assert heartbeat(desk.db, [first.lease, second.lease]) == {first.job, second.job}


def test_the_sweeper_rings_for_what_the_broker_lost_once_in_its_quiet_time(desk: Any) -> None:
    rung, lost, taken = desk.submit(b"1").job, desk.submit(b"2").job, desk.submit(b"3", priority=1).job
    hinted(desk.db, [rung])
    assert desk.claim().job == taken

    assert sweep(desk.db, room=50).alone == [lost]
    assert sweep(desk.db, room=50) == NONE
    assert set(sweep(desk.db, room=50, quiet_seconds=0).alone) == {rung, lost}


def test_the_sweeper_rings_no_more_bells_than_the_queue_has_room_for(desk: Any) -> None:
    jobs = {desk.submit(f"{number}".encode()).job for number in range(5)}

    assert sweep(desk.db, room=0) == NONE
    assert sweep(desk.db, room=-3) == NONE
    first, second = sweep(desk.db, room=3).alone, sweep(desk.db, room=3).alone
    assert (len(first), len(second), {*first, *second}) == (3, 2, jobs)


def test_the_sweeper_puts_as_many_jobs_into_a_hint_as_go_into_a_chunk(desk: Any) -> None:
    bulk = {desk.submit(f"{number}".encode(), chunkable=True).job for number in range(7)}
    awaited = desk.submit(b"awaited").job

    first, second = sweep(desk.db, room=2, chunk=3), sweep(desk.db, room=2, chunk=3)

    assert (len(first.together), first.alone) == (6, [awaited])
    assert (len(second.together), second.alone) == (1, [])
    assert {*first.together, *second.together} == bulk


def test_a_job_that_was_tried_before_goes_into_no_chunk(desk: Any) -> None:
    tried, fresh = desk.submit(b"1", chunkable=True, priority=1).job, desk.submit(b"2", chunkable=True).job
    assert desk.claim(lease_seconds=GONE).job == tried

    assert sweep(desk.db, room=5, chunk=25) == Hints(together=[fresh], alone=[tried])
    assert [job.job for job in claim_jobs(desk.db, worker="w", limit=2, only=[tried, fresh])] == [fresh]
    assert [job.job for job in claim_jobs(desk.db, worker="w", limit=25)] == []
    assert [job.job for job in claim_jobs(desk.db, worker="w", only=[tried])] == [tried]


def test_an_abandoned_job_is_rung_for_again(desk: Any) -> None:
    job = desk.submit(b"a").job
    desk.claim(lease_seconds=GONE)

    assert sweep(desk.db, room=50, quiet_seconds=0).alone == [job]


def test_nothing_is_running_and_nothing_waits_when_all_is_done(desk: Any, field: Any) -> None:
    for number in range(3):
        desk.read(f"{number}".encode(), {"/total": field("1")})

    assert facets(desk.db, desk.workspace).status == {"succeeded": 3}
    assert desk.rows("select * from jobs") == []
