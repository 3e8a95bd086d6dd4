"""What models answered: kept once, found again for every document of the workspace, in Postgres and in the file of a single command."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import RestrictViolation

from asking.remembered import ShelvedMemory
from assay.asking import FieldAnswer
from store.answers import answers_of, documents_remembered, erase_answers, expire_answers
from store.documents import erase
from store.local import NOBODY, LocalShelf
from store.migrate import migrate, published
from store.pool import connect, open_pool
from store.shelf import PostgresShelf, Shelf

SMALL, LARGE = "openai/small", "openai/large"


def answer(key: str = "k1", *, model: str = SMALL, value: Any = "12.50", **more: Any) -> FieldAnswer:
    return FieldAnswer(name="total", key=key, value={"value": value, "quote": f"Total {value}"}, model=model, prompt="p1", **more)


@dataclass(frozen=True)
class Room:
    """A memory, its shelf and workspace, and how to get the id of a new document in it."""

    shelf: Shelf
    workspace: UUID
    document: Callable[[], str]

    @property
    def memory(self) -> ShelvedMemory:
        return ShelvedMemory(self.shelf)

    def keep(self, document: str, *answers: FieldAnswer) -> None:
        self.memory.keep(self.workspace, document, answers)

    def recall(self, document: str, *keys: str, models: tuple[str, ...] = (SMALL,)) -> dict[str, FieldAnswer]:
        return dict(self.memory.recall(self.workspace, document, keys, models))

    def answers(self, document: str) -> list[FieldAnswer]:
        with self.shelf.transaction() as transaction:
            return list(answers_of(transaction, self.workspace, document).values())

    def erase(self, document: str) -> int:
        with self.shelf.transaction() as transaction:
            return erase_answers(transaction, self.workspace, document)


@pytest.fixture(params=["postgres", "local"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    with ExitStack() as stack:
        number = iter(range(100))
        if request.param == "local":
            shelf = LocalShelf(tmp_path)
            stack.callback(shelf.close)
            yield Room(shelf=shelf, workspace=NOBODY, document=lambda: f"d{next(number)}")
        else:
            desk = request.getfixturevalue("desk")
            pool = stack.enter_context(open_pool(request.getfixturevalue("database")))
            yield Room(
                shelf=PostgresShelf(pool), workspace=desk.workspace, document=lambda: str(desk.submit(b"%d" % next(number)).document)
            )


def test_what_was_kept_comes_back_as_it_was(room: Room) -> None:
    document = room.document()
    odd = answer("k2", value="nul \0, half \ud800, 木", documents=4, position=3, call="c1")
    nothing = replace(answer("k3"), value=None)
    rows = replace(answer("k4"), value={"rows": [{"b": {"value": "1", "quote": None}, "a": None}]})

    room.keep(document, answer(), odd, nothing, rows)

    found = room.recall(document, "k1", "k2", "k3", "k4", "unheard of")
    assert found == {"k1": answer(), "k2": odd, "k3": nothing, "k4": rows}
    assert list(found["k4"].value["rows"][0]) == ["b", "a"]
    assert room.recall(document) == {}


def test_the_first_answer_of_a_model_to_a_key_stays(room: Room) -> None:
    document = room.document()
    room.keep(document, answer(value="1"))
    room.keep(document, answer(value="2"))

    assert room.recall(document, "k1") == {"k1": answer(value="1")}


def test_an_earlier_model_comes_first_and_one_that_may_not_answer_not_at_all(room: Room) -> None:
    document = room.document()
    room.keep(document, answer(model=LARGE), answer("k2", model=LARGE), answer(model="other/model"))
    room.keep(document, answer(model=SMALL))

    assert {key: one.model for key, one in room.recall(document, "k1", "k2", models=(SMALL, LARGE)).items()} == {"k1": SMALL, "k2": LARGE}
    assert room.recall(document, "k1", models=(LARGE, SMALL))["k1"].model == LARGE
    assert room.recall(document, "k2", models=(SMALL,)) == {}


def test_what_was_said_about_one_document_is_known_about_all_and_goes_with_each(room: Room) -> None:
    first, second, third = room.document(), room.document(), room.document()
    room.keep(first, answer(call="c1"))

    assert room.recall(second, "k1") == {"k1": answer(call="c1")}
    assert room.answers(second) == [answer(call="c1")]
    assert room.erase(first) == 1

    assert room.answers(first) == []
    assert room.recall(third, "k1") == {"k1": answer(call="c1")}


def test_of_several_models_answers_the_one_counts_that_the_document_was_last_read_with(room: Room) -> None:
    document = room.document()
    room.keep(document, answer(model=SMALL))
    room.keep(document, answer(model=LARGE))
    assert [one.model for one in room.answers(document)] == [LARGE]

    room.recall(document, "k1", models=(SMALL,))
    assert [one.model for one in room.answers(document)] == [SMALL]


def test_the_newest_answers_stand_at_the_end(room: Room) -> None:
    document = room.document()
    for key in ("k3", "k1", "k2"):
        room.keep(document, answer(key))
    room.keep(document, answer("k3", model=LARGE))

    assert [one.key for one in room.answers(document)] == ["k1", "k2", "k3"]


def test_many_who_keep_and_recall_the_same_at_once_agree(room: Room) -> None:
    documents = [room.document() for _ in range(3)]
    keys = [f"k{number}" for number in range(20)]
    ready = threading.Barrier(6)

    def work(number: int) -> dict[str, FieldAnswer]:
        ready.wait()
        mine = documents[number % 3]
        room.keep(mine, *(answer(key, value=str(number)) for key in (keys if number % 2 else reversed(keys))))
        return room.recall(mine, *keys)

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(work, range(6)))

    assert [found[number] == found[number + 3] for number in range(3)] == [True] * 3
    assert all(set(one) == set(keys) for one in found)


def test_it_is_known_what_is_kept_about_which_document(room: Room) -> None:
    first, second = room.document(), room.document()
    room.keep(first, answer("k1"), answer("k2"))
    room.keep(second, answer("k3"))

    with room.shelf.transaction() as transaction:
        kept = documents_remembered(transaction, room.workspace)
    assert [(one.document, one.answers) for one in kept] == [(first, 2), (second, 1)]


def test_another_data_folder_and_another_process_see_their_own(tmp_path: Path) -> None:
    shelf, same, other = LocalShelf(tmp_path / "a"), LocalShelf(tmp_path / "a"), LocalShelf(tmp_path / "b")
    ShelvedMemory(shelf).keep(NOBODY, "d1", [answer()])

    assert set(ShelvedMemory(same).recall(NOBODY, "d1", ["k1"], [SMALL])) == {"k1"}
    assert set(ShelvedMemory(other).recall(NOBODY, "d1", ["k1"], [SMALL])) == set()
    for one in (shelf, same, other):
        one.close()


# In the running system


@pytest.fixture
def system(desk: Any, database: str) -> Iterator[Room]:
    with open_pool(database) as pool:
        yield Room(shelf=PostgresShelf(pool), workspace=desk.workspace, document=lambda: str(desk.submit(b"one").document))


def test_answers_go_with_their_document(desk: Any, system: Room) -> None:
    document = system.document()
    system.keep(document, answer())

    erase(desk.db, desk.workspace, UUID(document), by="ann", reason="asked for")

    assert desk.rows("select count(*) from model_answers") == [(0,)]


def test_an_answer_to_a_document_that_was_erased_meanwhile_is_not_kept(desk: Any, system: Room) -> None:
    document, other = system.document(), str(desk.submit(b"other").document)
    system.keep(other, answer())
    erase(desk.db, desk.workspace, UUID(document), by="ann", reason="asked for")

    system.keep(document, answer("k2"))

    assert system.recall(document, "k1") == {"k1": answer()}
    assert system.answers(document) == []


def test_another_workspace_neither_sees_nor_uses_them(system: Room, other_desk: Any) -> None:
    system.keep(system.document(), answer())
    stranger = replace(system, workspace=other_desk.workspace)

    assert stranger.recall(str(other_desk.submit(b"same").document), "k1") == {}


def test_nobody_changes_an_answer(desk: Any, system: Room) -> None:
    system.keep(system.document(), answer())

    with pytest.raises(RestrictViolation):
        desk.db.execute(b"update model_answers set value = 'null'")


def test_after_their_days_answers_go_unless_somebody_still_needs_them(desk: Any, system: Room, field: Any) -> None:
    done = str(desk.read(b"done", {"/total": field("1")}))
    fresh = str(desk.read(b"fresh", {"/total": field("1")}))
    reviewed = str(desk.read(b"reviewed", {"/total": field("1", state="check")}))
    queued = str(desk.submit(b"queued").document)
    for document in (done, fresh, reviewed, queued):
        system.keep(document, answer("k1"), answer("k2"))
    desk.db.execute(b"update model_answers set heard_at = heard_at - 86400 * 31")
    system.keep(fresh, answer("k3"))

    assert expire_answers(desk.db, days=32) == 0
    assert expire_answers(desk.db, days=30) == 2
    assert [len(system.answers(document)) for document in (done, fresh, reviewed, queued)] == [0, 3, 2, 2]


def test_answers_of_an_older_version_stay_with_their_documents(empty_database: str) -> None:
    before = next(number for number, one in enumerate(published()) if one.name == "0010_model_answers")
    with connect(empty_database, autocommit=True) as connection:
        list(migrate(connection, published()[:before]))
        connection.execute(OLD)
        list(migrate(connection, published()))
    with open_pool(empty_database) as pool:
        system = Room(shelf=PostgresShelf(pool), workspace=UUID(int=1), document=lambda: "")
        kept = system.answers(str(UUID(int=2)))
    assert {one.name: one.value for one in kept} == {"total": {"value": "1", "quote": "Total 1"}, "iban": None}
    assert {one.model for one in kept} == {SMALL}


OLD = b"""
insert into workspaces (id, name) values ('00000000-0000-0000-0000-000000000001', 'one');
insert into documents (workspace_id, id, sha256, name, size, origin, schema_asked, schema_name)
select id, '00000000-0000-0000-0000-000000000002', repeat('a', 64), 'a', 1, 'api', 'auto', 'invoice' from workspaces;
insert into model_answers (workspace_id, key, document_id, model, prompt_hash, fields_key, text_hash, answer, usage)
select workspace_id, said.key, id, 'openai/small', repeat('b', 64), 'f', 't', said.answer::json, '{}'
from documents
cross join (values
    ('k1', '{"id": "", "fields": {"total": {"value": "1", "quote": "Total 1"}, "iban": null}}'), ('k2', null::text), ('k3', '{"id": ""}')
) as said (key, answer)
where said.answer is not null;
"""
