import os
from pathlib import Path

import pytest

from store.account import Account, account

STRANGER = Account(uid=os.geteuid() + 4711, gid=os.getegid())


def test_a_stranger_is_stopped_by_a_private_folder_on_the_way(tmp_path: Path) -> None:
    inside = tmp_path / "private" / "inside"
    inside.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)

    assert not STRANGER.reaches(inside)
    assert not STRANGER.reaches(inside / "not" / "there" / "yet")
    assert STRANGER.reaches(Path("/"))


def test_ones_own_account_goes_everywhere(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    assert Account(uid=os.geteuid(), gid=os.getegid()).reaches(tmp_path)


def test_programs_get_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_MODEL_API_KEY", "secret")
    done = account().run(["env"])

    assert done.returncode == 0
    assert "ASSAY" not in done.stdout
