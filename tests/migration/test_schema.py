"""The migrations, one after the other, make what `migrations/schema.sql` says in one piece."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.migrate import FOLDER, migrate, published
from store.pool import Database, connect

CATALOG = (Path(__file__).parent / "catalog.sql").read_bytes()

Make = Callable[[Database], None]
Describe = Callable[[Make], list[str]]


def described(connection: Database) -> list[str]:
    """Everything in the database but the runner's own table, one thing a line."""
    return sorted(line for (line,) in connection.execute(CATALOG).fetchall())


def by_migrations(connection: Database) -> None:
    list(migrate(connection, published()))


def in_one_piece(connection: Database) -> None:
    connection.execute((FOLDER / "schema.sql").read_bytes())


@pytest.fixture
def description(empty_database: str) -> Describe:
    def of(make: Make) -> list[str]:
        with connect(empty_database) as connection, connection.transaction(force_rollback=True):
            make(connection)
            return described(connection)

    return of


def test_migrations_add_up_to_the_schema(description: Describe) -> None:
    whole = description(in_one_piece)

    assert description(by_migrations) == whole
    assert len(whole) > 100


@pytest.mark.parametrize(
    "change",
    [
        "alter table documents alter column name drop not null",
        "alter table documents alter column status drop default",
        "alter table documents add column more int",
        "alter table documents drop constraint documents_size_check",
        "drop index documents_newest",
        "drop trigger documents_go on documents",
        "create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'",
        "create view everything as select * from documents",
        "create type colour as enum ('red')",
        "alter table jobs reset (autovacuum_vacuum_threshold)",
    ],
)
def test_the_comparison_notices(change: str, description: Describe) -> None:
    def altered(connection: Database) -> None:
        by_migrations(connection)
        connection.execute(change.encode())

    assert description(altered) != description(by_migrations)
