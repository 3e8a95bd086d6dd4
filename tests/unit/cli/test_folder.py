"""Which files of a folder are documents."""

import errno
import os
from pathlib import Path

import pytest

from assay.errors import UsageError
from cli.folder import documents_at


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = ("b.pdf", "a.pdf", "deep/c.pdf")
    for name in (*documents, ".hidden.pdf", ".git/d.pdf", "~$a.docx", "e.part", "f.tmp", "a.pdf.assay.json", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


def names(folder: Path, found: list[Path]) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in found]


def test_a_folder_stands_for_its_documents_sorted(folder: Path) -> None:
    assert names(folder, documents_at([folder])) == ["a.pdf", "b.pdf", "deep/c.pdf"]


def test_names_that_are_no_utf8_are_documents_too(tmp_path: Path) -> None:
    name = os.fsdecode(b"not-utf-\xff.pdf")
    (tmp_path / name).write_text("")
    assert names(tmp_path, documents_at([tmp_path])) == [name]


def test_a_file_that_is_named_is_taken_whatever_its_name(folder: Path) -> None:
    paths = [folder / "f.tmp", folder / "nowhere.pdf", folder / "a.pdf"]

    assert documents_at(paths) == paths


def test_the_ignore_file_speaks_gitignore(folder: Path) -> None:
    (folder / ".assayignore").write_text("deep/\n*.pdf\n!b.pdf\n")

    assert names(folder, documents_at([folder])) == ["b.pdf"]


def test_a_folder_that_cannot_be_opened_is_not_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("deep"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)

    assert names(folder, documents_at([folder])) == ["a.pdf", "b.pdf", "deep"]


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    (folder / "deep" / "loop").symlink_to(folder)

    assert names(folder, documents_at([folder])) == ["a.pdf", "b.pdf", "deep/c.pdf"]


def test_the_standard_input_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="standard input"):
        documents_at([Path("-")])

    Path("-").write_text("a file of that name")
    assert documents_at([Path("-")]) == [Path("-")]


def test_an_ignore_file_with_a_mistake_is_named(folder: Path) -> None:
    (folder / ".assayignore").write_text("deep/\n!\n")

    with pytest.raises(UsageError, match=r"\.assayignore cannot be used: it holds a line that is no gitignore pattern"):
        documents_at([folder])


def test_no_documents_is_an_error(folder: Path) -> None:
    (folder / ".assayignore").write_text("*")

    with pytest.raises(UsageError) as refused:
        documents_at([folder])

    assert refused.value.code == "no_documents"
