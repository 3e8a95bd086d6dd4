"""The whole story of one small invoice, as JSON, read as a diff when it changes.

`REGENERATE_GOLDEN=1 python -m pytest tests/unit/pipeline/test_golden.py` writes it anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from exports.result import result_form

GOLDEN = Path(__file__).parent / "golden" / "bill.json"


def test_the_result_of_a_small_invoice(document, schema, tell, rules, model):
    model.answers = {**model.answers, "issued": "2026-04-16", "total": "99.99", "number": "INV-2041"}
    result = result_form(tell(rules, model), schema, document)
    result["schema"]["hash"] = "of the schema above"
    form = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("REGENERATE_GOLDEN"):
        GOLDEN.write_text(form, encoding="utf-8")
    assert form == GOLDEN.read_text(encoding="utf-8")
