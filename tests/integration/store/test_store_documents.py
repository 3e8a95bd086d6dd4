"""Handing in, listing, beginning anew and erasing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from assay.asking import FieldAnswer
from assay.errors import Refused, StorageError
from store.answers import put_answers
from store.decisions import Judgement, Word, decide
from store.documents import (
    Filters,
    Submission,
    cancel,
    deletions,
    erase,
    erase_blobs,
    facets,
    find_document,
    fold_counts,
    list_documents,
    reprocess,
    retry,
    submit,
    submit_all,
)
from store.extractions import Part, parts, result
from store.jobs import Finished, finish
from store.review import next_review
from store.schemas import publish
from store.shelf import PostgresTransaction

HASH = "5c" * 32


def listed(desk: Any, **filters: Any) -> list[Any]:
    return [one.id for one in list_documents(desk.db, desk.workspace, filters=Filters(**filters)).documents]


# Handed in


def test_the_same_bytes_again_lead_to_the_earlier_document(desk: Any, field: Any) -> None:
    first = desk.submit(b"same")
    again = desk.submit(b"same", name="copy.pdf", origin="folder")
    finish_document(desk, field)
    later = desk.submit(b"same")

    assert (again.document, again.job, again.status, again.duplicate) == (first.document, first.job, "queued", True)
    assert (later.document, later.job, later.status, later.duplicate) == (first.document, None, "succeeded", True)


def test_the_same_bytes_for_another_schema_version_are_another_document(desk: Any) -> None:
    newer = publish(desk.db, desk.workspace, name="invoice", content="ee" * 32, source="", by="analyst").hash

    asked = [desk.submit(b"same", **more).document for more in ({}, pinned(HASH), pinned(newer))]

    assert len(set(asked)) == 3
    assert desk.submit(b"same", **pinned(newer)).document == asked[2]


def test_many_who_hand_in_the_same_bytes_at_once_make_one_document(desk: Any, connections: Callable[[], Any]) -> None:
    contents = [b"one", b"two", b"three"]
    hashes = [desk.blobs.put(data) for data in contents]
    senders = [connections() for _ in range(4)]

    def send(number: int) -> list[Any]:
        order = hashes[number % 3 :] + hashes[: number % 3]
        wanted = [Submission(sha256=sha256, name="a", size=3, origin="api") for sha256 in order]
        return submit_all(senders[number], desk.workspace, wanted, blobs=desk.blobs)

    with ThreadPoolExecutor(len(senders)) as pool:
        answers = [one for sent in pool.map(send, range(len(senders))) for one in sent]

    assert len({one.document for one in answers}) == 3
    assert sum(not one.duplicate for one in answers) == 3
    assert desk.rows("select count(*) from jobs") == [(3,)]


def test_no_document_without_its_bytes(desk: Any) -> None:
    with pytest.raises(StorageError) as caught:
        submit(desk.db, desk.workspace, Submission(sha256="0" * 64, name="a", size=1, origin="api"), blobs=desk.blobs)

    assert caught.value.code == "blob_missing"
    assert listed(desk) == []


def test_an_auto_document_takes_the_name_of_the_schema_that_it_was_read_with(desk: Any, field: Any) -> None:
    document = desk.read(b"a", {"/total": field("1")})

    record = find_document(desk.db, desk.workspace, document)
    assert (record.schema_asked, record.schema_name, record.pages, record.media_type) == ("auto", "invoice", 2, "application/pdf")


# Results


def test_a_result_comes_back_as_it_was_brought(desk: Any, field: Any, form: Any) -> None:
    submitted = desk.submit(b"a")
    money = {"amount": "1234.50", "currency": "EUR"}
    brought = form(
        {"/total": field(money), "/paid": field(False), "/note": field(None, state="missing", confidence=None), "/pages": field(3)}
    )
    told = [Part(name="main", media_type="application/pdf", pages=2, embedded=False)]

    finish(desk.db, [Finished(lease=desk.claim().lease, form=brought, parts=told)])
    kept = result(desk.db, desk.workspace, submitted.document)

    brought["document"]["id"] = str(submitted.document)
    assert kept == brought
    assert list(kept) == list(brought)
    assert list(kept["fields"]) == list(brought["fields"])
    assert list(kept["fields"]["/total"]["evidence"][0]) == list(brought["fields"]["/total"]["evidence"][0])
    assert parts(desk.db, desk.workspace, submitted.document) == told


def test_a_document_that_failed_keeps_its_result_too(desk: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    error = {"code": "encrypted", "says": "The file is protected.", "fix": "Save a copy.", "retryable": False}
    brought = form({}, status="failed", error=error) | {"schema": None}

    finish(desk.db, [Finished(lease=desk.claim().lease, form=brought)])

    record = find_document(desk.db, desk.workspace, document)
    assert (record.status, record.error, record.schema_name) == ("failed", error, "auto")
    assert result(desk.db, desk.workspace, document)["schema"] is None


def test_a_text_that_the_database_cannot_hold_does_not_keep_a_result_from_being_saved(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a", name="a\0\udcff.pdf", metadata={"k\0": "v\ud800"}).document
    brought = form({"/total": field("1\0\ud8005"), "/note": field("a literal \\u0000 stays")})

    assert finish(desk.db, [Finished(lease=desk.claim().lease, form=brought)])

    kept = result(desk.db, desk.workspace, document)
    assert (kept["fields"]["/total"]["value"], kept["fields"]["/total"]["raw"]) == ("1\ufffd\ufffd5", "1\ufffd\ufffd5")
    assert kept["fields"]["/note"]["value"] == "a literal \\u0000 stays"
    record = find_document(desk.db, desk.workspace, document)
    assert (record.name, record.metadata) == ("a\ufffd\ufffd.pdf", {"k\ufffd": "v\ufffd"})


# Listed


def test_a_list_is_walked_without_gap_or_repetition_while_documents_arrive(desk: Any) -> None:
    before = [desk.submit(f"{number}".encode()).document for number in range(7)]
    seen: list[Any] = []
    cursor = None
    while True:
        page = list_documents(desk.db, desk.workspace, cursor=cursor, limit=3)
        seen += [one.id for one in page.documents]
        desk.submit(f"new {len(seen)}".encode())
        if (cursor := page.cursor) is None:
            break

    assert seen == before[::-1]


def test_documents_handed_in_at_one_moment_are_listed_each_once(desk: Any) -> None:
    hashes = [desk.blobs.put(f"{number}".encode()) for number in range(5)]
    submit_all(desk.db, desk.workspace, [Submission(sha256=one, name="a", size=1, origin="api") for one in hashes], blobs=desk.blobs)

    first = list_documents(desk.db, desk.workspace, limit=2)
    second = list_documents(desk.db, desk.workspace, cursor=first.cursor, limit=3)

    assert len({one.id for one in (*first.documents, *second.documents)}) == 5
    assert second.cursor is None


def test_a_cursor_that_nobody_gave_is_refused(desk: Any) -> None:
    for cursor in ("", "x", "bm90IGEgY3Vyc29y", "ä"):
        with pytest.raises(Refused) as caught:
            list_documents(desk.db, desk.workspace, cursor=cursor)
        assert caught.value.code == "cursor_invalid"


def test_a_list_shows_what_its_filters_say(desk: Any, field: Any) -> None:
    sure = desk.read(b"sure", {"/total": field("1")})
    held = desk.read(b"held", {"/total": field("1", state="check", confidence=0.1)})
    doubtful = desk.read(b"doubtful", {"/total": field("1", state="check", confidence=0.9)})
    waiting = desk.submit(b"waiting", **pinned(HASH)).document
    assert next_review(desk.db, desk.workspace, reviewer="ann", lease_seconds=60).document == held

    assert listed(desk, status="queued") == [waiting]
    assert listed(desk, schema="invoice") == [waiting, doubtful, held, sure]
    assert listed(desk, review="needs_review") == [doubtful]
    assert listed(desk, review="in_review") == [held]
    assert listed(desk, review="not_required", status="succeeded") == [sure]
    assert listed(desk, review="postponed") == []


def test_facets_add_up_before_and_after_the_counters_are_folded(desk: Any, other_desk: Any, field: Any) -> None:
    desk.read(b"sure", {"/total": field("1")})
    desk.read(b"doubtful", {"/total": field("1", state="check")})
    other_desk.submit(b"elsewhere")
    erase(desk.db, desk.workspace, desk.submit(b"gone").document, by="ann", reason="asked for")
    desk.submit(b"waiting")

    for _ in range(2):
        counted = facets(desk.db, desk.workspace)
        assert counted.status == {"queued": 1, "succeeded": 2}
        assert counted.review == {"needs_review": 1, "not_required": 2}
        assert counted.schema == {"auto": 1, "invoice": 2}
        fold_counts(desk.db)
    assert desk.rows("select count(*) from document_counts") == [(4,)]


# Begun anew


def test_a_failed_document_is_tried_again_and_a_good_one_left_alone(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    error = {"code": "timeout", "says": "Too slow.", "fix": "", "retryable": True}
    finish(desk.db, [Finished(lease=desk.claim().lease, form=form({}, status="failed", error=error))])

    again = retry(desk.db, desk.workspace, document)
    twice = retry(desk.db, desk.workspace, document)
    assert (again.status, twice.job) == ("queued", again.job)
    assert find_document(desk.db, desk.workspace, document).error is None
    finish_document(desk, field)

    assert retry(desk.db, desk.workspace, document).job is None
    assert result(desk.db, desk.workspace, document)["revision"] == 2


def test_reprocessing_keeps_the_earlier_revision(desk: Any, field: Any) -> None:
    document = desk.read(b"a", {"/total": field("old", state="check")})

    assert reprocess(desk.db, desk.workspace, document).job is not None
    finish_document(desk, field, "new")

    assert result(desk.db, desk.workspace, document)["data"] == {"total": "new"}
    assert result(desk.db, desk.workspace, document, 1)["data"] == {"total": "old"}
    assert next_review(desk.db, desk.workspace, reviewer="ann", lease_seconds=60) is None


def test_a_worker_of_the_work_before_cannot_write_into_the_work_anew(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    old = desk.claim()
    assert cancel(desk.db, desk.workspace, document)
    retry(desk.db, desk.workspace, document)
    new = desk.claim()

    assert (new.fence, new.job) == (old.fence, new.job) != (old.fence, old.job)
    assert finish(desk.db, [Finished(lease=old.lease, form=form({"/total": field("1")}))]) == set()
    assert finish(desk.db, [Finished(lease=new.lease, form=form({"/total": field("1")}))]) == {new.job}


def test_reprocessing_for_a_version_that_has_the_same_bytes_is_refused(desk: Any, field: Any) -> None:
    document = desk.read(b"a", {"/total": field("1")})
    desk.submit(b"a", **pinned(HASH))

    with pytest.raises(Refused) as caught:
        reprocess(desk.db, desk.workspace, document, schema=("invoice", HASH))

    assert caught.value.code == "duplicate"
    assert find_document(desk.db, desk.workspace, document).status == "succeeded"


def test_a_canceled_document_stays_canceled(desk: Any, field: Any, form: Any) -> None:
    document = desk.submit(b"a").document
    running = desk.claim()

    assert cancel(desk.db, desk.workspace, document)
    assert not cancel(desk.db, desk.workspace, document)

    assert finish(desk.db, [Finished(lease=running.lease, form=form({"/total": field("1")}))]) == set()
    assert find_document(desk.db, desk.workspace, document).status == "canceled"


# Erased


def test_an_erased_document_leaves_only_the_word_that_it_was_erased(desk: Any, field: Any, form: Any) -> None:
    kept = desk.read(b"kept", {"/total": field("1", state="check")})
    whole = desk.read(b"whole", {"/total": field("secret-value", state="check")})
    decide(desk.db, desk.workspace, whole, Judgement(revision=1, by="ann", words=[Word(path="/total", verdict="confirm")], form=form({})))
    answer = FieldAnswer(name="total", key="k", value={"value": "secret-value", "quote": None}, model="m", prompt="p")
    put_answers(PostgresTransaction(desk.db), desk.workspace, str(whole), [answer])

    erase(desk.db, desk.workspace, whole, by="ann", reason="asked for")

    assert listed(desk) == [kept]
    tables = desk.rows("select table_name from information_schema.tables where table_schema = 'public'")
    left = [str(desk.rows(f"select t::text from {table} t")) for (table,) in tables if table not in ("deletions", "blob_erasures")]
    assert not [text for text in left if str(whole) in text or "secret-value" in text]
    assert [(one.document, one.deleted_by, one.reason) for one in deletions(desk.db, desk.workspace)] == [(whole, "ann", "asked for")]


def test_bytes_go_with_the_last_document_that_has_them_in_any_workspace(desk: Any, other_desk: Any) -> None:
    mine, theirs = desk.submit(b"shared").document, other_desk.submit(b"shared").document
    sha256 = find_document(desk.db, desk.workspace, mine).sha256

    erase(desk.db, desk.workspace, mine, by="ann", reason="asked for")
    assert erase_blobs(desk.db, desk.blobs) == 0
    assert desk.blobs.get(sha256) == b"shared"

    erase(other_desk.db, other_desk.workspace, theirs, by="bob", reason="asked for")
    assert erase_blobs(desk.db, desk.blobs) == 1
    assert not desk.blobs.exists(sha256)


def test_bytes_that_came_again_before_they_were_erased_stay(desk: Any) -> None:
    document = desk.submit(b"a").document
    erase(desk.db, desk.workspace, document, by="ann", reason="asked for")
    again = desk.submit(b"a")

    assert not again.duplicate
    assert erase_blobs(desk.db, desk.blobs) == 0
    assert desk.blobs.get(find_document(desk.db, desk.workspace, again.document).sha256) == b"a"


def test_bytes_are_not_erased_under_the_hands_of_somebody_who_submits_them(desk: Any, connections: Callable[[], Any]) -> None:
    document = desk.submit(b"a").document
    sha256 = find_document(desk.db, desk.workspace, document).sha256
    erase(desk.db, desk.workspace, document, by="ann", reason="asked for")

    with ThreadPoolExecutor(1) as pool:
        with desk.db.transaction():
            submit(desk.db, desk.workspace, Submission(sha256=sha256, name="a", size=1, origin="api"), blobs=desk.blobs)
            eraser = connections()
            erased = pool.submit(erase_blobs, eraser, desk.blobs)
            while not desk.rows("select from pg_locks where locktype = 'advisory' and not granted"):
                assert not erased.done()
        assert erased.result() == 0
    assert desk.blobs.exists(sha256)


def test_what_is_not_there_cannot_be_erased(desk: Any) -> None:
    with pytest.raises(Refused) as caught:
        erase(desk.db, desk.workspace, uuid4(), by="ann", reason="asked for")

    assert caught.value.code == "not_found"


def pinned(content: str) -> dict[str, str]:
    return {"schema": "invoice", "schema_hash": content}


def finish_document(desk: Any, field: Any, value: str = "1") -> None:
    from_form = {
        "document": {"media_type": None, "pages": 1},
        "schema": {"name": "invoice", "version": 1, "hash": HASH},
        "status": "succeeded",
        "error": None,
        "review": {"state": "not_required", "fields": []},
        "data": {"total": value},
        "fields": {"/total": field(value)},
    }
    assert finish(desk.db, [Finished(lease=desk.claim().lease, form=from_form)])
