"""Which files of a folder are documents."""

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


def test_a_file_that_is_named_is_taken_whatever_its_name(folder: Path) -> None:
    paths = [folder / "f.tmp", folder / "nowhere.pdf", folder / "a.pdf"]

    assert documents_at(paths) == paths


def test_the_ignore_file_speaks_gitignore(folder: Path) -> None:
    (folder / ".assayignore").write_text("deep/\n*.pdf\n!b.pdf\n")

    assert names(folder, documents_at([folder])) == ["b.pdf"]


def test_no_documents_is_an_error(folder: Path) -> None:
    (folder / ".assayignore").write_text("*")

    with pytest.raises(UsageError) as refused:
        documents_at([folder])

    assert refused.value.code == "no_documents"
