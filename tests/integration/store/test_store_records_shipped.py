"""The shipped invoice schema records, and the questions of the how-to are answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from exports.records import records_of
from exports.result import data_form
from schemas.catalog import Catalog
from store.records import Recorded, record

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "records.md"
VALUES = {
    "/invoice_number": "INV-2041",
    "/seller_name": "Example Ltd",
    "/due_date": "2020-01-31",
    "/total": {"amount": "119.00", "currency": "EUR"},
    "/line_items/0/name": "Chair",
    "/line_items/0/quantity": "2",
    "/line_items/0/line_total": {"amount": "100.00", "currency": "EUR"},
}


def test_the_questions_of_the_how_to(desk: Any, form: Callable[..., dict[str, Any]]) -> None:
    schema = Catalog().load("invoice")
    result = form({}) | {"data": data_form(schema, VALUES)}
    for name in (b"a", b"b"):
        document = desk.submit(name).document
        with desk.db.transaction():
            record(desk.db, [Recorded(workspace=desk.workspace, document=document, revision=1, records=records_of(result, schema))])

    questions: list[str] = re.findall(r"```sql\n(select.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    due, bought, twice, changed = (desk.rows(question) for question in questions)
    assert [row[:2] for row in due] == [("Example Ltd", "INV-2041")]
    assert [(seller, name, int(quantity), int(net)) for seller, name, quantity, net in bought] == [("Example Ltd", "Chair", 4, 200)]
    assert len(twice) == 1
    assert len(changed) == 2
