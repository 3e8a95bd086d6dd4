"""A file is read whole or not at all, and its metadata is plain data."""

import fcntl
import os
from pathlib import Path

import pytest

from assay.errors import DocumentError
from folder.sidecar import metadata_in
from folder.steady import UnsteadyError, opens, read_steady
from folder.wake import is_remote


def test_a_file_at_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    assert opens(tmp_path / "a")
    assert read_steady(tmp_path / "a") == b"x" * 3_000_000


@pytest.mark.skipif(not hasattr(fcntl, "F_SETLEASE"), reason="only Linux tells who writes")
def test_a_file_that_is_open_for_writing_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("w") as writer:
        writer.write("half")
        writer.flush()
        assert not opens(tmp_path / "a")
        with pytest.raises(UnsteadyError):
            read_steady(tmp_path / "a")
    assert read_steady(tmp_path / "a") == b"half"


def test_a_pipe_is_not_waited_for_and_a_link_not_followed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").write_text("a")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(DocumentError) as error:
        read_steady(tmp_path / "pipe")
    assert error.value.code == "unreadable_file"
    with pytest.raises(OSError, match="symbolic"):
        read_steady(tmp_path / "link")
    assert not opens(tmp_path / "pipe")
    assert not opens(tmp_path / "link")


def test_metadata_is_plain_data(tmp_path: Path) -> None:
    sidecar = tmp_path / "a.assay.yaml"
    sidecar.write_text("customer: 4711\nrate: 1.10\npaid: NO\ntags: [a, b]\nby: {name: Ann}\n")
    assert metadata_in(sidecar) == {"customer": 4711, "rate": "1.10", "paid": "NO", "tags": ["a", "b"], "by": {"name": "Ann"}}
    sidecar.write_text("")
    assert metadata_in(sidecar) == {}


@pytest.mark.parametrize(
    "content",
    [b"a: [", b"- a\n- b\n", b"word", b"a: !!python/object/apply:os.system [id]", b"a: &x 1\nb: *x\n", b"\xff\xfe", b"a: 1\n" * 20000],
)
def test_metadata_that_cannot_be_used_is_refused_without_quoting_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.assay.yaml").write_bytes(content)
    with pytest.raises(DocumentError) as error:
        metadata_in(tmp_path / "a.assay.yaml")
    assert error.value.code == "sidecar_invalid"
    assert "python" not in str(error.value)


def test_network_shares_are_told_by_the_table_of_mounts(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda / ext4 rw 0 0\nserver:/x /mnt/a\\040share nfs4 rw 0 0\n//server/y /mnt/b cifs rw 0 0\n")
    assert is_remote(Path("/mnt/a share/inbox"), mounts)
    assert is_remote(Path("/mnt/b"), mounts)
    assert not is_remote(Path("/mnt/c"), mounts)
    assert not is_remote(Path("/mnt/b"), tmp_path / "nothing")
