"""What models cost, for programs: nobody sees what another workspace paid, and a document's token pays for its pieces."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from asking.accounts import StoredLedger
from asking.ledger import Call, CallPart, Settlement
from assay.extraction import Usage
from store.pool import transaction
from store.shelf import PostgresShelf
from store.tokens import add_token


def spend(office: Any, document: str, usd: str, *, token: UUID | None = None) -> bool:
    """A call about the document that costs so much; False when it was refused."""
    part = CallPart(document=document, schema="invoice", schema_hash="5c", fields=("total",), egress=(), share=1.0, reason="open")
    call = Call(id=uuid4().hex, workspace=office.workspace, token=token, model="openai/m", kind="live", parts=(part,), worst=Decimal(usd))
    ledger = StoredLedger(PostgresShelf(office.system.pool))
    if ledger.reserve(call) is not None:
        return False
    ledger.settle(call.id, Settlement(outcome="ok", usage=Usage(calls=1, input_tokens=9, output_tokens=1, usd=Decimal(usd))))
    return True


def test_a_document_and_the_report_say_what_was_paid_and_only_in_their_own_workspace(office: Any, other_office: Any) -> None:
    document = office.submit().json()["id"]
    assert spend(office, document, "0.002") and spend(office, document, "0.001")
    assert spend(other_office, document, "5")

    assert office.get(f"/v1/documents/{document}").json()["cost"]["usd"] == "0.003"
    report = office.get("/v1/reports/cost", params={"by": "document"}).json()
    assert [(one["name"], one["calls"], one["usd"]) for one in report["costs"]] == [(document, 2, "0.003")]
    assert report["total"]["usd"] == "0.003"


def test_what_cannot_be_summed_by_is_refused(office: Any) -> None:
    assert office.get("/v1/reports/cost", params={"by": "colour"}).status_code == 422
    assert office.get("/v1/reports/cost", params={"since": "yesterday"}).status_code == 422


def test_a_token_may_spend_no_more_in_a_day_than_it_was_given(office: Any) -> None:
    with transaction(office.system.pool) as connection:
        token = add_token(connection, office.workspace, name="program", scopes=["submit"], budget_per_day=Decimal("0.003")).token

    assert spend(office, "a", "0.002", token=token.id)
    assert not spend(office, "b", "0.002", token=token.id)
    assert spend(office, "b", "0.002")
    costs = office.get("/v1/reports/cost", params={"by": "token"}).json()["costs"]
    assert {one["name"]: one["usd"] for one in costs} == {"": "0.002", str(token.id): "0.002"}


def test_a_document_remembers_the_token_that_handed_it_in(office: Any) -> None:
    document = office.submit().json()["id"]

    with transaction(office.system.pool) as connection:
        row = connection.execute("select token_id, (select id from tokens) from documents where id = %s", [UUID(document)]).fetchone()
    assert row is not None
    assert row[0] == row[1]
