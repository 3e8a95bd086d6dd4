"""Packets and containers through the API: each piece is a document of its own, and one that fails harms no other."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

SLIP = r"""
assay: 1
schema: slip
split: {pattern: 'Slip No: (?P<value>\S+)', blank_pages: true}
fields:
  number: {type: code, labels: [Slip No], target_accuracy: 0.999, from: label, required: true}
  total: {type: money, labels: [Total], target_accuracy: 0.999, from: label, required: true}
"""
MAIL = "From: ann@example.com\nTo: bob@example.com\nMessage-ID: <{number}@example.com>\nSubject: Mail {number}\n\nHello {number}\n"
PAGES = ("Slip No: S-1", "Total: 10.00", "", "Slip No: S-2 \nTotal: 20.00")


def pdf_of(*pages: str) -> bytes:
    """Pages of 200 x 100 points, each with its lines of text."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % number for number in numbers), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        drawn = b"BT /F1 12 Tf 20 70 Td %s ET" % b" ".join(b"(%s) Tj 0 -20 Td" % line.encode() for line in page.splitlines())
        about = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >>"
        objects += [b"<< " + about % (number + 1) + b" >>", b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (len(objects) + 1, table, len(objects) + 1, len(data))


def zip_of(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return target.getvalue()


@pytest.fixture
def slips(office: Any, tmp_path: Path) -> Any:
    """The office, where a schema splits its packets."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "slip.yaml").write_text(SLIP)
    return office


def worked(office: Any, data: bytes, name: str) -> str:
    """A file that was handed in and worked on, down to its pieces."""
    document: str = office.read(data, name=name, schema="slip")
    office.work()
    office.work()
    return document


def result(office: Any, document: str) -> Any:
    return office.get(f"/v1/documents/{document}/result").json()


def test_a_packet_names_its_pieces_and_each_has_a_result_of_its_own(slips: Any) -> None:
    packet = worked(slips, pdf_of(*PAGES), "slips.pdf")

    whole = result(slips, packet)
    assert (whole["status"], whole["review"]["state"], whole["fields"]) == ("succeeded", "not_required", {})
    assert (whole["document"]["pages"], whole["schema"]["name"]) == (4, "slip")
    pieces = [result(slips, piece) for piece in whole["document"]["pieces"]]
    assert [(one["data"]["number"], one["data"]["total"]["amount"]) for one in pieces] == [("S-1", "10.00"), ("S-2", "20.00")]
    assert [(one["document"]["parent"], one["document"]["page_range"], one["document"]["pages"]) for one in pieces] == [
        (packet, [1, 2], 2),
        (packet, [4, 4], 1),
    ]
    assert [one["fields"]["/total"]["evidence"][0]["page"] for one in pieces] == [2, 1]


def test_the_list_shows_what_came_out_of_what(slips: Any) -> None:
    packet = worked(slips, pdf_of(*PAGES), "slips.pdf")

    assert slips.get(f"/v1/documents/{packet}").json()["pieces"] == 2
    listed = slips.get("/v1/documents", params={"parent": packet}).json()["documents"]
    assert sorted(one["page_range"] for one in listed) == [[1, 2], [4, 4]]
    assert {(one["parent"], one["pieces"], one["schema"]["name"]) for one in listed} == {(packet, 0, "slip")}
    waiting = slips.get("/v1/review").json()["reviews"]
    assert sorted(one["page_range"] for one in waiting) == [[1, 2], [4, 4]]


def test_a_piece_is_looked_at_by_its_own_pages(slips: Any) -> None:
    data = pdf_of(*PAGES)
    packet = worked(slips, data, "slips.pdf")
    _, second = result(slips, packet)["document"]["pieces"]

    pages = slips.get(f"/v1/documents/{second}/words").json()["pages"]
    assert [(one["page"], "".join(word["text"] for word in one["words"])) for one in pages] == [(1, "SlipNo:S-2Total:20.00")]
    drawn = slips.get(f"/v1/documents/{second}/pages/1")
    assert drawn.content == slips.get(f"/v1/documents/{packet}/pages/4").content
    assert slips.get(f"/v1/documents/{second}/pages/2").json()["code"] == "not_drawable"
    assert slips.get(f"/v1/documents/{second}/original").content == data


def test_a_person_decides_about_a_piece(slips: Any) -> None:
    packet = worked(slips, pdf_of(*PAGES), "slips.pdf")
    _, second = result(slips, packet)["document"]["pieces"]

    said = {"decisions": [{"path": "/number", "verdict": "correct", "typed": "S-2"}, {"path": "/total", "verdict": "confirm"}]}
    answer = slips.post(f"/v1/review/{second}/decisions", json=said, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.json()
    assert (answer.json()["review"]["state"], answer.json()["document"]["page_range"]) == ("approved", [4, 4])
    assert answer.json()["fields"]["/number"]["evidence"][0]["page"] == 1


def test_nobody_decides_about_a_packet_as_a_whole(slips: Any) -> None:
    packet = worked(slips, pdf_of(*PAGES), "slips.pdf")

    said = {"decisions": [{"path": "/number", "verdict": "confirm"}]}
    answer = slips.post(f"/v1/review/{packet}/decisions", json=said, headers={"If-Match": '"1"'})
    assert answer.json()["code"] == "field_unknown"
    assert result(slips, packet)["revision"] == 1


def test_the_members_of_a_container_do_not_harm_each_other(slips: Any) -> None:
    inner = zip_of(a__txt=b"a")
    box = zip_of(one__txt=b"Slip No: S-9\nTotal: 5.00\n", broken__pdf=b"%PDF-1.4 broken", two__pdf=pdf_of(*PAGES), in__zip=inner)
    container = worked(slips, box, "box.zip")

    names = [slips.get(f"/v1/documents/{one}").json()["name"] for one in result(slips, container)["document"]["pieces"]]
    assert names == ["one.txt", "broken.pdf", "two.pdf", "in.zip"]
    one, broken, two, refused = (result(slips, piece) for piece in result(slips, container)["document"]["pieces"])
    assert (one["data"]["number"], one["document"]["parent"], one["document"]["page_range"]) == ("S-9", container, None)
    assert broken["error"]["code"] == "corrupt_document"
    assert len(two["document"]["pieces"]) == 2
    assert (refused["status"], refused["error"]["code"], refused["document"]["parent"]) == ("failed", "nesting_limit", container)


def test_a_member_that_was_refused_can_be_tried_again(slips: Any) -> None:
    container = worked(slips, zip_of(in__zip=zip_of(a__txt=b"a"), one__txt=b"Slip No: S-9\n"), "box.zip")
    refused, _ = result(slips, container)["document"]["pieces"]

    assert slips.post(f"/v1/documents/{refused}/retry").status_code == 202
    slips.work()
    assert result(slips, refused)["error"]["code"] == "nesting_limit"


def test_a_packet_that_is_worked_on_twice_has_no_piece_twice(slips: Any) -> None:
    packet = worked(slips, pdf_of(*PAGES), "slips.pdf")
    before = result(slips, packet)["document"]["pieces"]

    slips.post(f"/v1/documents/{packet}/reprocess")
    slips.work()
    slips.work()
    assert result(slips, packet)["document"]["pieces"] == before
    assert [result(slips, one)["revision"] for one in before] == [2, 2]
    assert slips.get("/v1/documents").json()["facets"]["status"] == {"succeeded": 3}


def test_a_file_that_is_one_document_after_all_has_no_pieces_any_more(slips: Any, tmp_path: Path) -> None:
    packet = worked(slips, pdf_of(*PAGES), "slips.pdf")
    first, second = result(slips, packet)["document"]["pieces"]
    (tmp_path / "schemas" / "slip.yaml").write_text(SLIP.replace("split:", "# "))

    slips.post(f"/v1/documents/{packet}/reprocess", params={"schema": "slip"})
    slips.work()
    assert (result(slips, packet)["document"]["pieces"], result(slips, packet)["data"]["number"]) == ([], "S-1")
    assert {slips.get(f"/v1/documents/{one}").json()["status"] for one in (first, second)} == {"canceled"}
    assert slips.get(f"/v1/documents/{first}/result", params={"revision": 1}).json()["data"]["number"] == "S-1"


def test_a_batch_counts_and_hands_out_the_pieces(slips: Any) -> None:
    files = [("files", ("a.txt", b"Slip No: S-9\nTotal: 5.00\n")), ("files", ("slips.pdf", pdf_of(*PAGES)))]
    batch = slips.post("/v1/batches", files=files, data={"schema": "slip"}).json()["id"]
    slips.work()
    half = slips.get(f"/v1/batches/{batch}").json()
    assert (half["done"], half["counts"]) == (False, {"queued": 2, "succeeded": 1})

    slips.work()
    form = slips.get(f"/v1/batches/{batch}").json()
    assert (form["size"], form["counts"], form["done"]) == (2, {"succeeded": 3}, True)
    lines = [json.loads(line) for line in slips.get(f"/v1/batches/{batch}/results.jsonl").text.splitlines()]
    assert [(one["data"]["number"], one["document"]["page_range"]) for one in lines] == [("S-9", None), ("S-1", [1, 2]), ("S-2", [4, 4])]


def test_who_waits_for_a_packet_waits_for_its_pieces(office_at_work: Any, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "slip.yaml").write_text(SLIP)
    answer = office_at_work.submit(pdf_of(*PAGES), name="slips.pdf", schema="slip", headers={"Prefer": "wait=30"})

    assert answer.status_code == 200
    pieces = answer.json()["document"]["pieces"]
    assert [result(office_at_work, one)["data"]["number"] for one in pieces] == ["S-1", "S-2"]


def test_a_mailbox_in_an_archive_loses_no_mail_whatever_its_name_is(office: Any) -> None:
    mails = "".join(f"From ann Thu Mar  5 10:0{number}:00 2026\n{MAIL.format(number=number)}\n" for number in range(3))
    archive = office.read(zip_of(**{"message-1__eml": mails.encode()}), name="all.zip", schema="invoice")
    office.work()

    (member,) = result(office, archive)["document"]["pieces"]
    words = office.get(f"/v1/documents/{member}/words").text
    assert [f"Mail {number}" in words for number in range(3)] == [True, True, True]
