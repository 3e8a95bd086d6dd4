"""Connections to a real server, and what a person is told when there is none."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from psycopg import errors

from assay.errors import ConfigurationError, StorageError
from store.cluster import Cluster
from store.pool import connect, open_pool, place_of, transaction, translated
from store.postgres import own_database, start, stop


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that may be killed and stopped."""
    return tmp_path_factory.mktemp("own")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_transaction_is_kept_whole_or_not_at_all(database: str) -> None:
    with open_pool(database) as pool:
        with transaction(pool) as connection:
            connection.execute("create table numbers (number int)")
        with pytest.raises(ZeroDivisionError), transaction(pool) as connection:
            connection.execute("insert into numbers values (1)")
            raise ZeroDivisionError
        with transaction(pool) as connection:
            assert connection.execute("select count(*) from numbers").fetchone() == (0,)


def test_a_pool_goes_on_after_the_server_was_killed(data_dir: Path) -> None:
    with own_database(data_dir) as address, open_pool(address, size=1) as pool:
        process = Cluster.at(data_dir / "postgres").process
        assert process is not None
        with pytest.raises(StorageError) as lost, transaction(pool) as connection:
            connection.execute("create table numbers (number int)")
            os.kill(process, signal.SIGKILL)
            while True:
                connection.execute("insert into numbers values (1)")
        assert (lost.value.code, lost.value.retryable) == ("storage_unavailable", True)

        start(data_dir)
        with transaction(pool) as connection:
            assert connection.execute("select to_regclass('numbers')").fetchone() == (None,)


def test_a_server_that_comes_back_is_waited_for(data_dir: Path) -> None:
    with own_database(data_dir) as address, ThreadPoolExecutor() as threads:
        stop(data_dir)
        waiting = threads.submit(connect, address, patience=60)
        start(data_dir)
        with waiting.result() as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_nobody_there_is_said_without_the_password() -> None:
    with pytest.raises(StorageError) as refused:
        connect(f"postgresql://user:topsecret@127.0.0.1:{free_port()}/assay")
    assert (refused.value.code, refused.value.retryable) == ("storage_unavailable", True)
    assert "topsecret" not in str(refused.value)


def test_a_database_that_the_server_does_not_know_is_a_matter_of_settings(database: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        connect(urlsplit(database)._replace(path="/unheard_of").geturl())
    assert "ASSAY_DATABASE_URL" in refused.value.fix


@pytest.mark.parametrize("address", ["topsecret", "postgresql://u:topsecret@host:port/x", "host=x topsecret=1"])
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        open_pool(address)
    assert "topsecret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_database_that_cannot_hold_every_text_is_refused(server: str) -> None:
    name = f"assay_test_{uuid4().hex}"
    with connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name} template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'".encode())
        with pytest.raises(ConfigurationError, match="every text"):
            connect(urlsplit(server)._replace(path=f"/{name}").geturl())
        connection.execute(f"drop database {name}".encode())


def test_a_connection_that_may_only_read_is_no_fault_of_the_program(database: str) -> None:
    with connect(database) as connection, pytest.raises(StorageError) as refused, translated():
        connection.execute("set transaction read only")
        connection.execute("create table numbers (number int)")
    assert refused.value.retryable


def test_an_error_of_a_query_stays_what_it_is(database: str) -> None:
    with connect(database) as connection, pytest.raises(errors.UndefinedTable), translated():
        connection.execute("select * from nowhere")


def test_the_place_names_neither_user_nor_password() -> None:
    assert place_of("postgresql://user:secret@db.example:5433/assay") == "db.example:5433/assay"
    assert place_of("host=db.example dbname=assay user=me password=secret") == "db.example:5432/assay"
