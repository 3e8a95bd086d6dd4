"""What the sweeper's tidying takes away, and what it leaves."""

import os
import time
from pathlib import Path

import pytest

from assay.asking import FieldAnswer
from assay.settings import Settings
from store.answers import put_answers
from store.blobs import FolderBlobs
from store.pool import connect
from store.sessions import make_link
from store.shelf import PostgresTransaction
from workers.bell import Silent
from workers.intake import Handed, hand_in
from workers.sweeper import SECONDS_BETWEEN_TIDYINGS, tidy
from workers.system import open_system


def test_forgotten_bytes_go_within_hours_and_links_with_their_time(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_system(Settings(data_dir=tmp_path), database, bell=Silent()) as system, connect(database, autocommit=True) as connection:
        assert isinstance(system.blobs, FolderBlobs)
        kept = [system.blobs.put(b"%d" % number) for number in range(3)]
        hand_in(system, system.workspace, [Handed(name="a.txt", data=b"0", origin="api")])
        for path in system.blobs.folder.rglob("*"):
            if path.is_file():
                os.utime(path, (0, 0))
        system.blobs.put(b"1")
        make_link(connection, system.workspace, reviewer="ann", scopes=["review"], minutes=0)

        now = time.time()
        for turn in range(256):
            monkeypatch.setattr(time, "time", lambda turn=turn: now + turn * SECONDS_BETWEEN_TIDYINGS)
            tidy(system, connection)

        assert [system.blobs.exists(key) for key in kept] == [True, True, False]
        assert connection.execute("select count(*) from sign_in_links").fetchone() == (0,)


def test_answers_of_models_go_after_their_days(database: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, answers_days=30)
    with open_system(settings, database, bell=Silent()) as system, connect(database, autocommit=True) as connection:
        handed = hand_in(system, system.workspace, [Handed(name=name, data=name.encode(), origin="api") for name in ("old", "new")])
        answer = FieldAnswer(name="total", key="k", value=None, model="m", prompt="p")
        for one in handed:
            put_answers(PostgresTransaction(connection), system.workspace, str(one.document), [answer])
        connection.execute("update documents set status = 'succeeded'")
        days_ago = "update model_answers set heard_at = heard_at - 86400 * 31 where document_id = %s"
        connection.execute(days_ago, [handed[0].document])

        tidy(system, connection)

        assert connection.execute("select document_id from model_answers").fetchall() == [(handed[1].document,)]
