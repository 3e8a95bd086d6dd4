"""The own database, with its real programs: started, shared, killed, stopped."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

import pytest

from assay.errors import ConfigurationError, StorageError
from store.account import Account
from store.cluster import Cluster
from store.pool import connect
from store.postgres import kept_in, own_database, running, start, stop

ROOT = Path(__file__).resolve().parents[2]
ANOTHER_USER = """
import sys
from pathlib import Path
from store.postgres import own_database
with own_database(Path(sys.argv[1])) as address:
    print(address, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture
def data_dir(folder: Path) -> Iterator[Path]:
    """The same folder in every test, since making a cluster takes longest; its server does not run yet."""
    yield folder
    stop(folder)


@contextmanager
def another_user(data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that uses the database until its standard input ends."""
    command = [sys.executable, "-c", ANOTHER_USER, str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as user:
        try:
            yield user
        finally:
            user.kill()


def address_of(user: "subprocess.Popen[str]") -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def leave(user: "subprocess.Popen[str]") -> None:
    user.communicate(timeout=60)
    assert user.returncode == 0


def cluster_in(data_dir: Path) -> Cluster:
    return Cluster.at(data_dir / "postgres")


def kill_server(data_dir: Path) -> None:
    process = cluster_in(data_dir).process
    assert process is not None
    os.kill(process, signal.SIGKILL)


NUMBERS = count()


def remember(address: str) -> int:
    """A number that nobody had before and that is committed now."""
    number = next(NUMBERS)
    with connect(address) as connection:
        connection.execute("create table if not exists remembered (number int)")
        connection.execute("insert into remembered values (%s)", [number])
    return number


def remembered(address: str) -> set[int]:
    with connect(address) as connection:
        return {number for (number,) in connection.execute("select number from remembered").fetchall()}


def test_what_was_committed_outlives_stopping_and_the_address_stays(data_dir: Path) -> None:
    with own_database(data_dir) as first:
        number = remember(first)
    assert running(data_dir) is None

    with own_database(data_dir) as second:
        assert second == first
        assert number in remembered(second)


def test_a_killed_server_starts_again_at_its_address_with_every_row(data_dir: Path) -> None:
    address, numbers = start(data_dir), set()
    for _ in range(3):
        numbers.add(remember(address))
        kill_server(data_dir)
        assert start(data_dir) == address
    assert numbers <= remembered(address)


def test_two_starters_at_once_share_one_server_which_the_last_to_leave_stops(data_dir: Path) -> None:
    with another_user(data_dir) as one, another_user(data_dir) as other:
        assert address_of(one) == address_of(other)
        leave(one)
        address = running(data_dir)
        assert address is not None
        remember(address)
        leave(other)
    assert running(data_dir) is None


def test_a_user_that_was_killed_does_not_keep_the_server_running(data_dir: Path) -> None:
    with another_user(data_dir) as killed, another_user(data_dir) as last:
        address_of(killed), address_of(last)
        killed.kill()
        killed.wait()
        assert running(data_dir) is not None
        leave(last)
    assert running(data_dir) is None


def test_stopping_may_be_repeated_and_leaves_no_trace_where_nothing_is(data_dir: Path, tmp_path: Path) -> None:
    stop(tmp_path)
    assert list(tmp_path.iterdir()) == []

    start(data_dir)
    stop(data_dir)
    stop(data_dir)
    assert running(data_dir) is None


def test_a_port_that_another_program_has_taken_is_exchanged(data_dir: Path) -> None:
    first = start(data_dir)
    number = remember(first)
    stop(data_dir)

    with socket.create_server(("127.0.0.1", int(first.rpartition(":")[2].partition("/")[0]))):
        second = start(data_dir)
        assert second != first
        assert number in remembered(second)


def test_the_number_of_a_process_that_is_no_server_does_not_stand_in_the_way(data_dir: Path) -> None:
    start(data_dir)
    data = kept_in(data_dir)
    assert data is not None
    left_behind = (data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)
    stop(data_dir)

    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{left_behind[1]}", encoding="utf-8")
    assert running(data_dir) is None
    assert running(data_dir) != start(data_dir) == running(data_dir)


def test_a_cluster_that_was_not_finished_is_made_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n", encoding="utf-8")

    with own_database(tmp_path) as address:
        assert running(tmp_path) == address
    assert not unfinished.exists()


def test_where_namespaces_are_forbidden_root_gets_a_database_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as reachable:
        Path(reachable).chmod(0o755)
        monkeypatch.setattr("store.account._works", lambda _: False)
        monkeypatch.setattr("store.cluster.RUNTIME_FOLDERS", Path(reachable) / "assay")
        with own_database(tmp_path) as address:
            number = remember(address)
        with own_database(tmp_path) as address:
            assert number in remembered(address)
        data = kept_in(tmp_path)
        assert data is not None
        assert data.is_relative_to(tmp_path if os.geteuid() else reachable)


def test_only_who_knows_the_password_gets_in(data_dir: Path) -> None:
    address = start(data_dir)
    password = address.split(":")[2].partition("@")[0]

    assert [file.stat().st_mode & 0o777 for file in (data_dir / "postgres").glob("p*")] == [0o600, 0o600]
    with pytest.raises(ConfigurationError) as refused:
        connect(address.replace(password, "guessed"))
    assert "guessed" not in str(refused.value)


def test_the_server_syncs_what_is_committed_and_logs_no_value(data_dir: Path) -> None:
    with connect(start(data_dir), autocommit=True) as connection:
        assert connection.execute("show fsync").fetchone() == ("on",)
        assert connection.execute("show synchronous_commit").fetchone() == ("on",)
        connection.execute("create table once (word text primary key)")
        connection.execute("insert into once values ('confidential')")
        with pytest.raises(Exception, match="duplicate key"):
            connection.execute("insert into once values ('confidential')")

    log = cluster_in(data_dir).log.read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "confidential" not in log


def test_data_of_another_major_version_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n", encoding="utf-8")

    with pytest.raises(StorageError, match="Postgres 12") as refused:
        start(tmp_path)
    assert (refused.value.code, refused.value.retryable) == ("database_other_version", False)
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_cannot_be_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("", encoding="utf-8")

    with pytest.raises(StorageError) as refused:
        start(tmp_path)
    assert refused.value.code == "storage_denied"
    assert "ASSAY_DATA_DIR" in refused.value.fix


class Fails(Account):
    """An account whose programs all end with the same complaint."""

    def run(self, command: Sequence[str | Path]) -> CompletedProcess[str]:
        return CompletedProcess(command, 1, stdout="", stderr=self.prefix[0])


@pytest.mark.parametrize(
    ("complaint", "code"),
    [
        ("initdb: error: could not create directory: No space left on device", "storage_full"),
        ("initdb: error: could not create directory: Read-only file system", "storage_denied"),
        ("initdb: error: something new", "storage_unavailable"),
    ],
)
def test_what_the_programs_complain_of_gets_its_code_and_leaves_nothing_half_made(tmp_path: Path, complaint: str, code: str) -> None:
    account = Fails(uid=os.geteuid(), gid=os.getegid(), prefix=(complaint,))
    cluster = Cluster(home=tmp_path, place=tmp_path, programs=tmp_path, account=account)

    with pytest.raises(StorageError) as refused:
        cluster.start()
    assert refused.value.code == code
    assert [left.name for left in tmp_path.iterdir()] == ["password"]
