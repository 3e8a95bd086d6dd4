from __future__ import annotations

import json
from dataclasses import replace

from assay.errors import DocumentError
from exports.result import failed_form, result_form


def keys(form):
    """The names at every level that is the same for all documents."""
    inner = {name: value for name, value in form.items() if isinstance(value, dict) and name not in ("fields", "data", "timings_ms")}
    return {name: keys(inner[name]) if name in inner else None for name in form}


def test_data_has_the_shape_of_the_schema_with_the_best_values_accepted_or_not(extraction, schema, document):
    assert result_form(extraction, schema, document)["data"] == {
        "total": {"amount": "95.20", "currency": "EUR"},
        "note": None,
        "seller": {"name": None},
        "tags": [],
        "rows": [{"name": "Oak board", "amount": None}],
    }


def test_a_rival_is_shown_with_its_source_and_place(extraction, schema, document):
    (rival,) = result_form(extraction, schema, document)["fields"]["/total"]["rivals"]
    assert rival.keys() == {"value", "raw", "confidence", "source", "evidence"}
    assert (rival["value"], rival["confidence"]) == ({"amount": "95", "currency": None}, 0.05)


def test_a_field_shows_value_reasons_source_place_rivals_and_cost(extraction, schema, document):
    form = result_form(extraction, schema, document)["fields"]["/total"]
    assert len(form.pop("rivals")) == 1
    assert form == {
        "value": {"amount": "95.20", "currency": "EUR"},
        "raw": "95.20",
        "state": "check",
        "confidence": 0.94,
        "why": [{"signal": "check_failed", "says": "Net and tax do not make 95.20."}],
        "source": {"kind": "rule", "id": "total.from[0]", "extractor": "label@1"},
        "evidence": [
            {
                "part": "main",
                "page": 1,
                "box": [0.2, 0.1, 0.25, 0.11],
                "page_size": [600.0, 800.0],
                "chars": [6, 11],
                "quote": "95.20",
                "match": "exact",
            }
        ],
        "cost": {"calls": 0, "usd": "0"},
    }


def test_a_missing_field_is_there_with_null(extraction, schema, document):
    note = result_form(extraction, schema, document)["fields"]["/note"]
    assert (note["value"], note["source"], note["evidence"], note["rivals"]) == (None, None, [], [])


def test_review_names_what_waits(extraction, schema, document):
    assert result_form(extraction, schema, document)["review"] == {"state": "needs_review", "fields": ["/total", "/seller/name"]}


def test_an_unknown_price_is_null_and_a_known_one_has_no_exponent(extraction, schema, document):
    known = result_form(extraction, schema, document)
    unpriced = replace(extraction.usage, usd=None)
    unknown = result_form(replace(extraction, usage=unpriced, costs={"rows": unpriced}), schema, document)
    assert known["usage"]["usd"] == "0.0005"
    assert known["fields"]["/total"]["cost"] == {"calls": 0, "usd": "0"}
    assert known["fields"]["/tags"]["cost"] == {"calls": 1, "usd": "0.000099999"}
    assert unknown["usage"]["usd"] is None
    assert unknown["fields"]["/rows/0/name"]["cost"]["usd"] is None
    assert unknown["fields"]["/total"]["cost"]["usd"] == "0"


def test_the_cells_of_a_table_share_what_it_cost_without_a_rest(extraction, schema, document):
    fields = result_form(extraction, schema, document)["fields"]
    assert [fields[f"/rows/0/{name}"]["cost"] for name in ("name", "amount")] == [
        {"calls": 1, "usd": "0.000200001"},
        {"calls": 1, "usd": "0.0002"},
    ]


def test_the_shape_does_not_depend_on_what_happened(extraction, schema, document, model_error):
    whole = result_form(extraction, schema, document)
    gone = result_form(extraction, schema, None)
    broken = result_form(replace(extraction, status="failed", error=model_error), schema, document)
    failed = failed_form("bill.pdf", None, DocumentError("encrypted"), schema)
    assert keys(whole) == keys(gone)
    assert set(whole) == set(broken) == set(failed)
    assert failed["data"].keys() == whole["data"].keys()
    assert set(failed["document"]) == set(whole["document"])
    assert gone["fields"]["/total"]["evidence"][0]["chars"] == [6, 11]


def test_a_document_that_failed_says_why_and_what_to_do():
    failed = failed_form("bill.pdf", "ab" * 32, DocumentError("encrypted"), None)
    assert failed["status"] == "failed"
    assert failed["error"] == {
        "code": "encrypted",
        "says": "The file is protected by a password.",
        "fix": "Send it again with its password (`--password`, the field `password`, or `password:` in the sidecar), or without one.",
        "retryable": False,
    }
    assert failed["schema"] is None
    assert json.dumps(failed)
