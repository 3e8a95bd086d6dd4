"""Protected files through the API: the password opens them wherever they are read, and is never shown."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pypdf

SAMPLE = Path(__file__).parents[3] / "samples" / "invoice-de.pdf"
PASSWORD = "open sesame"


def protected() -> bytes:
    writer = pypdf.PdfWriter(clone_from=SAMPLE)
    writer.encrypt(PASSWORD, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def sent(office: Any, data: bytes, *, name: str = "secret.pdf", **fields: str) -> Any:
    response = office.post("/v1/documents", files={"file": (name, data)}, data={"schema": "invoice", **fields})
    assert response.status_code in (200, 202), response.text
    office.work()
    return response.json()["id"]


def test_a_protected_file_asks_for_its_password_and_is_read_with_it(office: Any) -> None:
    data = protected()

    document = sent(office, data)
    refused = office.get(f"/v1/documents/{document}/result").json()
    assert (refused["status"], refused["error"]["code"]) == ("failed", "encrypted")
    assert "password" in refused["error"]["fix"]

    assert sent(office, data, password=PASSWORD) == document
    result = office.get(f"/v1/documents/{document}/result")
    assert result.json()["status"] == "succeeded"
    assert result.json()["data"]["invoice_number"] == "2014-03"
    assert PASSWORD not in result.text + office.get(f"/v1/documents/{document}").text + office.get("/v1/documents").text


def test_its_pages_are_drawn_and_its_words_are_told(office: Any) -> None:
    document = sent(office, protected(), password=PASSWORD)

    assert office.get(f"/v1/documents/{document}/pages/1").content.startswith(b"\xff\xd8")
    assert office.get(f"/v1/documents/{document}/words").json()["pages"][0]["words"]


def test_a_locked_file_in_an_archive_opens_when_the_archive_comes_again_with_the_password(office: Any) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("secret.pdf", protected())

    archive_document = sent(office, target.getvalue(), name="all.zip", password="something else")
    office.work()
    (member,) = office.get(f"/v1/documents/{archive_document}/result").json()["document"]["pieces"]
    assert office.get(f"/v1/documents/{member}/result").json()["error"]["code"] == "encrypted"

    assert sent(office, target.getvalue(), name="all.zip", password=PASSWORD) == archive_document
    office.work()
    assert office.get(f"/v1/documents/{member}/result").json()["data"]["invoice_number"] == "2014-03"
