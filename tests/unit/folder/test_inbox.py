"""What lies in the folder, and when it has come to rest."""

import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folder.backoff import Backoff
from folder.files import ENDING_BYTES, NAME_BYTES, move_to_free, numbered
from folder.ignore import ignored_in
from folder.inbox import Rest, Signature, contents, described_by, filed_under, schema_of, sidecar_of

PLACE = PurePosixPath("a.txt")
SETTLE = 2.0


def signature(number: int) -> Signature:
    return Signature(inode=1, size=number, changed_ns=number)


@given(st.lists(st.tuples(st.floats(0.0, 1.5), st.one_of(st.none(), st.integers(0, 2))), max_size=30))
def test_a_file_has_rested_only_when_every_look_of_the_settle_time_saw_the_same(looks: list[tuple[float, int | None]]) -> None:
    rest, now, history = Rest(seconds=SETTLE), 0.0, []
    for pause, state in looks:
        now += pause
        rest.look({} if state is None else {PLACE: signature(state)}, now)
        history.append((now, state))
        same: list[float] = []
        for at, seen in reversed(history):
            if seen is None or seen != state:
                break
            same.append(at)
        assert rest.is_rested(PLACE, now) is (bool(same) and now - same[-1] >= SETTLE)


def test_the_first_folder_names_the_schema() -> None:
    assert schema_of(PurePosixPath("a.pdf")) == "auto"
    assert schema_of(PurePosixPath("invoice/2026/a.pdf")) == "invoice"
    assert filed_under(PurePosixPath("invoice/2026/a.pdf")) == PurePosixPath("2026/a.pdf")
    assert filed_under(PurePosixPath("a.pdf")) == PurePosixPath("a.pdf")


def test_a_sidecar_lies_beside_its_document() -> None:
    place = PurePosixPath("invoice/a.pdf")
    assert sidecar_of(place) == PurePosixPath("invoice/a.pdf.assay.yaml")
    assert described_by(sidecar_of(place)) == place


def test_documents_and_sidecars_are_told_apart(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.pdf.assay.yaml", ".b.pdf.assay.yaml", "deep/c.pdf", "c.pdf.assay.json", "@eaDir/d.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = contents(tmp_path, ignored_in(tmp_path))
    assert [str(place) for place in found.documents] == ["a.pdf", "deep/c.pdf"]
    assert [str(place) for place in found.sidecars] == ["a.pdf.assay.yaml"]


def test_a_folder_that_cannot_be_read_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/1.txt", "b/2.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    usual = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError
        return usual(path)

    monkeypatch.setattr(os, "scandir", refusing)  # root, as whom tests may run, is refused nothing
    assert [str(place) for place in contents(tmp_path, ignored_in(tmp_path)).documents] == ["b/2.txt"]


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=255), st.integers(1, 1000))
def test_a_numbered_name_leaves_room_for_its_result(name: str, number: int) -> None:
    if name in (".", "..") or len(name.encode()) > NAME_BYTES:
        return
    numbered_name = numbered(name, number)
    assert len(numbered_name.encode()) <= NAME_BYTES - ENDING_BYTES or len(PurePosixPath(name).suffix.encode()) > NAME_BYTES // 2
    assert (numbered_name == name) or number > 1 or len(name.encode()) > NAME_BYTES - ENDING_BYTES


def test_a_file_is_never_moved_onto_another(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("b")
    with pytest.raises(FileExistsError):
        move_to_free(tmp_path / "a", tmp_path / "b")
    assert [(tmp_path / name).read_text() for name in "ab"] == ["a", "b"]


def test_what_fails_again_and_again_is_tried_less_and_less() -> None:
    now = 0.0
    backoff = Backoff(first=1.0, most=4.0, clock=lambda: now)
    assert backoff.is_due("a")
    waits = []
    for number in range(4):
        assert backoff.put_off("a") is (number == 0)
        waits.append(backoff.seconds_left("a"))
        assert not backoff.is_due("a")
        now += backoff.seconds_left("a")
        assert backoff.is_due("a")
    assert waits == [1.0, 2.0, 4.0, 4.0]
    assert backoff.forget("a")
    assert not backoff.forget("a")
