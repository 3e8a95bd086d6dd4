"""One file that holds several documents: one result per piece, in every form."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

SCHEMA = """
assay: 1
schema: slip
fields:
  number: {type: code, labels: [Slip No], from: label, required: true}
"""


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "slip.yaml"
    path.write_text(SCHEMA)
    return path


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Two slips, and between them a file that cannot be read."""
    path = tmp_path / "box.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("first/slip.txt", "Slip No: S-1\n")
        archive.writestr("broken.pdf", b"%PDF-1.4 broken")
        archive.writestr("second/slip.txt", "Slip No: S-2\n")
    return path


def test_each_member_has_a_line_also_one_that_fails(assay: Any, schema: Path, box: Path, tmp_path: Path) -> None:
    (tmp_path / "after.txt").write_text("Slip No: S-3\n")
    run = assay("extract", box, tmp_path / "after.txt", "--schema", schema, "--jsonl")

    assert run.status == 1
    assert [line["data"]["number"] for line in run.lines] == ["S-1", None, "S-2", "S-3"]
    assert [line["error"] and line["error"]["code"] for line in run.lines] == [None, "corrupt_document", None, None]
    assert len({line["document"]["name"] for line in run.lines}) == 4
    parents = [line["document"]["parent"] for line in run.lines]
    assert parents[0] == parents[1] == parents[2] and parents[0]
    assert parents[3] is None


def test_a_file_of_pieces_is_an_array_and_a_register_of_pieces(assay: Any, schema: Path, box: Path) -> None:
    forms = assay("extract", box, "--schema", schema, "--json").json
    assert [form["data"]["number"] for form in forms] == ["S-1", None, "S-2"]

    rows = list(csv.DictReader(io.StringIO(assay("extract", box, "--schema", schema, "--csv").out)))
    assert [(row["number"], row["status"]) for row in rows] == [("S-1", "succeeded"), ("", "failed"), ("S-2", "succeeded")]


def test_an_archive_without_documents_says_so(assay: Any, schema: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    run = assay("extract", tmp_path / "empty.zip", "--schema", schema, "--json")
    assert run.status == 1
    assert run.json["error"]["code"] == "empty_file"


def test_the_tally_counts_pieces(assay: Any, schema: Path, box: Path) -> None:
    run = assay("extract", box, "--schema", schema)
    assert run.status == 1
    assert "1 of 3 documents failed: 1 of corrupt_document." in run.err


def test_a_packet_is_named_with_its_pages(assay: Any, tmp_path: Path, schema: Path) -> None:
    schema.write_text(SCHEMA.replace("fields:", "split: {pattern: 'Slip No'}\nfields:"))
    packet = tmp_path / "slips.pdf"
    packet.write_bytes(pdf_of("Slip No: S-1", "terms", "Slip No: S-2"))

    run = assay("extract", packet, "--schema", schema)
    assert "slips.pdf, pages 1-2" in run.out and "slips.pdf, page 3" in run.out
    forms = assay("extract", packet, "--schema", schema, "--json").json
    assert [(form["data"]["number"], form["document"]["page_range"], form["document"]["pages"]) for form in forms] == [
        ("S-1", [1, 2], 2),
        ("S-2", [3, 3], 1),
    ]
    assert {form["document"]["name"] for form in forms} == {"slips.pdf"}
    assert len({form["document"]["id"] for form in forms}) == 2


def pdf_of(*pages: str) -> bytes:
    """Pages of 200 x 100 points with a line of text each."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % number for number in numbers), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        drawn = b"BT /F1 12 Tf 20 50 Td (%s) Tj ET" % page.encode()
        about = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >>"
        objects += [b"<< " + about % (number + 1) + b" >>", b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (len(objects) + 1, table, len(objects) + 1, len(data))
