"""However many processes ask at once, and whichever of them are killed in the middle: no budget is overspent, and every sum is true."""

import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from store.pool import Database, connect
from store.tokens import add_token
from store.workspaces import ensure_workspace

ROOT = Path(__file__).parents[3]
WORKER = "tests.integration.ledger.spending_worker"
PROCESSES = 8
CALLS = 40
LINES_BEFORE_A_KILL = 12
LIMITS = {"document": 30_000_000, "schema": 120_000_000, "day": 100_000_000, "token": 60_000_000}


def started(address: str, workspace: UUID, token: UUID, seed: int) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", WORKER, address, str(workspace), str(token), str(seed), str(CALLS)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)


@pytest.fixture
def spent(database: str) -> Database:
    """A database in which eight processes asked, the odd ones of which were killed, wherever they were."""
    with connect(database, autocommit=True) as connection:
        workspace = ensure_workspace(connection, "one")
        token = add_token(connection, workspace, name="program", scopes=["submit"], budget_per_day=Decimal("0.06")).token.id
    workers = [started(database, workspace, token, seed) for seed in range(PROCESSES)]
    for number, worker in enumerate(workers):
        assert worker.stdout is not None
        if number % 2:
            for _ in range(LINES_BEFORE_A_KILL):
                worker.stdout.readline()
            os.kill(worker.pid, signal.SIGKILL)
    for number, worker in enumerate(workers):
        worker.communicate()
        assert worker.returncode == (-signal.SIGKILL if number % 2 else 0)
    return connect(database, autocommit=True)


def test_no_budget_is_overspent_and_every_sum_is_true(spent: Database) -> None:
    with spent:
        accounts = spent.execute("select scope, name, day, nano from model_spending").fetchall()
        assert {scope for scope, *_ in accounts} == set(LIMITS)
        for scope, _, _, nano in accounts:
            assert 0 <= nano <= LIMITS[scope]
        assert max(nano for scope, _, _, nano in accounts if scope == "day") > LIMITS["day"] * 0.5, "the budget was put to the test"
        held = spent.execute(
            """
            select 'day', '', sum(nano) from model_costs
            union all
            select 'schema', schema_name, sum(nano) from model_costs group by schema_name
            union all
            select 'document', document || ' ' || schema_hash, sum(nano) from model_costs group by document, schema_hash
            union all
            select 'token', token_id::text, sum(nano) from model_costs where token_id is not null group by token_id
            """
        ).fetchall()
        assert {(scope, name): int(nano) for scope, name, nano in held} == {(scope, name): nano for scope, name, _, nano in accounts}
        # Whoever was killed, or did not settle, holds the worst case.
        (open_calls,) = spent.execute("select count(*) from model_calls where settled_at is null").fetchone() or (0,)
        assert open_calls > 0
