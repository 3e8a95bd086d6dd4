"""Batches through the API: many files, a zip, and what is off with one of them."""

import io
import json
import struct
import zipfile
from typing import Any

import pytest

from ingest.limits import DEFAULT_LIMITS


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def send_zip(office: Any, data: bytes) -> Any:
    return office.post("/v1/batches?schema=invoice", content=data, headers={"Content-Type": "application/zip"})


def test_a_refused_file_stops_no_other(office: Any) -> None:
    files = [("files", ("a.txt", b"a")), ("files", ("empty.txt", b"")), ("files", ("b.txt", b"b"))]
    batch = office.post("/v1/batches", files=files, data={"schema": "invoice"})
    assert batch.status_code == 202
    assert [one["error"] and one["error"]["code"] for one in batch.json()["items"]] == [None, "empty_file", None]
    assert (batch.json()["counts"], batch.json()["done"]) == ({"queued": 2, "refused": 1}, False)

    office.work()
    assert office.get(batch.headers["Location"]).json()["done"]


def test_results_have_a_line_for_each_file_in_order(office: Any) -> None:
    files = [("files", (f"{number}.txt", b"text %d" % number)) for number in range(3)]
    files[1:1] = [("files", ("empty.txt", b"")), ("files", ("broken.docx", b"PK\3\4 and no more"))]
    where = office.post("/v1/batches", files=files, data={"schema": "invoice"}).headers["Location"]
    early = lines(office.get(f"{where}/results.jsonl"))
    assert [one["status"] for one in early] == ["queued", "failed", "queued", "queued", "queued"]

    office.work()
    results = lines(office.get(f"{where}/results.jsonl"))
    assert [one["document"]["name"] for one in results] == ["0.txt", "empty.txt", "broken.docx", "1.txt", "2.txt"]
    assert [one["status"] for one in results] == ["succeeded", "failed", "failed", "succeeded", "succeeded"]
    assert {tuple(one) for one in results} == {tuple(results[0])}, "the shape never depends on what was found"


def lines(answer: Any) -> list[Any]:
    assert answer.headers["Content-Type"] == "application/jsonl"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_members_of_a_zip_become_documents_and_their_names_lead_nowhere(office: Any) -> None:
    names = ["../../out.txt", "/etc/passwd", "a/b/c.txt", "..\\x.txt", "__MACOSX/a", ".DS_Store", "folder/"]
    members = {name: name.encode() if not name.endswith("/") else b"" for name in names}
    batch = send_zip(office, zipped(members)).json()
    assert [one["name"] for one in batch["items"]] == ["out.txt", "passwd", "c.txt", "x.txt"]


def test_a_zip_among_other_files_counts_as_its_members(office: Any) -> None:
    files = [("files", ("a.txt", b"a")), ("files", ("b.zip", zipped({"b.txt": b"b", "c.txt": b"c"})))]
    batch = office.post("/v1/batches", files=files).json()
    assert [one["name"] for one in batch["items"]] == ["a.txt", "b.txt", "c.txt"]


def test_a_member_that_unpacks_without_end_is_refused_alone(office: Any) -> None:
    batch = send_zip(office, zipped({"bomb.txt": bytes(20_000_000), "good.txt": b"good"})).json()
    assert [one["error"] and one["error"]["code"] for one in batch["items"]] == ["too_large_uncompressed", None]


def test_a_member_that_lies_about_its_size_is_refused_alone(office: Any) -> None:
    data = zipped({"lie.txt": bytes(5_000_000), "good.txt": b"good"})
    data = data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 10))
    batch = send_zip(office, data).json()
    assert [one["error"] and one["error"]["code"] for one in batch["items"]] == ["corrupt_document", None]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"no zip at all", 422, "corrupt_document"),
        (zipped({}), 422, "empty_file"),
        (zipped(dict.fromkeys(map(str, range(DEFAULT_LIMITS.zip_entries + 1)), b""), zipfile.ZIP_STORED), 413, "too_large"),
    ],
    ids=["damaged", "empty", "too many"],
)
def test_a_zip_that_cannot_be_taken_makes_no_batch(office: Any, data: bytes, status: int, code: str) -> None:
    answer = send_zip(office, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_encrypted_member_says_so(office: Any) -> None:
    data = bytearray(zipped({"a.txt": b"a"}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    assert send_zip(office, bytes(data)).json()["items"][0]["error"]["code"] == "encrypted"


def test_addresses_are_not_fetched(office: Any) -> None:
    answer = office.post("/v1/batches", content=b'{"url": "https://example.com/a"}\n', headers={"Content-Type": "application/x-ndjson"})
    assert (answer.status_code, answer.json()["code"]) == (415, "urls_off")


def test_canceling_ends_what_came_with_the_batch_and_nothing_else(office: Any) -> None:
    earlier = office.submit(b"earlier", schema="auto").json()["id"]
    files = [("files", ("earlier.txt", b"earlier")), ("files", ("own.txt", b"own"))]
    where = office.post("/v1/batches", files=files).headers["Location"]
    for _ in range(2):
        canceled = office.client.delete(where).json()
        assert (canceled["counts"], canceled["canceled_at"] is None) == ({"canceled": 1, "queued": 1}, False)
    assert office.get(f"/v1/documents/{earlier}").json()["status"] == "queued"


def test_a_schema_that_is_not_there_makes_no_batch(office: Any) -> None:
    answer = office.post("/v1/batches", files=[("files", ("a.txt", b"a"))], data={"schema": "unheard_of"})
    assert (answer.status_code, answer.json()["code"]) == (404, "schema_not_found")
    assert office.get("/v1/documents").json()["documents"] == []
