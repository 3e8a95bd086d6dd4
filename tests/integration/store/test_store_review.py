"""The queue before people, their decisions, and the way back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from assay.errors import Refused
from store.decisions import Judgement, Word, decide, decisions_in_force, undo
from store.documents import Filters, erase, facets, find_document, list_documents, reprocess
from store.extractions import history, result
from store.jobs import Finished, finish
from store.outbox import Event, claim_events
from store.review import claim_review, items, next_review, release_review

GONE = -1.0


@pytest.fixture
def doubt(field: Any) -> Callable[..., dict[str, Any]]:
    return lambda confidence, value="1": field(value, state="check", confidence=confidence)


@pytest.fixture
def judged(form: Any) -> Callable[..., Judgement]:
    """A decision on the total, and the result in which the given fields stand."""

    def make(revision: int, fields: Any, *, value: Any = "9", by: str = "ann", **more: Any) -> Judgement:
        words = [Word(path="/total", verdict="correct", value=value)]
        return Judgement(revision=revision, by=by, words=words, form=form(fields), **more)

    return make


def take(desk: Any, reviewer: str = "ann", **more: Any) -> Any:
    return next_review(desk.db, desk.workspace, reviewer=reviewer, lease_seconds=more.pop("lease_seconds", 600), **more)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


# The queue


def test_the_dearest_doubt_comes_first_not_the_least_certain_one(desk: Any, doubt: Any) -> None:
    cheap = desk.read(b"cheap", {"/note": doubt(0.1)}, costs={"/note": 1.0})
    dear = desk.read(b"dear", {"/total": doubt(0.9)}, costs={"/total": 50.0})
    several = desk.read(b"several", {"/a": doubt(0.4), "/b": doubt(0.4)}, costs={"/a": 1.0, "/b": 2.0})

    reviews = [take(desk) for _ in range(3)]

    assert [one.document for one in reviews] == [dear, several, cheap]
    assert [round(one.risk, 6) for one in reviews] == [5.0, 1.8, 0.9]
    assert [(item.path, round(item.risk, 6)) for item in reviews[1].items] == [("/b", 1.2), ("/a", 0.6)]
    assert take(desk) is None


def test_a_missing_value_risks_its_whole_cost(desk: Any, field: Any) -> None:
    desk.read(b"a", {"/total": field(None, state="missing", confidence=None)}, costs={"/total": 3.0})

    assert take(desk).risk == 3.0


def test_nothing_that_is_sure_waits(desk: Any, field: Any) -> None:
    document = desk.read(b"a", {"/total": field("1")})

    assert take(desk) is None
    assert find_document(desk.db, desk.workspace, document).review_state == "not_required"


def test_reviewers_who_ask_at_the_same_time_get_different_documents(desk: Any, doubt: Any, connections: Callable[[], Any]) -> None:
    waiting = {desk.read(f"{number}".encode(), {"/total": doubt(0.5)}) for number in range(12)}
    desks = [connections() for _ in range(3)]

    def review(number: int) -> list[UUID]:
        mine = []
        while found := next_review(desks[number], desk.workspace, reviewer=f"r{number}", lease_seconds=600):
            mine.append(found.document)
        return mine

    with ThreadPoolExecutor(len(desks)) as pool:
        taken = [one for mine in pool.map(review, range(len(desks))) for one in mine]

    assert sorted(taken) == sorted(waiting)


def test_the_queue_of_one_schema_shows_no_other(desk: Any, doubt: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})

    assert take(desk, schema="receipt") is None
    assert take(desk, schema="invoice").document == document


def test_a_document_is_in_review_as_long_as_its_lease_and_no_longer(desk: Any, doubt: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})

    def state() -> str:
        (listed,) = list_documents(desk.db, desk.workspace, filters=Filters()).documents
        assert listed.review_state == find_document(desk.db, desk.workspace, document).review_state
        assert listed.review_state == result(desk.db, desk.workspace, document)["review"]["state"]
        return listed.review_state

    seen = [state()]
    take(desk)
    seen.append(state())
    release_review(desk.db, desk.workspace, document, reviewer="ann", delay_seconds=600)
    seen.append(state())
    take(desk, lease_seconds=GONE)
    claim_review(desk.db, desk.workspace, document, reviewer="ann", lease_seconds=GONE)
    seen.append(state())

    assert seen == ["needs_review", "in_review", "postponed", "needs_review"]


def test_a_named_document_is_held_by_one_until_it_is_given_back(desk: Any, doubt: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})

    def claim(reviewer: str) -> Any:
        return claim_review(desk.db, desk.workspace, document, reviewer=reviewer, lease_seconds=600)

    claim("ann")
    assert claim("ann").document == document
    assert refusal(lambda: claim("bob")) == "held_by_another"
    assert not release_review(desk.db, desk.workspace, document, reviewer="bob")
    assert release_review(desk.db, desk.workspace, document, reviewer="ann")
    assert claim("bob").revision == 1


def test_a_postponed_document_comes_back_later_not_at_once(desk: Any, doubt: Any) -> None:
    document = take_of(desk, desk.read(b"a", {"/total": doubt(0.5)}))

    release_review(desk.db, desk.workspace, document, reviewer="ann", delay_seconds=600)

    assert take(desk) is None
    desk.rows("update reviews set free_at = now() returning 1")
    assert take(desk).document == document


def test_a_forgotten_review_goes_to_the_next_reviewer(desk: Any, doubt: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})
    take(desk, "ann", lease_seconds=GONE)

    assert take(desk, "bob").document == document
    assert refusal(lambda: claim_review(desk.db, desk.workspace, document, reviewer="ann", lease_seconds=600)) == "held_by_another"


def test_what_does_not_wait_cannot_be_claimed(desk: Any, field: Any) -> None:
    document = desk.read(b"a", {"/total": field("1")})

    for unknown in (document, uuid4()):
        claim = partial(claim_review, desk.db, desk.workspace, unknown, reviewer="ann", lease_seconds=1)
        assert refusal(claim) == "not_found"


# Decisions


def test_a_decision_makes_the_next_revision_and_keeps_the_one_before(desk: Any, field: Any, doubt: Any, judged: Any) -> None:
    document = take_of(desk, desk.read(b"a", {"/total": doubt(0.5), "/note": doubt(0.5)}))
    told = Event(type="document.approved", payload={})

    revision = decide(desk.db, desk.workspace, document, judged(1, {"/total": field("9", state="corrected"), "/note": doubt(0.5)}))

    assert revision == 2
    assert result(desk.db, desk.workspace, document)["fields"]["/total"]["value"] == "9"
    assert result(desk.db, desk.workspace, document, 1)["fields"]["/total"]["value"] == "1"
    assert [item.path for item in items(desk.db, desk.workspace, document)] == ["/note"]
    assert find_document(desk.db, desk.workspace, document).review_state == "in_review"

    done = {"/total": field("9", state="corrected"), "/note": field("1", state="confirmed")}
    decide(desk.db, desk.workspace, document, judged(2, done, events=[told]))

    assert find_document(desk.db, desk.workspace, document).review_state == "approved"
    assert items(desk.db, desk.workspace, document) == ()
    assert take(desk, "bob") is None
    assert [event.id for event in claim_events(desk.db, limit=10, lease_seconds=60)] == [told.id]
    assert facets(desk.db, desk.workspace).review == {"approved": 1}


def test_who_decided_what_is_kept_in_order(desk: Any, field: Any, doubt: Any, form: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})
    money = {"amount": "9.00", "currency": "EUR"}
    correct = Word(path="/total", verdict="correct", value=money)
    words = [correct, Word(path="/note", verdict="confirm"), Word(path="/due", verdict="reject")]

    decide(desk.db, desk.workspace, document, Judgement(revision=1, by="ann", words=words, form=form({"/total": field(money)})))

    kept = decisions_in_force(desk.db, desk.workspace, document)
    assert [(one.path, one.verdict, one.value, one.decided_by, one.revision) for one in kept] == [
        ("/total", "correct", money, "ann", 2),
        ("/note", "confirm", None, "ann", 2),
        ("/due", "reject", None, "ann", 2),
    ]


def test_a_decision_on_an_old_revision_changes_nothing(desk: Any, doubt: Any, judged: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})
    decide(desk.db, desk.workspace, document, judged(1, {"/total": doubt(0.6)}))

    for stale in (0, 1, 3):
        judgement = judged(stale, {"/total": doubt(0.1)})
        assert refusal(partial(decide, desk.db, desk.workspace, document, judgement)) == "revision_stale"

    assert [one.revision for one in history(desk.db, desk.workspace, document)] == [1, 2]
    assert len(decisions_in_force(desk.db, desk.workspace, document)) == 1


def test_of_two_who_decide_on_the_same_revision_at_once_one_is_refused(
    desk: Any, doubt: Any, judged: Any, connections: Callable[[], Any]
) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})
    desks = [connections() for _ in range(4)]

    def vote(number: int) -> int | str:
        try:
            return decide(desks[number], desk.workspace, document, judged(1, {"/total": doubt(0.5, f"{number}")}, by="ann"))
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(len(desks)) as pool:
        outcomes = list(pool.map(vote, range(len(desks))))

    assert sorted(map(str, outcomes)) == ["2", "revision_stale", "revision_stale", "revision_stale"]


def test_nobody_decides_on_what_another_holds(desk: Any, doubt: Any, judged: Any) -> None:
    document = take_of(desk, desk.read(b"a", {"/total": doubt(0.5)}))

    assert refusal(lambda: decide(desk.db, desk.workspace, document, judged(1, {"/total": doubt(1.0)}, by="bob"))) == "held_by_another"
    assert refusal(lambda: undo(desk.db, desk.workspace, document, revision=1, by="bob")) == "held_by_another"


def test_a_document_without_a_result_cannot_be_decided_on(desk: Any, judged: Any) -> None:
    document = desk.submit(b"a").document

    assert refusal(lambda: decide(desk.db, desk.workspace, document, judged(0, {}))) == "revision_stale"


# The way back


def test_undo_restores_field_for_field_what_was_there(desk: Any, field: Any, doubt: Any, judged: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5), "/note": doubt(0.25)}, costs={"/total": 10.0})
    before, waiting = result(desk.db, desk.workspace, document), items(desk.db, desk.workspace, document)
    done = {"/total": field("9", state="corrected"), "/note": field("1")}
    decide(desk.db, desk.workspace, document, judged(1, done))

    assert undo(desk.db, desk.workspace, document, revision=2, by="ann") == 3

    after = result(desk.db, desk.workspace, document)
    assert after | {"revision": 1} == before
    assert items(desk.db, desk.workspace, document) == waiting
    assert take(desk).document == document
    assert decisions_in_force(desk.db, desk.workspace, document) == []


def test_undo_walks_back_step_by_step_to_what_the_machine_found(desk: Any, doubt: Any, judged: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5, "machine")})

    def total() -> Any:
        return result(desk.db, desk.workspace, document)["data"]["total"]

    def back(revision: int) -> Any:
        undo(desk.db, desk.workspace, document, revision=revision, by="ann")
        return total()

    decide(desk.db, desk.workspace, document, judged(1, {"/total": doubt(0.6, "first")}))
    decide(desk.db, desk.workspace, document, judged(2, {"/total": doubt(0.7, "second")}))

    assert [back(3), back(4)] == ["first", "machine"]
    assert refusal(lambda: back(5)) == "nothing_to_undo"
    decide(desk.db, desk.workspace, document, judged(5, {"/total": doubt(0.8, "third")}))
    assert back(6) == "machine"
    assert [(one.origin, one.undoes) for one in history(desk.db, desk.workspace, document)] == [
        ("job", None),
        ("review", None),
        ("review", None),
        ("undo", 3),
        ("undo", 2),
        ("review", None),
        ("undo", 6),
    ]


def test_undo_does_not_reach_behind_a_new_reading(desk: Any, doubt: Any, judged: Any, form: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})
    decide(desk.db, desk.workspace, document, judged(1, {"/total": doubt(0.6)}))
    reprocess(desk.db, desk.workspace, document)
    finish(desk.db, [Finished(lease=desk.claim().lease, form=form({"/total": doubt(0.7)}))])

    assert refusal(lambda: undo(desk.db, desk.workspace, document, revision=3, by="ann")) == "nothing_to_undo"
    assert [one.revision for one in decisions_in_force(desk.db, desk.workspace, document)] == [2]


def test_undo_of_an_old_revision_is_refused(desk: Any, doubt: Any, judged: Any) -> None:
    document = desk.read(b"a", {"/total": doubt(0.5)})
    decide(desk.db, desk.workspace, document, judged(1, {"/total": doubt(0.6)}))

    assert refusal(lambda: undo(desk.db, desk.workspace, document, revision=1, by="ann")) == "revision_stale"


def test_a_new_reading_does_not_take_the_document_from_its_reviewer(desk: Any, doubt: Any, form: Any) -> None:
    document = take_of(desk, desk.read(b"a", {"/total": doubt(0.5)}))
    reprocess(desk.db, desk.workspace, document)

    finish(desk.db, [Finished(lease=desk.claim().lease, form=form({"/note": doubt(0.7)}))])

    assert take(desk, "bob") is None
    assert claim_review(desk.db, desk.workspace, document, reviewer="ann", lease_seconds=60).revision == 2
    assert [item.path for item in items(desk.db, desk.workspace, document)] == ["/note"]


def test_an_erased_document_waits_for_nobody(desk: Any, doubt: Any) -> None:
    erase(desk.db, desk.workspace, desk.read(b"a", {"/total": doubt(0.5)}), by="ann", reason="asked for")

    assert take(desk) is None


def take_of(desk: Any, document: UUID) -> UUID:
    assert take(desk).document == document
    return document
