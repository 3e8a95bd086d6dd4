from __future__ import annotations

import csv
import io

import pytest

from assay.errors import DocumentError
from exports.csv import escaped, write_csv
from exports.result import failed_form, result_form


def written(forms, schema):
    out = io.StringIO()
    write_csv(forms, [schema], out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_one_row_a_document_with_a_column_for_each_field(extraction, schema, document):
    assert written([result_form(extraction, schema, document)], schema) == [
        {
            "document": "bill.pdf",
            "schema": "bill",
            "status": "succeeded",
            "error": "",
            "total": "95.20",
            "total_currency": "EUR",
            "note": "",
            "seller.name": "",
            "tags": "",
            "rows": '[{"name": "Oak board", "amount": null}]',
            "to_check": "/total /seller/name",
        }
    ]


def test_columns_are_the_same_when_a_document_failed(extraction, schema, document):
    failed = failed_form("x.pdf", None, DocumentError("empty_file"), schema)
    first, second = written([failed, result_form(extraction, schema, document)], schema)
    assert list(first) == list(second)
    assert first["error"] == "The file is empty."
    assert second["total"] == "95.20"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1+1", "＋1", "－1a", "＠x"])
def test_what_a_spreadsheet_would_run_is_text(text):
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.50", "12.50", "+3", "Acme - Ltd", "", "a=b"])
def test_numbers_and_plain_text_stay_as_they_are(text):
    assert escaped(text) == text
