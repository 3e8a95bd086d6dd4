"""A story told with recorded answers is the story as it was told with the model, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from asking.remembered import ShelvedMemory
from assay.asking import Answered, FieldAnswer, Question
from assay.document import Document
from engine.story import Begun, Opened, Teller, Told, replay
from exports.again import as_before, differences
from exports.result import result_form
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import upload_of
from schemas.loader import load_schema
from store.answers import answers_of
from store.local import NOBODY, LocalShelf

SCHEMA = load_schema(
    """\
assay: 1
schema: slip
locale: [en]
fields:
  number: {type: code, labels: [Slip No], required: true}
  seller: {type: text}
  paid: {type: boolean}
  total: {type: money, labels: [Total], required: true}
  notes: {type: list, of: text}
  items:
    type: table
    columns:
      name: {type: text}
      amount: {type: money}
checks:
  positive: total > 0
""",
    file="slip.yaml",
)
TELLER = Teller(rules=RuleExtractor(), limit=12000, has_model=True)
WORDS = ("Slip No: S-1001", "Corner Bakery", "Total: 125.00", "Oak board 12.50", "Paid in cash 120.00", "S-1002", "Brass screw 3.00 EUR")

lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)
values = st.one_of(st.none(), st.booleans(), st.sampled_from(["S-1001", "S-1002", "125.00", "120.00", "Corner Bakery", "nowhere"]))
cells = st.one_of(st.none(), st.fixed_dictionaries({"value": values, "quote": st.one_of(st.none(), st.sampled_from(WORDS))}))
given_rows = st.lists(st.fixed_dictionaries({"name": cells, "amount": cells}), max_size=3)
answers = st.one_of(
    cells, st.fixed_dictionaries({"items": st.lists(cells, max_size=3)}), st.fixed_dictionaries({"rows": given_rows}), st.just("silent")
)


def read(text: Sequence[str]) -> Document:
    return read_document(upload_of("slip.txt", "\n".join(text).encode()))


def answered(question: Question, said: Mapping[str, Any], number: int) -> Answered:
    found = {
        one.name: FieldAnswer(name=one.name, key=one.key, value=said[one.name], model=f"test/{question.size}", prompt="p", call=str(number))
        for one in question.fields
        if said[one.name] != "silent"
    }
    return Answered(fields=found)


def form_of(told: Told) -> dict[str, Any]:
    return result_form(told.extraction, told.schema, told.document)


@settings(max_examples=30)
@given(
    text=lines,
    rounds=st.lists(st.fixed_dictionaries(dict.fromkeys(("number", "seller", "paid", "total", "notes", "items"), answers)), min_size=3),
    has_large=st.booleans(),
)
def test_recorded_answers_give_the_same_bytes(text: Sequence[str], rounds: Sequence[Mapping[str, Any]], has_large: bool) -> None:
    opened = Opened(document=read(text), schema=SCHEMA, ranges=(), read_ms=1.0)
    teller = Teller(rules=TELLER.rules, limit=TELLER.limit, has_model=True, has_large=has_large)
    with TemporaryDirectory() as folder, closing(LocalShelf(Path(folder))) as shelf:
        told: Told | Begun = teller.tell_whole(opened)
        for number in count():
            if isinstance(told, Told):
                break
            heard = [answered(question, rounds[number % len(rounds)], number) for question in told.questions]
            for one in heard:
                ShelvedMemory(shelf).keep(NOBODY, opened.document.id, list(one.fields.values()))
            told = teller.resume(told, SCHEMA, heard)
        before = form_of(told)
        with shelf.transaction() as transaction:
            kept = answers_of(transaction, NOBODY, opened.document.id)

        again = as_before(form_of(replay(TELLER, TELLER.tell_whole(opened), SCHEMA, kept)), before)

    assert differences(again, before) == ()
    assert json.dumps(again) == json.dumps(before)
