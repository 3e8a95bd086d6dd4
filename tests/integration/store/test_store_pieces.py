"""Pieces: each with a job of its own, in order, once, and never in the way of each other."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from assay.errors import StorageError
from store.documents import cancel, deletions, erase, find_document, reprocess
from store.extractions import result
from store.jobs import Finished, claim_jobs
from store.pieces import Piece, conclude, is_open, keep_pieces, leaves_of

HASH = "5c" * 32
ERROR = {"code": "encrypted", "says": "It is protected.", "fix": "Send it without.", "retryable": False}


ComeApart = Callable[[Sequence[Piece]], list[UUID]]
Work = Callable[[], None]


@pytest.fixture
def packet(desk: Any) -> UUID:
    document: UUID = desk.submit(b"packet").document
    return document


def of_pages(desk: Any, *ranges: tuple[int, int]) -> list[Piece]:
    sha256 = desk.blobs.put(b"packet")
    return [Piece(sha256=sha256, name="a.pdf", size=6, page_range=pages, schema=("invoice", HASH)) for pages in ranges]


def member(desk: Any, name: str, data: bytes, **more: Any) -> Piece:
    return Piece(sha256=desk.blobs.put(data), name=name, size=len(data), **more)


@pytest.fixture
def came_apart(desk: Any, form: Any) -> ComeApart:
    """The job that is due finds these pieces; they are claimed by nobody yet."""

    def into(pieces: Sequence[Piece]) -> list[UUID]:
        job = desk.claim()
        kept = keep_pieces(desk.db, job, pieces, first=0, blobs=desk.blobs)
        assert kept is not None
        documents = [one.document for one in kept]
        assert conclude(desk.db, job, Finished(lease=job.lease, form=form({})), documents)
        return documents

    return into


@pytest.fixture
def work_off(desk: Any, form: Any, field: Any) -> Work:
    """Everything that is due is found doubtful."""

    def work() -> None:
        while due := claim_jobs(desk.db, worker="w", limit=1):
            lease = due[0].lease
            assert conclude(desk.db, due[0], Finished(lease=lease, form=form({"/total": field("1", state="check")})), [])

    return work


def test_each_piece_has_its_pages_and_a_job_of_its_own(desk: Any, packet: UUID, came_apart: ComeApart) -> None:
    pieces = came_apart(of_pages(desk, (1, 2), (3, 3)))

    assert leaves_of(desk.db, desk.workspace, packet) == pieces
    records = [find_document(desk.db, desk.workspace, piece) for piece in pieces]
    assert [(one.parent_id, one.page_range, one.status, one.schema_hash) for one in records] == [
        (packet, (1, 2), "queued", HASH),
        (packet, (3, 3), "queued", HASH),
    ]
    assert find_document(desk.db, desk.workspace, packet).pieces == 2
    shown = result(desk.db, desk.workspace, packet)
    assert shown is not None
    assert shown["document"]["pieces"] == [str(piece) for piece in pieces]
    job = desk.claim()
    assert (job.parent, job.page_range) == (packet, (1, 2)) or (job.parent, job.page_range) == (packet, (3, 3))


def test_members_with_the_same_bytes_are_told_apart_by_their_names(desk: Any, packet: UUID, came_apart: ComeApart) -> None:
    pieces = came_apart([member(desk, "a.txt", b"same"), member(desk, "b.txt", b"same")])
    assert len(set(pieces)) == 2
    assert leaves_of(desk.db, desk.workspace, packet) == pieces


def test_a_member_that_was_refused_is_there_with_its_error_and_without_a_job(desk: Any, came_apart: ComeApart) -> None:
    desk.submit(b"packet")
    refused, read = came_apart([member(desk, "a.zip", b"packet", error=ERROR), member(desk, "b.txt", b"text")])

    record = find_document(desk.db, desk.workspace, refused)
    assert (record.status, record.error, record.schema_name) == ("failed", ERROR, "auto")
    assert desk.rows("select count(*) from jobs") == [(1,)]
    told = desk.rows(f"select payload ->> 'status' from outbox where document_id = '{refused}'")
    assert told == [("failed",)]
    assert find_document(desk.db, desk.workspace, read).status == "queued"


def test_a_job_that_died_between_its_pieces_makes_none_of_them_twice(desk: Any, packet: UUID, form: Any) -> None:
    job = desk.claim(lease_seconds=0)
    first = keep_pieces(desk.db, job, of_pages(desk, (1, 2)), first=0, blobs=desk.blobs)
    assert first is not None

    (again,) = [one for one in claim_jobs(desk.db, worker="other", limit=1, only=[job.job]) if one.document == packet]
    second = keep_pieces(desk.db, again, of_pages(desk, (1, 2), (3, 4)), first=0, blobs=desk.blobs)
    assert second is not None
    assert (second[0].document, second[0].job) == (first[0].document, None)
    assert keep_pieces(desk.db, job, of_pages(desk, (5, 6)), first=2, blobs=desk.blobs) is None
    assert not conclude(desk.db, job, Finished(lease=job.lease, form=form({})), [])
    assert desk.rows("select count(*) from documents where parent_id is not null") == [(2,)]


def test_a_packet_that_is_worked_on_anew_begins_its_pieces_anew(desk: Any, packet: UUID, came_apart: ComeApart, work_off: Work) -> None:
    pieces = came_apart(of_pages(desk, (1, 2), (3, 3)))
    work_off()
    assert not is_open(desk.db, desk.workspace, packet)

    reprocess(desk.db, desk.workspace, packet)
    assert came_apart(of_pages(desk, (1, 2), (3, 3))) == pieces
    assert {find_document(desk.db, desk.workspace, one).status for one in pieces} == {"queued"}
    assert is_open(desk.db, desk.workspace, packet)


def test_pieces_that_are_none_any_more_wait_for_nobody_and_are_kept(desk: Any, packet: UUID, came_apart: ComeApart, work_off: Work) -> None:
    old, same = came_apart(of_pages(desk, (1, 2), (3, 3)))
    work_off()
    assert desk.rows("select count(*) from reviews") == [(2,)]

    reprocess(desk.db, desk.workspace, packet)
    new, kept = came_apart(of_pages(desk, (1, 1), (3, 3)))
    assert kept == same
    assert leaves_of(desk.db, desk.workspace, packet) == [new, same]
    record = find_document(desk.db, desk.workspace, old)
    assert (record.status, record.review_state, record.revision) == ("canceled", "not_required", 1)
    assert result(desk.db, desk.workspace, old, 1) is not None
    assert desk.rows(f"select count(*) from reviews where document_id = '{old}'") == [(0,)]


def test_what_a_container_holds_is_listed_down_to_the_pieces_of_its_packets(desk: Any, packet: UUID, came_apart: ComeApart) -> None:
    inner, last = came_apart([member(desk, "a.pdf", b"packet"), member(desk, "b.txt", b"text")])
    for job in claim_jobs(desk.db, worker="w", limit=1):
        assert job.document in (inner, last)
    desk.db.execute(b"update jobs set due_at = now() + interval '1 hour' where document_id <> %s", [inner])
    desk.db.execute(b"update jobs set due_at = now() where document_id = %s", [inner])
    pieces = came_apart(of_pages(desk, (1, 2), (3, 3)))
    assert leaves_of(desk.db, desk.workspace, packet) == [*pieces, last]


def test_a_packet_is_canceled_and_erased_with_its_pieces(desk: Any, packet: UUID, came_apart: ComeApart) -> None:
    pieces = came_apart(of_pages(desk, (1, 2), (3, 3)))

    assert cancel(desk.db, desk.workspace, packet)
    assert {find_document(desk.db, desk.workspace, one).status for one in pieces} == {"canceled"}
    assert not cancel(desk.db, desk.workspace, packet)
    erase(desk.db, desk.workspace, packet, by="me", reason="asked for")
    assert desk.rows("select count(*) from documents") == [(0,)]
    assert {one.document for one in deletions(desk.db, desk.workspace)} == {packet, *pieces}


def test_no_piece_without_its_bytes(desk: Any, packet: UUID) -> None:  # noqa: ARG001  the packet that is claimed
    with pytest.raises(StorageError) as caught:
        keep_pieces(desk.db, desk.claim(), [Piece(sha256="0" * 64, name="a", size=1)], first=0, blobs=desk.blobs)
    assert caught.value.code == "blob_missing"
