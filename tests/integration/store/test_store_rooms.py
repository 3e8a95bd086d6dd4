"""Schema versions, tokens, repeated requests and events."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from assay.errors import Refused
from store.idempotency import KeptAnswer, Request, abandoned, answered, begin, forget_old
from store.outbox import Event, claim_events, dead_events, delivered, give_up, put_off, write_events
from store.schemas import current_versions, newest_version, publish, versions
from store.tokens import add_token, revoke_token, token_of, tokens
from store.workspaces import ensure_workspace

# Workspaces and schema versions


def test_a_workspace_is_made_once(connections: Callable[[], Any]) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda db: ensure_workspace(db, "same"), [connections() for _ in range(4)]))

    assert len(made) == 1


def test_the_same_content_is_the_same_version_and_new_content_the_next(desk: Any) -> None:
    first, second, again = (publish(desk.db, desk.workspace, name="receipt", content=c, source=c, by="ann") for c in ("a", "b", "a"))

    assert (first.version, second.version) == (1, 2)
    assert again == first
    assert newest_version(desk.db, desk.workspace, "receipt") == second
    assert versions(desk.db, desk.workspace, "receipt") == [second, first]
    assert [(one.name, one.version) for one in current_versions(desk.db, desk.workspace)] == [("invoice", 1), ("receipt", 2)]


def test_versions_published_at_the_same_time_count_without_gap(desk: Any, connections: Callable[[], Any]) -> None:
    def make(number_and_db: Any) -> int:
        number, db = number_and_db
        return publish(db, desk.workspace, name="receipt", content=f"{number}", source="", by="ann").version

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(make, [(number, connections()) for number in range(4)]))

    assert sorted(made) == [1, 2, 3, 4]


# Tokens


def test_a_token_opens_until_it_is_revoked(desk: Any, other_desk: Any) -> None:
    new = add_token(desk.db, desk.workspace, name="ci", scopes=["submit", "review"])

    assert token_of(desk.db, new.secret) == new.token
    assert (new.token.workspace, new.token.scopes) == (desk.workspace, ["submit", "review"])
    assert new.secret.startswith(new.token.prefix)
    assert not revoke_token(desk.db, other_desk.workspace, new.token.id)
    assert revoke_token(desk.db, desk.workspace, new.token.id)
    assert token_of(desk.db, new.secret) is None
    assert tokens(desk.db, desk.workspace)[0].revoked_at is not None


def test_a_token_past_its_time_or_never_made_opens_nothing(desk: Any) -> None:
    assert token_of(desk.db, add_token(desk.db, desk.workspace, name="old", scopes=[], days=-1).secret) is None
    assert token_of(desk.db, add_token(desk.db, desk.workspace, name="new", scopes=[], days=1).secret) is not None
    assert token_of(desk.db, "assay_guess") is None
    assert token_of(desk.db, "") is None


def test_no_secret_is_kept_or_shown(desk: Any) -> None:
    new = add_token(desk.db, desk.workspace, name="ci", scopes=["admin"])

    assert new.secret not in str(desk.rows("select t::text from tokens t"))
    assert new.secret not in repr(new)


# Repeated requests


@pytest.fixture
def request_of(desk: Any) -> Callable[..., Request]:
    usual = {"workspace": desk.workspace, "scope": "token POST /v1/documents", "key": "k", "body_hash": "b"}
    return lambda **more: Request(**usual | more)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_repeated_request_gets_the_answer_of_the_first(desk: Any, request_of: Any) -> None:
    assert begin(desk.db, request_of()) is None
    assert refusal(lambda: begin(desk.db, request_of())) == "idempotency_in_flight"
    answered(desk.db, request_of(), KeptAnswer(status=202, answer={"id": "d1"}))

    assert begin(desk.db, request_of()) == KeptAnswer(status=202, answer={"id": "d1"})
    assert refusal(lambda: begin(desk.db, request_of(body_hash="other"))) == "idempotency_conflict"
    assert begin(desk.db, request_of(scope="another token")) is None


def test_a_request_is_carried_out_by_one_of_many_at_once(request_of: Any, connections: Callable[[], Any]) -> None:
    def send(db: Any) -> str:
        try:
            return "new" if begin(db, request_of()) is None else "kept"
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(send, [connections() for _ in range(4)]))

    assert sorted(said) == ["idempotency_in_flight"] * 3 + ["new"]


def test_a_request_whose_server_died_may_be_repeated_after_its_lease(desk: Any, request_of: Any) -> None:
    begin(desk.db, request_of(), lease_seconds=-1)

    assert refusal(lambda: begin(desk.db, request_of(body_hash="other"))) == "idempotency_conflict"
    assert begin(desk.db, request_of()) is None


def test_a_request_that_came_to_nothing_frees_its_key(desk: Any, request_of: Any) -> None:
    begin(desk.db, request_of())
    abandoned(desk.db, request_of())

    assert begin(desk.db, request_of(body_hash="other")) is None


def test_keys_are_kept_for_a_day(desk: Any, request_of: Any) -> None:
    for key in ("young", "old", "older"):
        begin(desk.db, request_of(key=key))
        answered(desk.db, request_of(key=key), KeptAnswer(status=200, answer={}))
    desk.rows("update idempotency_keys set created_at = now() - interval '25 h' where key <> 'young' returning 1")

    assert begin(desk.db, request_of(key="old", body_hash="other")) is None
    forget_old(desk.db)
    assert desk.rows("select key from idempotency_keys order by key") == [("old",), ("young",)]


# Events


def told(desk: Any, count: int = 1) -> list[Event]:
    events = [Event(type="document.completed", payload={"n": number}) for number in range(count)]
    with desk.db.transaction():
        write_events(desk.db, [(desk.workspace, None, event) for event in events])
    return events


def test_an_event_comes_again_with_the_same_id_until_it_is_delivered(desk: Any) -> None:
    (event,) = told(desk)

    taken = [claim_events(desk.db, limit=10, lease_seconds=-1)[0] for _ in range(2)]
    assert [(one.id, one.payload, one.attempts) for one in taken] == [(event.id, {"n": 0}, 1), (event.id, {"n": 0}, 2)]
    delivered(desk.db, [event.id])
    assert claim_events(desk.db, limit=10, lease_seconds=60) == []


def test_an_event_is_put_off_or_given_up_and_then_seen(desk: Any) -> None:
    late, hopeless = told(desk, 2)
    claim_events(desk.db, limit=10, lease_seconds=-1)

    put_off(desk.db, late.id, delay_seconds=600)
    give_up(desk.db, hopeless.id)

    assert claim_events(desk.db, limit=10, lease_seconds=60) == []
    assert [one.id for one in dead_events(desk.db, desk.workspace)] == [hopeless.id]


def test_an_event_that_is_committed_late_is_not_passed_over(desk: Any, connections: Callable[[], Any]) -> None:
    slow, reader = connections(), connections()
    early = Event(type="document.completed", payload={}, id=uuid4())
    with slow.transaction():
        write_events(slow, [(desk.workspace, None, early)])
        (later,) = told(desk)
        assert [one.id for one in claim_events(reader, limit=10, lease_seconds=60)] == [later.id]

    assert [one.id for one in claim_events(reader, limit=10, lease_seconds=60)] == [early.id]


def test_nothing_is_told_of_what_was_rolled_back(desk: Any) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), desk.db.transaction():
        write_events(desk.db, [(desk.workspace, None, Event(type="document.completed", payload={}))])
        raise Stop

    assert claim_events(desk.db, limit=10, lease_seconds=60) == []
