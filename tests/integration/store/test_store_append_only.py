"""What was published, found or decided is never changed, whoever holds the connection."""

from typing import Any

import pytest
from psycopg.errors import DatabaseError, RestrictViolation

from store.decisions import Judgement, Word, decide
from store.documents import erase

KEPT = ("schema_versions", "extractions", "fields", "decisions", "deletions")


@pytest.fixture
def full(desk: Any, field: Any, form: Any) -> Any:
    """A desk with a row in every table that may only grow."""
    document = desk.read(b"a", {"/total": field("1", state="check")})
    words = [Word(path="/total", verdict="confirm")]
    decide(desk.db, desk.workspace, document, Judgement(revision=1, by="ann", words=words, form=form({"/total": field("1")})))
    erase(desk.db, desk.workspace, desk.submit(b"b").document, by="ann", reason="asked for")
    return desk


@pytest.mark.parametrize("change", ["update {} set workspace_id = workspace_id", "delete from {}", "truncate {} cascade"])
def test_a_kept_row_is_neither_changed_nor_removed(full: Any, change: str) -> None:
    for table in KEPT:
        before = full.rows(f"select * from {table}")
        assert before

        with pytest.raises(RestrictViolation):
            full.db.execute(change.format(table).encode())

        assert full.rows(f"select * from {table}") == before


def test_permission_to_erase_one_document_is_none_to_change_it_or_to_erase_another(full: Any, field: Any) -> None:
    (document,) = full.rows("select document_id from extractions limit 1")[0]
    other = full.read(b"other", {"/total": field("1")})
    for words in (f"delete from fields where document_id = '{other}'", "update fields set raw = ''"):
        with pytest.raises(RestrictViolation), full.db.transaction():
            full.db.execute(b"select set_config('assay.erasing', %s, true)", [str(document)])
            full.db.execute(words.encode())


def test_permission_to_erase_ends_with_its_transaction(full: Any) -> None:
    with pytest.raises(RestrictViolation):
        full.db.execute(b"delete from fields")


def test_no_row_points_into_another_workspace(full: Any, other_desk: Any) -> None:
    stranger = other_desk.submit(b"x").document

    with pytest.raises(DatabaseError, match="foreign key"):
        full.db.execute(b"insert into jobs (workspace_id, document_id) values (%s, %s)", [full.workspace, stranger])


def test_every_table_carries_its_workspace(desk: Any) -> None:
    tables = desk.rows("select table_name from information_schema.tables where table_schema = 'public'")
    scoped = desk.rows("select table_name from information_schema.columns where column_name = 'workspace_id'")

    # How fast a provider may be asked, and what travels to it together, is the installation's; the questions in a batch are a workspace's.
    shared = {"workspaces", "migrations", "processes", "model_pace", "model_batches"}
    assert {table for (table,) in tables} - {table for (table,) in scoped} == shared
