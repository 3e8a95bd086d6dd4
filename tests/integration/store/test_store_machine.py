"""However claims, kills, heartbeats, releases, late results and sweeps interleave: one result per document, and nothing is lost."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import data, integers, sampled_from

from store.jobs import ATTEMPTS, Finished, Job, claim_jobs, finish, heartbeat, release, sweep


class Belt(RuleBasedStateMachine):
    """Workers that may do anything with every lease that they ever had."""

    def __init__(self, desk: Any, form: Callable[..., Any], field: Callable[..., Any]) -> None:
        super().__init__()
        self.desk, self.form, self.field = desk, form, field
        self.leases: list[Job] = []
        self.documents = 0
        # Each run begins with its own documents; those of the run before are ended.
        desk.db.execute(b"delete from jobs")
        self.first = len(desk.rows("select from documents"))

    @property
    def newest(self) -> dict[Any, Job]:
        return {lease.job: lease for lease in self.leases}

    @precondition(lambda self: self.documents < 3)
    @rule()
    def hand_in(self) -> None:
        self.documents += 1
        self.desk.submit(f"{self.first + self.documents}".encode(), chunkable=True)

    @rule(limit=sampled_from([1, 3]))
    def claim(self, limit: int) -> None:
        claimed = claim_jobs(self.desk.db, worker="w", limit=limit)
        assert all(job.attempts <= ATTEMPTS for job in claimed)
        self.leases += claimed

    @rule()
    def expire(self) -> None:
        self.desk.db.execute(b"update jobs set due_at = now() - interval '1 s' where worker is not null")

    @precondition(lambda self: self.leases)
    @rule(draw=data())
    def finish_some(self, draw: Any) -> None:
        chosen = draw.draw(integers(0, len(self.leases) - 1))
        some = {job.job: job for job in self.leases[chosen : chosen + 2]}.values()
        newest = self.newest
        ended = finish(self.desk.db, [Finished(lease=job.lease, form=self.form({"/total": self.field(str(job.fence))})) for job in some])
        assert all(newest[job.job].fence == job.fence for job in some if job.job in ended)

    @precondition(lambda self: self.leases)
    @rule(draw=data())
    def heartbeat_one(self, draw: Any) -> None:
        job = draw.draw(sampled_from(self.leases))
        assert not heartbeat(self.desk.db, [job.lease]) or self.newest[job.job].fence == job.fence

    @precondition(lambda self: self.leases)
    @rule(draw=data())
    def release_one(self, draw: Any) -> None:
        job = draw.draw(sampled_from(self.leases))
        assert not release(self.desk.db, [job.lease]) or self.newest[job.job].fence == job.fence

    @rule()
    def sweep(self) -> None:
        sweep(self.desk.db, room=10, quiet_seconds=0)

    @invariant()
    def no_document_is_stored_twice_or_lost(self) -> None:
        found = self.desk.rows(
            "select d.status, (select count(*) from extractions e where e.document_id = d.id),"
            " (select count(*) from jobs j where j.document_id = d.id)"
            f" from documents d order by created_at offset {self.first}"
        )
        allowed = {("queued", 0, 1), ("running", 0, 1), ("succeeded", 1, 0), ("failed", 0, 0)}
        assert set(found) <= allowed
        assert len(found) == self.documents


@pytest.mark.parametrize("steps", [25])
def test_one_result_per_document_whatever_happens(desk: Any, form: Any, field: Any, steps: int) -> None:
    calm = settings(
        max_examples=30, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    run_state_machine_as_test(partial(Belt, desk, form, field), settings=calm)
