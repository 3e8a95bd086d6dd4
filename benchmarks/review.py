"""What the queue of review costs when much is stored: a claim at a million documents beside one at ten thousand.

    python benchmarks/review.py [--small N] [--large N] [--claims N] [--json]

Two own databases on one server in a temporary folder; every tenth document waits for review, with three doubtful fields. In one run the
two take turns, so that a slower moment of the machine meets both. A claim is what a reviewer's "next" does; of ten claimed documents five
are given back, three are settled, and two stay in their reviewer's hands. The list and the facets are measured beside it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from store.documents import Filters, facets, fold_counts, list_documents
from store.migrate import migrate, published
from store.pool import Database, connect
from store.postgres import own_database
from store.review import next_review, queue_reviews, release_review
from store.workspaces import ensure_workspace

Answer = TypeVar("Answer")
GOAL = 1.3  # the 95th percentile of a claim, large beside small
STEP = 100_000  # documents in one statement
ROUNDS = 20
PAGES = 5  # of each list in a round
WARM = 1  # rounds that do not count
LEASE_SECONDS = 3600
LISTS = {"list": Filters(), "list_waiting": Filters(review="needs_review"), "list_schema": Filters(schema="schema-3")}

DOCUMENTS = """
insert into documents (workspace_id, sha256, name, size, origin, schema_asked, schema_name, status, review_state, revision, created_at)
select
    %(workspace)s, encode(sha256(number::text::bytea), 'hex'), 'document-' || number || '.pdf', 100000, 'api', 'auto',
    'schema-' || number %% 7, 'succeeded', case when number %% 10 = 0 then 'needs_review' else 'not_required' end, 1,
    now() - number * interval '1 second'
from generate_series(%(first)s::int, %(last)s::int) as number
"""
REVIEWS = """
insert into reviews (workspace_id, document_id, schema_name, risk)
select workspace_id, id, schema_name, random() * 100 from documents where review_state = 'needs_review'
"""
ITEMS = """
insert into review_items (workspace_id, document_id, path, position, risk)
select workspace_id, document_id, '/field-' || position, position, risk / 3 from reviews cross join generate_series(0, 2) as position
"""
APPROVE = "update documents set review_state = 'approved' where workspace_id = %s and id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A filled database, and the milliseconds of everything that was asked of it."""

    connection: Database
    workspace: UUID
    taken: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, what: str, asked: Callable[[], Answer]) -> Answer:
        """The answer; how long it took is kept under `what`."""
        started = time.perf_counter()
        answer = asked()
        self.taken.setdefault(what, []).append((time.perf_counter() - started) * 1000)
        return answer


def main() -> int:
    """Print the figures and the ratio; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000, help="documents in the small database (default: 10000)")
    parser.add_argument("--large", type=int, default=1_000_000, help="documents in the large one (default: 1000000)")
    parser.add_argument("--claims", type=int, default=50, help="claims in each of the rounds (default: 50)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines of text")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_database(Path(folder)) as address, ExitStack() as opened:
        small = opened.enter_context(filled(address, "small", arguments.small))
        large = opened.enter_context(filled(address, "large", arguments.large))
        figures = measured(small, large, arguments.claims)
    print(json.dumps(figures) if arguments.json else sentences(figures))
    return 0 if figures["claim"]["ratio_p95"] <= GOAL else 1


@contextmanager
def filled(address: str, name: str, documents: int) -> Iterator[Store]:
    """A database of its own with so many documents."""
    with connect(address, autocommit=True) as server:
        server.execute(f"create database {name}".encode())
    with connect(urlunsplit(urlsplit(address)._replace(path=f"/{name}")), autocommit=True) as connection:
        list(migrate(connection, published()))
        # The disk's flush, the same at every size, would hide what the queries cost.
        connection.execute("set synchronous_commit = off")
        workspace = ensure_workspace(connection, "default")
        fill(connection, workspace, documents)
        yield Store(connection=connection, workspace=workspace)


def fill(connection: Database, workspace: UUID, documents: int) -> None:
    """The documents, the newest first, and the queue of those that wait."""
    for first in range(1, documents + 1, STEP):
        last = min(first + STEP - 1, documents)
        connection.execute(DOCUMENTS.encode(), {"workspace": workspace, "first": first, "last": last})
    connection.execute(REVIEWS.encode())
    connection.execute(ITEMS.encode())
    fold_counts(connection)
    connection.execute("vacuum analyze")


def measured(small: Store, large: Store, claims: int) -> dict[str, dict[str, float]]:
    """For each thing asked the percentiles at both sizes in milliseconds, and the ratio of the 95th."""
    for turn in range(WARM + ROUNDS):
        for store in (small, large):
            if turn == WARM:
                store.taken.clear()
            ask(store, claims)
    return {what: compared(small.taken[what], large.taken[what]) for what in small.taken}


def ask(store: Store, claims: int) -> None:
    """One round: claims with what reviewers do next, the list in the ways it is looked at, the facets."""
    for number in range(claims):
        claim(store, number)
    for name, filters in (
        ("list", Filters()),
        ("list_waiting", Filters(review="needs_review")),
        ("list_schema", Filters(schema="schema-3")),
    ):
        listed(store, name, filters)
    for _ in range(PAGES):
        store.timed("facets", lambda: facets(store.connection, store.workspace))


def claim(store: Store, number: int) -> None:
    """A reviewer takes the next document, and gives it back, settles it, or keeps it."""
    connection, workspace = store.connection, store.workspace
    reviewer = f"reviewer-{number % 7}"
    taken = store.timed("claim", lambda: next_review(connection, workspace, reviewer=reviewer, lease_seconds=LEASE_SECONDS))
    if taken is None:
        raise SystemExit("The queue ran empty: fewer claims, or more documents.")
    if number % 10 < 5:
        release_review(connection, workspace, taken.document, reviewer=reviewer)
    elif number % 10 < 8:
        with connection.transaction():
            connection.execute(APPROVE.encode(), (workspace, taken.document))
            queue_reviews(connection, [workspace], [taken.document])


def listed(store: Store, what: str, filters: Filters) -> None:
    """The first pages of a list."""
    cursor: str | None = None
    for _ in range(PAGES):
        look = partial(list_documents, store.connection, store.workspace, filters=filters, cursor=cursor)
        cursor = store.timed(what, look).cursor


def compared(small: list[float], large: list[float]) -> dict[str, float]:
    """The medians and 95th percentiles."""
    (p50, p95), (large_p50, large_p95) = percentiles(small), percentiles(large)
    figures = {"small_p50": p50, "small_p95": p95, "large_p50": large_p50, "large_p95": large_p95}
    return {name: round(value, 3) for name, value in figures.items()} | {"ratio_p95": round(large_p95 / p95, 2)}


def percentiles(taken: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    cuts = statistics.quantiles(taken, n=100)
    return cuts[49], cuts[94]


def sentences(figures: dict[str, dict[str, float]]) -> str:
    """The figures for a person."""
    lines = [f"{'ms':14} {'small p50':>10} {'p95':>8} {'large p50':>10} {'p95':>8} {'p95 ratio':>10}"]
    for what, of in figures.items():
        goal = f"  (goal <= {GOAL})" if what == "claim" else ""
        lines.append(
            f"{what:14} {of['small_p50']:10.2f} {of['small_p95']:8.2f} {of['large_p50']:10.2f} {of['large_p95']:8.2f} "
            f"{of['ratio_p95']:10.2f}{goal}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
