"""The review through the API: taking, deciding, giving back, taking back."""

from typing import Any

import pytest


@pytest.fixture
def document(office: Any) -> str:
    """A document that waits for a person."""
    read: str = office.read()
    return read


def field(result: Any, path: str) -> Any:
    return result.json()["fields"][path]


def decide(office: Any, document: str, revision: int, *decisions: dict[str, Any]) -> Any:
    return office.post(f"/v1/review/{document}/decisions", json={"decisions": decisions}, headers={"If-Match": f'"{revision}"'})


def confirm(path: str) -> dict[str, Any]:
    return {"path": path, "verdict": "confirm"}


def test_the_dearest_document_is_taken_and_nobody_else_gets_it(office: Any, document: str) -> None:
    other = office.with_scopes("review", name="other")
    taken = office.get("/v1/review/next")
    assert (taken.status_code, taken.json()["document"]) == (200, document)
    assert taken.headers["ETag"] == '"1"'
    assert taken.json()["items"]
    assert other.get("/v1/review/next").status_code == 204
    refused = other.post(f"/v1/review/{document}/claim")
    assert (refused.status_code, refused.json()["code"]) == (409, "held_by_another")
    assert office.get(f"/v1/documents/{document}").json()["review"] == "in_review"
    (waiting,) = other.get("/v1/review").json()["reviews"]
    assert (waiting["reviewer"], waiting["doubtful"]) == ("program", len(taken.json()["items"]))


def test_a_document_that_is_given_back_is_for_the_next(office: Any, document: str) -> None:
    other = office.with_scopes("review", name="other")
    office.get("/v1/review/next")
    assert other.post(f"/v1/review/{document}/release").status_code == 204
    assert other.get("/v1/review/next").status_code == 204, "it was not theirs to give back"
    assert office.post(f"/v1/review/{document}/release").status_code == 204
    assert other.get("/v1/review/next").json()["document"] == document


def test_a_document_that_is_put_off_comes_later(office: Any, document: str) -> None:
    office.get("/v1/review/next")
    assert office.post(f"/v1/review/{document}/release", json={"seconds": 3600}).status_code == 204
    assert office.get("/v1/review/next").status_code == 204
    assert office.get(f"/v1/documents/{document}").json()["review"] == "postponed"


def test_a_decision_makes_the_next_revision(office: Any, document: str) -> None:
    correction = {"path": "/total", "verdict": "correct", "typed": "1,000.00 EUR"}
    decided = decide(office, document, 1, correction)
    assert (decided.status_code, decided.headers["ETag"]) == (200, '"2"')
    assert field(decided, "/total")["state"] == "corrected"
    assert field(decided, "/total")["value"] == {"amount": "1000.00", "currency": "EUR"}
    kept = office.get(f"/v1/documents/{document}/result")
    assert kept.json() == decided.json()
    earlier = office.get(f"/v1/documents/{document}/result", params={"revision": 1})
    assert field(earlier, "/total")["value"] == {"amount": "1234.50", "currency": "EUR"}


def test_a_decision_on_an_old_revision_is_refused_with_the_newest_values(office: Any, document: str) -> None:
    decide(office, document, 1, confirm("/total"))
    stale = decide(office, document, 1, confirm("/invoice_number"))
    assert (stale.status_code, stale.json()["code"]) == (412, "revision_stale")
    assert stale.json()["newest"]["revision"] == 2
    assert stale.json()["newest"]["fields"]["/total"]["state"] == "confirmed"


def test_a_decision_says_what_it_was_made_for(office: Any, document: str) -> None:
    said = {"decisions": [confirm("/total")]}
    missing = office.post(f"/v1/review/{document}/decisions", json=said)
    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_missing")
    odd = office.post(f"/v1/review/{document}/decisions", json=said, headers={"If-Match": "*"})
    assert (odd.status_code, odd.json()["code"]) == (400, "request_malformed")


def test_a_decision_about_what_another_holds_is_refused(office: Any, document: str) -> None:
    office.with_scopes("review", name="other").get("/v1/review/next")
    refused = decide(office, document, 1, confirm("/total"))
    assert (refused.status_code, refused.json()["code"]) == (409, "held_by_another")


def test_a_value_that_cannot_be_read_is_refused(office: Any, document: str) -> None:
    for said in ({"path": "/total", "verdict": "correct", "typed": "a lot"}, confirm("/unheard/of")):
        refused = decide(office, document, 1, said)
        assert refused.status_code == 422
        assert "a lot" not in refused.text
    assert office.get(f"/v1/documents/{document}").json()["revision"] == 1


def test_the_same_decision_sent_again_is_kept_once(office: Any, document: str) -> None:
    headers = {"If-Match": '"1"', "Idempotency-Key": "k"}
    said = {"decisions": [confirm("/total")]}
    first, again = (office.post(f"/v1/review/{document}/decisions", json=said, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["ETag"] == '"2"'


def test_a_decision_is_taken_back(office: Any, document: str) -> None:
    before = office.get(f"/v1/documents/{document}/result")
    decide(office, document, 1, confirm("/total"))
    undone = office.post(f"/v1/review/{document}/undo", headers={"If-Match": '"2"'})
    assert (undone.status_code, undone.headers["ETag"]) == (200, '"3"')
    assert undone.json()["fields"] == before.json()["fields"]
    nothing = office.post(f"/v1/review/{document}/undo", headers={"If-Match": '"3"'})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_undo")


def test_the_queue_is_read_page_by_page_the_dearest_first(office: Any) -> None:
    for number in range(3):
        office.read(b"Invoice number: INV-%d\nTotal due: %d.00 EUR\n" % (number, number))
    risks, documents, url = [], set(), "/v1/review?limit=2&schema=invoice"
    while url:
        page = office.get(url).json()
        risks += [one["risk"] for one in page["reviews"]]
        documents |= {one["document"] for one in page["reviews"]}
        url = page["next_url"]
    assert (len(documents), len(risks), risks) == (3, 3, sorted(risks, reverse=True))
    assert office.get("/v1/review?schema=receipt").json()["reviews"] == []
    assert office.get("/v1/review?cursor=bm9uZQ==").json()["code"] == "cursor_invalid"
