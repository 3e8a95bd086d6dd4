"""Documents through the API: handed in, waited for, listed, shown, begun anew, erased."""

import json
from typing import Any

from store.pool import transaction


def test_a_document_is_accepted_and_its_result_follows(office: Any) -> None:
    accepted = office.submit()
    assert accepted.status_code == 202
    assert int(accepted.headers["Retry-After"]) > 0
    where = accepted.headers["Location"]

    early = office.get(f"{where}/result")
    assert (early.status_code, early.json()["code"]) == (409, "result_not_ready")
    assert int(early.headers["Retry-After"]) > 0

    office.work()
    assert office.get(where).json()["status"] == "succeeded"
    result = office.get(f"{where}/result")
    assert result.json()["data"]["invoice_number"] == "INV-2041"
    assert result.json()["document"]["id"] == accepted.json()["id"]
    assert result.headers["ETag"] == '"1"'
    assert office.get(f"{where}/result").json() == result.json()


def test_who_waits_gets_the_result_itself(office_at_work: Any) -> None:
    answer = office_at_work.submit(headers={"Prefer": "respond-async, wait=30"})
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (200, "wait")
    assert answer.json()["data"]["invoice_number"] == "INV-2041"
    assert answer.headers["Content-Location"] == f"/v1/documents/{answer.json()['document']['id']}/result"


def test_who_waits_too_short_gets_the_document(office: Any) -> None:
    answer = office.submit(headers={"Prefer": "wait=1"})
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")


def test_who_waits_is_told_that_a_document_failed(office_at_work: Any) -> None:
    answer = office_at_work.submit(b"PK\3\4 and no more", name="a.docx", headers={"Prefer": "wait=30"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "failed"
    assert answer.json()["error"]["fix"]


def test_the_same_bytes_name_the_document_that_has_them(office: Any) -> None:
    first = office.submit().json()["id"]
    again = office.submit(name="other-name.txt")
    assert (again.status_code, again.json()["duplicate_of"], again.json()["id"]) == (200, first, first)
    assert office.submit(schema="receipt").status_code == 202
    office.work()
    assert office.submit(headers={"Prefer": "wait=5"}).headers["Duplicate-Of"] == first


def test_the_same_bytes_are_worked_on_anew_when_that_is_asked_for(office: Any) -> None:
    document = office.read()
    forced = office.submit(params={"force": "true"})
    assert (forced.status_code, forced.json()["status"]) == (202, "queued")
    office.work()
    assert office.get(f"/v1/documents/{document}").json()["revision"] == 2
    first = office.get(f"/v1/documents/{document}/result", params={"revision": 1})
    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert office.get(f"/v1/documents/{document}/result", params={"revision": 3}).status_code == 404


def test_a_json_body_is_a_document(office: Any) -> None:
    answer = office.post("/v1/documents?schema=invoice&name=api.json", json={"invoice": {"number": "INV-7", "total": 12.5}})
    assert (answer.status_code, answer.json()["name"]) == (202, "api.json")
    original = office.get(f"/v1/documents/{answer.json()['id']}/original")
    assert json.loads(original.content) == {"invoice": {"number": "INV-7", "total": 12.5}}


def test_metadata_is_kept_and_given_back(office: Any) -> None:
    form = {"schema": "invoice", "metadata": '{"customer": "4711", "tags": [1]}'}
    answer = office.post("/v1/documents", files={"file": ("a.txt", b"a")}, data=form)
    assert office.get(answer.headers["Location"]).json()["metadata"] == {"customer": "4711", "tags": [1]}


def test_a_name_is_a_label_and_never_a_path(office: Any) -> None:
    answer = office.submit(name="../../etc/pass\u202ewd.txt")
    assert answer.json()["name"] == "passwd.txt"


def test_an_original_is_never_opened_by_a_browser(office: Any) -> None:
    data = b"<script>alert(1)</script>"
    document = office.submit(data, name='<x>"\r\n.html').json()["id"]
    original = office.get(f"/v1/documents/{document}/original")
    assert original.content == data
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert original.headers["Content-Disposition"].startswith("attachment; ")
    assert original.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in original.headers["Content-Security-Policy"]


def test_a_list_is_read_page_by_page(office: Any) -> None:
    for number in range(5):
        office.submit(f"document {number}".encode(), name=f"{number}.txt")
    names, url = [], "/v1/documents?limit=2&status=queued"
    while url:
        page = office.get(url)
        names += [one["name"] for one in page.json()["documents"]]
        assert ("Link" in page.headers) is (page.json()["next_url"] is not None)
        url = page.json()["next_url"]
    assert names == ["4.txt", "3.txt", "2.txt", "1.txt", "0.txt"]


def test_a_list_counts_and_filters(office: Any) -> None:
    read = office.read()
    office.submit(b"waits", schema="receipt")
    listed = office.get("/v1/documents").json()
    assert listed["facets"]["status"] == {"queued": 1, "succeeded": 1}
    assert listed["facets"]["schema"] == {"invoice": 1, "receipt": 1}
    for query in ({"status": "succeeded"}, {"schema": "invoice"}, {"review": "needs_review"}):
        assert [one["id"] for one in office.get("/v1/documents", params=query).json()["documents"]] == [read]


def test_a_canceled_document_can_be_begun_again(office: Any) -> None:
    document = office.submit().json()["id"]
    assert office.post(f"/v1/documents/{document}/cancel").json()["status"] == "canceled"
    assert office.get(f"/v1/documents/{document}/result").json()["code"] == "document_canceled"
    assert office.post(f"/v1/documents/{document}/retry").json()["status"] == "queued"
    office.work()
    assert office.get(f"/v1/documents/{document}/result").status_code == 200


def test_a_document_can_be_read_with_another_schema(office: Any) -> None:
    document = office.read()
    assert office.post(f"/v1/documents/{document}/reprocess", params={"schema": "receipt"}).status_code == 202
    office.work()
    assert office.get(f"/v1/documents/{document}/result").json()["schema"]["name"] == "receipt"
    taken = office.post(f"/v1/documents/{document}/reprocess", params={"schema": "unheard_of"})
    assert (taken.status_code, taken.json()["code"]) == (404, "schema_not_found")


def test_an_erased_document_is_gone_with_all_that_was_known(office: Any) -> None:
    document = office.read()
    assert office.client.delete(f"/v1/documents/{document}", params={"reason": "by law"}).status_code == 204
    for path in ("", "/result", "/original", "/words"):
        assert office.get(f"/v1/documents/{document}{path}").status_code == 404
    with transaction(office.system.pool) as connection:
        assert connection.execute("select deleted_by, reason from deletions").fetchall() == [("program", "by law")]


def test_a_document_that_its_reader_could_not_bear_has_a_result_that_says_so(office: Any) -> None:
    """Its job was ended from outside, so that no result was ever written."""
    document = office.submit().json()["id"]
    with transaction(office.system.pool) as connection:
        connection.execute("update jobs set attempts = 100, worker = 'dead', due_at = now() - interval '1 s'")
    office.work()
    result = office.get(f"/v1/documents/{document}/result").json()
    assert (result["status"], result["error"]["code"], result["document"]["id"]) == ("failed", "parser_crashed", document)


def test_a_page_is_drawn_once_for_each_browser(office: Any, pdf: bytes) -> None:
    document = office.submit(pdf, name="one.pdf").json()["id"]
    picture = office.get(f"/v1/documents/{document}/pages/1", params={"width": 300})
    assert picture.headers["Content-Type"].startswith("image/")
    assert "immutable" in picture.headers["Cache-Control"]
    assert "private" in picture.headers["Cache-Control"]
    again = office.get(f"/v1/documents/{document}/pages/1", params={"width": 300}, headers={"If-None-Match": picture.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    wider = office.get(f"/v1/documents/{document}/pages/1", params={"width": 301}, headers={"If-None-Match": picture.headers["ETag"]})
    assert wider.status_code == 200


def test_a_page_that_is_not_there_cannot_be_drawn(office: Any, pdf: bytes) -> None:
    document = office.submit(pdf, name="one.pdf").json()["id"]
    for page in (0, 2, 10**12, -1):
        assert office.get(f"/v1/documents/{document}/pages/{page}").status_code in (404, 422)
    assert office.get(f"/v1/documents/{document}/pages/1", params={"width": 10**6}).status_code == 422


def test_the_words_of_a_page_stand_where_they_are_printed(office: Any, pdf: bytes) -> None:
    document = office.submit(pdf, name="one.pdf").json()["id"]
    (page,) = office.get(f"/v1/documents/{document}/words", params={"page": 1}).json()["pages"]
    assert page["page_size"] == [200.0, 100.0]
    (word,) = [one for one in page["words"] if one["text"] == "INV-2041"]
    left, top, right, bottom = word["box"]
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1
