"""Metadata beside a document: before it, after it, and when it is of no use."""

from typing import Any


def test_metadata_comes_with_its_document_and_travels_with_it(bench: Any) -> None:
    bench.drop("invoice/a.txt.assay.yaml", "customer: 4711\n")
    bench.drop("invoice/a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
    assert bench.rows("select metadata from documents") == [({"customer": 4711},)]
    assert bench.done("a.txt.assay.yaml").read_text() == "customer: 4711\n"


def test_metadata_may_come_while_the_document_is_at_work(bench: Any) -> None:
    bench.drop("invoice/a.txt")
    with bench.watching() as watcher:
        bench.turn_until(watcher, lambda: bench.rows("select 1 from jobs"))
        bench.drop("invoice/a.txt.assay.yaml", "customer: 4711\n")
        bench.turn_until(watcher, lambda: "a.txt.assay.yaml" in bench.held())
        bench.run(watcher, 1)
    assert bench.rows("select metadata from documents") == [({"customer": 4711},)]
    assert bench.done("a.txt.assay.yaml").exists()


def test_metadata_may_come_when_the_document_is_filed_already(bench: Any) -> None:
    bench.drop("invoice/a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
        bench.drop("invoice/a.txt.assay.yaml", "customer: 4711\n")
        bench.turn_until(watcher, lambda: not (bench.inbox / "invoice" / "a.txt.assay.yaml").exists())
    assert bench.rows("select metadata from documents") == [({"customer": 4711},)]
    assert bench.done("a.txt.assay.yaml").exists()


def test_metadata_that_is_no_yaml_sends_the_document_back(bench: Any) -> None:
    bench.drop("invoice/a.txt.assay.yaml", "customer: [\n")
    bench.drop("invoice/a.txt")
    with bench.watching() as watcher:
        bench.run(watcher, 1)
    assert bench.tree() == ["failed/a.txt", "failed/a.txt.assay.yaml", "failed/a.txt.error.json"]
    assert bench.problem("a.txt")["code"] == "sidecar_invalid"
    assert bench.rows("select 1 from documents") == []


def test_metadata_without_a_document_waits_for_it(bench: Any) -> None:
    bench.drop("invoice/a.txt.assay.yaml", "customer: 4711\n")
    with bench.watching() as watcher:
        for _ in range(4):
            watcher.turn()
            watcher.wake.wait(0.05)
    assert bench.tree() == ["inbox/invoice/a.txt.assay.yaml"]
