"""What single commands remember goes when somebody says so, or when its days are over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from asking.forgetting import Forgotten, forget, is_about, is_older
from asking.open import local_asker
from asking.recorded import local_record
from asking.remembered import ShelvedMemory
from assay.asking import FieldAnswer
from assay.settings import Settings
from store.local import FILE, NOBODY, LocalShelf

FIRST, PIECE, OTHER = "a" * 16, f"{'a' * 16}-3-4", "b" * 16
SECRET = "Nobody shall read this."


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[LocalShelf]:
    shelf = LocalShelf(tmp_path)
    for document in (FIRST, PIECE, OTHER):
        answer = FieldAnswer(name="note", key=document, value={"value": SECRET, "quote": None}, model="m", prompt="p")
        ShelvedMemory(shelf).keep(NOBODY, document, [answer])
    yield shelf
    shelf.close()


def left(shelf: LocalShelf) -> set[str]:
    return {key for key in (FIRST, PIECE, OTHER) if ShelvedMemory(shelf).recall(NOBODY, key, [key], ["m"])}


def test_a_document_is_forgotten_with_its_pieces(shelf: LocalShelf) -> None:
    assert forget(shelf, lambda one: is_about(one, {FIRST})) == Forgotten(documents=2, answers=2)
    assert left(shelf) == {OTHER}


def test_a_piece_is_forgotten_alone(shelf: LocalShelf) -> None:
    assert forget(shelf, lambda one: is_about(one, {PIECE})) == Forgotten(documents=1, answers=1)
    assert left(shelf) == {FIRST, OTHER}


def test_counting_forgets_nothing(shelf: LocalShelf) -> None:
    assert forget(shelf, lambda _: True, really=False) == Forgotten(documents=3, answers=3)
    assert left(shelf) == {FIRST, PIECE, OTHER}


def test_what_is_forgotten_stands_nowhere_in_the_folder_any_more(shelf: LocalShelf, tmp_path: Path) -> None:
    forget(shelf, lambda _: True)
    shelf.close()

    assert (tmp_path / FILE).exists()
    assert not [path for path in tmp_path.iterdir() if SECRET.encode() in path.read_bytes()]


def test_answers_go_when_their_days_are_over(shelf: LocalShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not forget(shelf, lambda one: is_older(one, days=30)).documents
    shelf.close()
    month_later = time.time() + 31 * 86400
    monkeypatch.setattr(time, "time", lambda: month_later)
    settings = Settings(model="ollama/any", data_dir=tmp_path, answers_days=30)

    with local_record(tmp_path) as before:
        assert before.about(FIRST)
    with local_asker(settings), local_record(tmp_path) as after:
        assert not after.about(FIRST)
