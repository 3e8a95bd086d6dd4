from __future__ import annotations

import io
import json

from exports.jsonl import write_jsonl
from exports.result import result_form


def test_a_document_a_line_in_the_order_given(extraction, schema, document):
    forms = [result_form(extraction, schema, document) | {"revision": number} for number in (1, 2)]
    out = io.StringIO()
    write_jsonl(forms, out)
    assert [json.loads(text) for text in out.getvalue().splitlines()] == forms


def test_text_of_any_language_stays_readable_and_on_one_line():
    out = io.StringIO()
    write_jsonl([{"name": "Müller\nÀ Paris"}], out)
    assert out.getvalue() == '{"name":"Müller\\nÀ Paris"}\n'
