"""Nothing of a workspace is seen or changed from another one. New functions of the store come under this test by themselves."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from uuid import UUID, uuid4

import pytest

import store
from assay.asking import FieldAnswer
from assay.errors import Refused
from assay.extraction import Usage
from assay.span import Span
from store import model_batches
from store.answers import put_answers
from store.batches import BatchItem, add_batch, add_items
from store.calls import CallRow, Ended, PartRow, add_call, settle_call
from store.costs import Cost
from store.decisions import Judgement, Word, decide
from store.documents import erase, reprocess
from store.extractions import Part
from store.folder import Recorded, record_claims
from store.idempotency import Request, begin
from store.model_batches import Kept
from store.outbox import Event, claim_events, give_up
from store.review import claim_review, next_review
from store.shelf import PostgresTransaction
from store.spending import Account, take
from store.tokens import add_token

# These add to the workspace that they are told; what they add is looked at elsewhere.
ADDING = {
    "submit",
    "submit_all",
    "publish",
    "add_token",
    "put_answers",
    "open_job",
    "write_events",
    "add_batch",
    "add_items",
    "record_claims",
    "make_link",
    "take",
}
CLAIM, SETTLED = uuid4(), uuid4()
NOTHING_SPENT = Cost(name="total")
ANSWER = FieldAnswer(name="total", key="k", value={"value": "1", "quote": None}, model="m", prompt="p")


def scoped() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in iter_modules(store.__path__, "store."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            mine = function.__module__ == module.name and not name.startswith("_")
            if mine and "workspace" in inspect.signature(function).parameters and name not in ADDING:
                yield name, function


SCOPED = dict(scoped())


@pytest.fixture
def full(desk: Any, field: Any, form: Any) -> dict[str, Any]:
    """A workspace that holds something of everything, and the arguments that name it."""
    doubtful = {"/total": field("1", state="check")}
    settled = desk.read(b"b", doubtful | {"/iban": field("DE1")})
    document = desk.read(b"a", doubtful, parts=[Part(name="main", media_type="text/plain", pages=1, embedded=False)])
    claim_review(desk.db, desk.workspace, document, reviewer="ann", lease_seconds=600)
    words = [Word(path="/total", verdict="confirm")]
    judgement = Judgement(revision=1, by="ann", words=words, form=form(doubtful), events=[Event(type="document.approved", payload={})])
    decide(desk.db, desk.workspace, document, judgement)
    for event in claim_events(desk.db, limit=10, lease_seconds=60):
        give_up(desk.db, event.id)
    put_answers(PostgresTransaction(desk.db), desk.workspace, str(document), [ANSWER])
    erase(desk.db, desk.workspace, desk.submit(b"gone").document, by="ann", reason="asked for")
    reprocess(desk.db, desk.workspace, document)
    unwritten = "insert into unrecorded (workspace_id, document_id, revision, code) values (%s, %s, 2, 'records_conflict')"
    desk.db.execute(unwritten, [desk.workspace, document])
    batch = add_batch(desk.db, desk.workspace, origin="api", schema="invoice", by="ci")
    waiting = desk.submit(b"waits").document
    add_items(desk.db, desk.workspace, batch, [BatchItem(position=0, name="w.pdf", document=waiting)])
    record_claims(
        desk.db,
        desk.workspace,
        [
            Recorded(claim=CLAIM, document=document, duplicate=False),
            Recorded(claim=SETTLED, document=settled, duplicate=False),
        ],
    )
    token = add_token(desk.db, desk.workspace, name="ci", scopes=["submit"], budget_per_day=Decimal(1)).token.id
    part = PartRow(
        document=str(document), schema="invoice", schema_hash="5c", reason="open", fields=("total",), egress=(Span(0, 1),), share=1, nano=5
    )
    call, ended = (CallRow(workspace=desk.workspace, call=name, token=token, model="m", kind="live") for name in ("call", "ended"))
    ledger = PostgresTransaction(desk.db)
    days = [add_call(ledger, one, [part]) for one in (call, ended)]
    settle_call(ledger, ended.call, Ended(outcome="ok", usage=Usage(calls=1), price=None, seconds=1))
    account = Account(scope="day", day=days[0] or "")
    take(ledger, desk.workspace, account, 5)
    question = Kept(workspace=desk.workspace, id="question", question="{}", usage="{}")
    model_batches.put(ledger, question, document=str(document), model="m", seconds=60)
    model_batches.give_up_waiting(ledger, "m", model_batches.LATE)
    return {
        "document": document,
        "judgement": Judgement(revision=2, by="ann", words=words, form=form(doubtful)),
        "revision": 2,
        "token": token,
        "keys": [ANSWER.key],
        "call": call.call,
        "besides": "another call",
        "account": account,
        "nano": 1,
        "model": ANSWER.model,
        "reviewer": "ann",
        "by": "ann",
        "name": "invoice",
        "content": "5c" * 32,
        "lease_seconds": 60,
        "reason": "mischief",
        "batch": batch,
        "claims": [CLAIM, SETTLED],
        "metadata": {"from": "elsewhere"},
        "schema": "invoice",
        "path": "/iban",
        "same": {"/total": "1"},
        "since": date.min,
    }


def test_another_workspace_sees_and_changes_nothing(desk: Any, full: dict[str, Any]) -> None:
    stranger, before = empty_workspace(desk), contents(desk)
    for name, function in SCOPED.items():
        with desk.db.transaction(force_rollback=True):
            assert is_nothing(outcome(function, desk.db, stranger, full)), name
            assert contents(desk) == before, name

            # The same call within the workspace does see something, or does something: the arguments are good ones.
            assert not is_nothing(outcome(function, desk.db, desk.workspace, full)) or contents(desk) != before, name


def test_a_key_of_another_workspace_is_a_new_key(desk: Any) -> None:
    stranger = empty_workspace(desk)

    assert begin(desk.db, Request(workspace=desk.workspace, scope="s", key="k", body_hash="b")) is None
    assert begin(desk.db, Request(workspace=stranger, scope="s", key="k", body_hash="other")) is None


def test_there_is_enough_to_look_at() -> None:
    assert {"result", "find_document", "list_documents", "decide", "undo", "erase", "next_review", "facets", "answers_of"} <= set(SCOPED)


def outcome(function: Callable[..., Any], db: Any, workspace: UUID, arguments: dict[str, Any]) -> Any:
    (_, where), _, *others = inspect.signature(function).parameters.items()
    wanted = {one.name: arguments[one.name] for _, one in others if one.default is one.empty or one.name == "revision"}
    try:
        with db.transaction():
            return function(PostgresTransaction(db) if where.annotation == "Transaction" else db, workspace, **wanted)
    except Refused as refused:
        assert refused.code == "not_found"
        return None


def is_nothing(found: Any) -> bool:
    """None, False, or a container of nothing."""
    if found == NOTHING_SPENT:
        return True
    if hasattr(found, "__dataclass_fields__"):
        return all(is_nothing(getattr(found, name)) for name in found.__dataclass_fields__)
    return not found


def empty_workspace(desk: Any) -> UUID:
    ((made,),) = desk.rows("insert into workspaces (name) values ('stranger') returning id")
    return made  # type: ignore[no-any-return]


def contents(desk: Any) -> dict[str, list[Any]]:
    tables = desk.rows("select table_name from information_schema.columns where column_name = 'workspace_id' and table_schema = 'public'")
    return {table: sorted(map(str, desk.rows(f"select * from {table}"))) for (table,) in tables}


def test_the_queue_of_another_workspace_is_another_queue(desk: Any, other_desk: Any, field: Any) -> None:
    mine = desk.read(b"a", {"/total": field("1", state="check")})
    theirs = other_desk.read(b"a", {"/total": field("1", state="check")})

    assert next_review(desk.db, desk.workspace, reviewer="ann", lease_seconds=60).document == mine
    assert next_review(desk.db, other_desk.workspace, reviewer="ann", lease_seconds=60).document == theirs
    assert next_review(desk.db, desk.workspace, reviewer="bob", lease_seconds=60) is None
