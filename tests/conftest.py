"""A real Postgres for the whole session, and in it a fresh, migrated database for each test.

`ASSAY_TEST_DATABASE_URL` names a server to use instead of the own one; its user must be allowed to create databases.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from hypothesis import settings

from store.migrate import migrate, published
from store.pool import connect
from store.postgres import own_database

# No test asserts time. What every change has to pass finds the same cases each time; whoever works here finds new ones.
settings.register_profile("assay", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("assay")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The address of a database on the session's server; processes of one session share it."""
    if given := os.environ.get("ASSAY_TEST_DATABASE_URL"):
        yield given
        return
    session = tmp_path_factory.getbasetemp()
    with own_database(session if worker_id == "master" else session.parent) as address:
        # What is thrown away afterwards need not survive a power cut, nor wait for the disk.
        command(address, "alter system set fsync = off")
        command(address, "select pg_reload_conf()")
        yield address


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """The name of a migrated database that is copied for each test."""
    with made(server) as (name, address):
        with connect(address) as connection:
            list(migrate(connection, published()))
        yield name


@pytest.fixture
def database(server: str, template: str) -> Iterator[str]:
    """The address of a migrated database that only this test uses."""
    with made(server, template) as (_, address):
        yield address


@pytest.fixture
def empty_database(server: str) -> Iterator[str]:
    """The address of a database in which nothing was ever made."""
    with made(server) as (_, address):
        yield address


@contextmanager
def made(server: str, template: str = "template1") -> Iterator[tuple[str, str]]:
    """A new database's name and address; it is dropped at the end, whoever is still connected."""
    name = f"assay_test_{uuid4().hex}"
    command(server, f"create database {name} template {template}")
    try:
        yield name, urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        command(server, f"drop database {name} with (force)")


def command(server: str, words: str) -> None:
    with connect(server, autocommit=True) as connection:
        connection.execute(words.encode())
