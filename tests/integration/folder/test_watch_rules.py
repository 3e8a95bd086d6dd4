"""What becomes of a file that is dropped into the folder."""

import fcntl
import os
from typing import Any
from uuid import UUID

import pytest

from store.documents import find_document
from store.pool import transaction


def document(bench: Any, name: str) -> Any:
    with transaction(bench.system.pool) as connection:
        return find_document(connection, bench.system.workspace, UUID(bench.result(name)["document"]["id"]))


def test_a_file_is_filed_with_its_result_beside_it(bench: Any) -> None:
    bench.drop("a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
    day = bench.done("a.txt").parent.name
    assert bench.tree() == [f"done/{day}/a.txt", f"done/{day}/a.txt.assay.json"]
    result = bench.result("a.txt")
    assert result["status"] == "succeeded"
    assert result["document"]["name"] == "a.txt"
    assert "duplicate_of" not in result
    assert document(bench, "a.txt").origin == "folder"


def test_the_folder_names_the_schema_and_folders_below_it_are_kept(bench: Any) -> None:
    bench.drop("invoice/2026/march/a.txt")
    (bench.inbox / "empty").mkdir()
    with bench.watching() as watcher:
        bench.run(watcher, 1)
    assert document(bench, "2026/march/a.txt").schema_asked == "invoice"
    assert (bench.inbox / "empty").is_dir()
    assert not bench.tree()[2:]


def test_an_unknown_schema_is_said_with_its_fix(bench: Any) -> None:
    bench.drop("nonsense/a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
    assert bench.tree() == ["failed/a.txt", "failed/a.txt.error.json"]
    problem = bench.problem("a.txt")
    assert (problem["code"], problem["status"], problem["schema"]) == ("schema_not_found", 404, "nonsense")
    assert problem["detail"] == "There is no schema `nonsense`."
    assert problem["fix"]
    assert problem["type"].endswith("/problems/schema_not_found")


@pytest.mark.parametrize(("content", "code"), [(b"", "empty_file"), (b"%PDF-1.4 and then nothing", "corrupt_document")])
def test_a_document_that_cannot_be_read_fails_with_its_problem(bench: Any, content: bytes, code: str) -> None:
    bench.drop("a.pdf", content)
    bench.drop("b.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 2)
    assert bench.problem("a.pdf")["code"] == code
    assert bench.done("b.txt").exists()


def test_a_failed_file_that_is_put_back_is_tried_again(bench: Any) -> None:
    bench.drop("a.pdf", b"%PDF-1.4 and then nothing")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
        first = bench.problem("a.pdf")["document"]
        (bench.root / "failed" / "a.pdf").rename(bench.inbox / "a.pdf")
        bench.run(watcher, 2)
    assert bench.tree() == ["failed/a.pdf", "failed/a.pdf.error.json"]
    problem = bench.problem("a.pdf")
    assert problem["document"] == first
    assert "duplicate_of" not in problem
    assert bench.rows("select count(*), max(revision) from documents") == [(1, 2)]


def test_what_was_said_about_a_failure_goes_when_the_file_succeeds(bench: Any) -> None:
    bench.drop("later/a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
        (bench.root / "failed" / "a.txt").rename(bench.inbox / "a.txt")
        bench.run(watcher, 2)
    assert [name for name in bench.tree() if name.startswith("failed")] == []


def test_the_same_bytes_link_to_the_earlier_result(bench: Any) -> None:
    bench.drop("a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
        bench.drop("b.txt")
        bench.run(watcher, 2)
    assert bench.result("b.txt")["duplicate_of"] == bench.result("a.txt")["document"]["id"]
    assert bench.result("b.txt")["data"] == bench.result("a.txt")["data"]
    assert bench.rows("select count(*) from documents") == [(1,)]


def test_the_same_bytes_while_the_first_are_at_work(bench: Any) -> None:
    bench.drop("a.txt")
    with bench.watching() as watcher:
        bench.turn_until(watcher, lambda: bench.rows("select 1 from jobs"))
        bench.drop("b.txt")
        bench.turn_until(watcher, lambda: bench.rows("select 1 from folder_claims offset 1"))
        assert bench.filed == []
        bench.run(watcher, 2)
    assert "duplicate_of" not in bench.result("a.txt")
    assert bench.result("b.txt")["duplicate_of"] == bench.result("a.txt")["document"]["id"]


def test_names_that_are_taken_get_a_number(bench: Any) -> None:
    with bench.watching() as watcher:
        for number in range(3):
            bench.drop("invoice/a.tar.txt", f"Number {number}")
            bench.run(watcher, number + 1)
    names = [path.name for path in sorted(bench.done("a.tar.txt").parent.iterdir())]
    assert names == [
        *("a.tar (2).txt", "a.tar (2).txt.assay.json", "a.tar (3).txt", "a.tar (3).txt.assay.json"),
        *("a.tar.txt", "a.tar.txt.assay.json"),
    ]


def test_long_and_odd_names_come_through(bench: Any) -> None:
    names = ["x" * 251 + ".txt", "Rechnung Müller & Söhne [2].txt", "tab\there.txt", "ends with blank .txt"]
    for number, name in enumerate(names):
        bench.drop(f"invoice/{name}", f"Number {number}")
    bench.drop(os.fsdecode(b"invoice/not-utf-\xff.txt"), "the fifth")
    with bench.watching() as watcher:
        bench.run(watcher, 5)
    assert bench.rows("select count(*) from documents where status = 'succeeded'") == [(5,)]
    assert len(bench.tree()) == 10
    assert bench.done("tab\there.txt").exists()


def test_ignored_files_stay(bench: Any) -> None:
    (bench.inbox / ".assayignore").write_text("drafts/\n*.bak\n!wanted.bak\n")
    stay = [".hidden", "a.pdf.part", "~$b.docx", "c.tmp", "d.crdownload", "Thumbs.db", "._e.pdf", "drafts/f.txt", "g.bak", "h.assay.json"]
    for name in stay:
        bench.drop(name)
    bench.drop("wanted.bak")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
        watcher.turn()
    assert [name.removeprefix("inbox/") for name in bench.tree() if name.startswith("inbox/")] == sorted([*stay, ".assayignore"])
    assert bench.filed[0].place.name == "wanted.bak"


def test_a_broken_ignore_file_does_not_stop_the_watcher(bench: Any) -> None:
    with bench.watching() as watcher:
        watcher.turn()
        (bench.inbox / ".assayignore").write_text("!\n")
        bench.drop("a.txt")
        bench.run(watcher, 1)


def test_links_pipes_and_devices_are_never_followed(bench: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    (bench.inbox / "link.txt").symlink_to(outside / "secret.txt")
    (bench.inbox / "folder").symlink_to(outside)
    os.mkfifo(bench.inbox / "pipe.txt")
    bench.drop("a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
        watcher.turn()
    assert sorted(path.name for path in bench.inbox.iterdir()) == ["folder", "link.txt", "pipe.txt"]
    assert (outside / "secret.txt").read_text() == "secret"
    assert bench.rows("select name from documents") == [("a.txt",)]


def test_a_file_is_left_alone_as_long_as_somebody_has_it_open_for_writing(bench: Any) -> None:
    if not hasattr(fcntl, "F_SETLEASE"):
        pytest.skip("only Linux tells who writes")
    path = bench.drop("invoice/a.txt", "the first half, ")
    with bench.watching() as watcher, path.open("a") as writer:
        for _ in range(8):
            watcher.turn()
            watcher.wake.wait(0.05)
        assert path.exists()
        writer.write("and the second")
        writer.close()
        bench.run(watcher, 1)
    assert bench.done("a.txt").read_text() == "the first half, and the second"


def test_a_file_that_is_changed_after_it_was_read_is_a_new_version(bench: Any) -> None:
    bench.drop("invoice/a.txt", "first")
    with bench.watching() as watcher:
        bench.turn_until(watcher, lambda: bench.rows("select 1 from jobs"))
        (held,) = (bench.root / "processing").rglob("a.txt")
        held.write_text("second")
        bench.run(watcher, 2)
    assert bench.done("a.txt").read_text() == "first"
    assert bench.done("a (2).txt").read_text() == "second"


def test_a_file_whose_document_was_deleted_is_not_handed_in_again(bench: Any) -> None:
    from store.documents import erase  # noqa: PLC0415  of this test alone

    bench.drop("a.txt")
    with bench.watching() as watcher:
        bench.turn_until(watcher, lambda: bench.rows("select 1 from jobs"))
        ((identity,),) = bench.rows("select id from documents")
        with transaction(bench.system.pool) as connection:
            erase(connection, bench.system.workspace, identity, by="somebody", reason="asked")
        bench.turn_until(watcher, lambda: bench.filed)
    assert bench.problem("a.txt")["code"] == "not_found"
    assert bench.rows("select 1 from documents") == []
    assert bench.rows("select 1 from folder_claims") == []
