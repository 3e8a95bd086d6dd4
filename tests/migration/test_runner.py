"""The migration runner on a real database: in order, once, whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assay.errors import StorageError
from store.migrate import Migration, migrate, pending, published, require_current
from store.pool import connect

FIRST = Migration(name="0001_first", sql="create table first (number int); insert into first values (1);")
SECOND = Migration(name="0002_second", sql="insert into first values (2);")
BROKEN = Migration(name="0003_broken", sql="insert into first values (3); insert into nowhere values (1);")


def names(migrations: object) -> list[str]:
    return [one.name for one in migrations]  # type: ignore[attr-defined]


def numbers(address: str) -> list[int]:
    with connect(address) as connection:
        return [number for (number,) in connection.execute("select number from first order by number").fetchall()]


def test_a_second_run_changes_nothing(empty_database: str) -> None:
    with connect(empty_database) as connection:
        assert names(migrate(connection, (FIRST, SECOND))) == ["0001_first", "0002_second"]
        assert names(migrate(connection, (FIRST, SECOND))) == []
        require_current(connection, (FIRST, SECOND))
    assert numbers(empty_database) == [1, 2]


def test_looking_writes_nothing(empty_database: str) -> None:
    with connect(empty_database) as connection:
        assert names(pending(connection, (FIRST,))) == ["0001_first"]
        with pytest.raises(StorageError) as behind:
            require_current(connection, (FIRST,))
        assert behind.value.code == "database_behind"
        assert connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (0,)


def test_a_migration_that_fails_leaves_nothing_and_what_came_before_stays(empty_database: str) -> None:
    with connect(empty_database) as connection:
        with pytest.raises(StorageError, match="nowhere") as failed:
            list(migrate(connection, (FIRST, SECOND, BROKEN)))
        assert failed.value.code == "migration_failed"
        assert names(pending(connection, (FIRST, SECOND, BROKEN))) == ["0003_broken"]
    assert numbers(empty_database) == [1, 2]


def test_what_a_migration_says_of_values_is_not_repeated(empty_database: str) -> None:
    telling = Migration(name="0002_telling", sql="select 'confidential'::integer")
    with connect(empty_database) as connection, pytest.raises(StorageError) as failed:
        list(migrate(connection, (telling,)))
    assert "confidential" not in str(failed.value)


def test_migrators_at_once_apply_each_file_once(empty_database: str) -> None:
    slow = replace(FIRST, sql=f"{FIRST.sql} select pg_sleep(0.2);")  # so that the others arrive in the middle of it

    def run(_: int) -> list[str]:
        with connect(empty_database) as connection:
            return names(migrate(connection, (slow, SECOND)))

    with ThreadPoolExecutor() as threads:
        applied = [name for one in threads.map(run, range(4)) for name in one]
    assert sorted(applied) == ["0001_first", "0002_second"]
    assert numbers(empty_database) == [1, 2]


def test_a_file_that_changed_after_it_was_applied_is_refused(empty_database: str) -> None:
    with connect(empty_database) as connection:
        list(migrate(connection, (FIRST,)))
        with pytest.raises(StorageError, match=r"0001_first\.sql") as changed:
            list(migrate(connection, (replace(FIRST, sql="select 1"), SECOND)))
        assert changed.value.code == "migration_changed"
        assert names(pending(connection, (FIRST, SECOND))) == ["0002_second"]


def test_line_ends_are_no_change() -> None:
    lines = replace(FIRST, sql="select 1;\nselect 2;\n")

    assert replace(lines, sql=lines.sql.replace("\n", "\r\n")).checksum == lines.checksum


def test_a_database_that_is_newer_than_the_code_is_refused(empty_database: str) -> None:
    with connect(empty_database) as connection:
        list(migrate(connection, (FIRST, SECOND)))
        for ask in (pending, require_current):
            with pytest.raises(StorageError, match="0002_second") as newer:
                ask(connection, (FIRST,))
            assert newer.value.code == "database_newer"


def test_the_published_files_are_numbered_without_a_gap() -> None:
    assert [int(one.name[:4]) for one in published()] == list(range(1, len(published()) + 1))
