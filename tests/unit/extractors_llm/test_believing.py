"""What is believed of an answer, and how much: the answers are given, the document decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.asking import Answered, Asked, FieldAnswer, Question
from assay.candidate import Candidate
from assay.extraction import SchemaRef
from assay.value import Money
from extractors.base import Found
from extractors.llm.believed.claims import found_in
from extractors.llm.describe import canary_of
from extractors.llm.shown.seen import seen_of
from schemas.pattern import compile_pattern
from schemas.schema import Example, Field, Rung
from schemas.types.base import Locale
from tests.unit.extractors_llm.pieces import document_of, schema_of, table, wanted

ENGLISH = Locale(languages=("en",))
TOTAL = wanted("total", "money", labels=("Total due",))
NET = wanted("net", "money", labels=("Net amount",))
RENEWAL = wanted("renewal", "boolean", ladder=(Rung(id="renewal.from[0]", kind="model", read="inferred"),))
LINES = table("lines", name="text", quantity="decimal", amount="money")

Said = Mapping[str, Any]


def cell(value: object, quote: str | None) -> Said:
    return {"value": value, "quote": quote}


def believed(text: str, fields: Sequence[Field], *said: Said, documents: int = 1, whole: bool = True) -> Found:
    """What is believed of the answers about these fields, one answer for each chunk."""
    document, schema = document_of(text), schema_of(*fields)
    asked = tuple(Asked(name=one.name, says="", shape=None, key=one.name) for one in fields)
    question = Question(
        document="1",
        schema=SchemaRef(name="invoice", version=1, hash="0"),
        title="",
        group="",
        size="small",
        reason="open",
        fields=asked,
        text=text,
        egress=(),
        whole=whole,
        output_tokens=1,
    )
    answered = [Answered(fields={name: answer_of(name, value, documents) for name, value in one.items()}) for one in said]
    return found_in([question] * len(said), answered, schema, ENGLISH, seen_of(document, schema, ENGLISH, None))


def answer_of(name: str, value: object, documents: int) -> FieldAnswer:
    return FieldAnswer(name=name, key=name, value=value, model="small", prompt="p", documents=documents, call="c1")


def only(found: Found) -> Candidate:
    (candidate,) = found.candidates
    return candidate


def strengths(candidate: Candidate) -> dict[str, float]:
    return {signal.name: signal.strength for signal in candidate.signals}


# Quotes that are nearly right


PROSE = "This Agreement shall be governed by the laws of the State of Delaware.\nIt ends on 4 May 2026 unless renewed.\nSigned 1 May 2024"


def test_a_longer_quote_that_is_nearly_right_leads_to_its_passage() -> None:
    end = wanted("end", "date")
    quote = "The agreement ends on 4 May 2026, unless it is renewed."
    candidate = only(believed(PROSE, [end], {"end": cell("2026-05-04", "It ends on the 4 May 2026 unless renewed")}))
    assert (candidate.raw, candidate.evidence[0].match) == ("4 May 2026", "fuzzy")
    assert strengths(candidate)["quote"] < 0.5
    assert believed(PROSE, [end], {"end": cell("2026-05-05", quote)}).candidates == (), "the value itself is never guessed"


def test_a_short_quote_is_never_found_by_its_words() -> None:
    assert believed("Net amount 12.00\nTotal 99.00", [TOTAL], {"total": cell("12.00", "amount due 12.00")}).candidates == ()


@given(st.permutations(["alpha", "beta", "gamma", "delta", "epsilon", "1,234.50"]))
def test_the_order_of_a_quotes_words_does_not_matter(words: list[str]) -> None:
    text = "Nothing here.\nalpha beta gamma delta epsilon 1,234.50 zeta\nNothing there."
    found = believed(text, [TOTAL], {"total": cell("1,234.50", " ".join(words))})
    assert only(found).value == Money(Decimal("1234.50"), None)


# Signs


@pytest.mark.parametrize("printed", ["-1,800.00 EUR", "1,800.00-", "(1,800.00)", "USD 1,800.00-"])
def test_a_sign_that_the_fields_pattern_forbids_marks_a_debit(printed: str) -> None:
    amount = wanted("amount", "money", labels=("Charged",), pattern=compile_pattern("[^-()]*"))
    candidate = only(believed(f"Charged {printed}", [amount], {"amount": cell("1,800.00", f"Charged {printed}")}))
    assert candidate.value.amount == Decimal("1800.00")  # type: ignore[union-attr]
    assert "-" not in candidate.raw
    assert "(" not in candidate.raw


# Labels


def test_the_label_of_another_field_before_the_value_speaks_against_it() -> None:
    text = "Net amount 100.00 Total due 119.00"
    wrong = only(believed(text, [TOTAL, NET], {"total": cell("100.00", "Net amount 100.00")}))
    right = only(believed(text, [TOTAL, NET], {"total": cell("119.00", text)}))
    assert strengths(wrong)["other_label"] == -1
    assert "other_label" not in strengths(right)


@pytest.mark.parametrize(("kind", "said"), [("currency", "EUR"), ("country", "Germany"), ("choice", "payable")])
def test_a_word_that_stands_in_many_documents_needs_its_label(kind: str, said: str) -> None:
    text = "Payable in Germany EUR 12.00"
    values = {"payable": ("Payable",)} if kind == "choice" else {}
    bare, labelled = (wanted("it", kind, labels=labels, values=values) for labels in ((), ("Payable in",)))
    assert strengths(only(believed(text, [bare], {"it": cell(said, text)})))["unseen"] == -1
    assert "unseen" not in strengths(only(believed(text, [labelled], {"it": cell(said, text)})))


# What follows from a passage


def test_a_category_that_is_inferred_needs_its_passage_and_not_its_word() -> None:
    ladder = (Rung(id="kind.from[0]", kind="model", read="inferred"),)
    kind = wanted("kind", "choice", values={"lease": (), "loan": ()}, ladder=ladder)
    text = "The tenant pays a monthly rent to the owner."
    candidate = only(believed(text, [kind], {"kind": cell("lease", text)}))
    assert (candidate.value, candidate.raw) == ("lease", text)
    assert strengths(candidate)["inferred"] == -1
    assert believed(text, [kind], {"kind": cell("lease", "The borrower pays interest.")}).candidates == ()
    assert believed(text, [kind], {"kind": cell("lease", None)}).candidates == ()


def test_an_answer_that_was_copied_from_the_example_is_dropped() -> None:
    seller = wanted("seller", "name", examples=(Example(text="Sold by: Mill Ltd", value="Mill Ltd"),))
    copied = cell("Mill Ltd", f"{canary_of(seller)} Sold by: Mill Ltd")
    found = believed("Sold by: Mill Ltd", [seller], {"seller": copied})
    assert (found.candidates, found.ungrounded) == ((), ("/seller",))


# Chunks of one document


def test_a_no_of_one_chunk_does_not_outweigh_the_yes_of_another() -> None:
    text = "It renews for one more year."
    no, yes = cell(False, None), cell(True, text)
    assert only(believed(text, [RENEWAL], {"renewal": no}, {"renewal": yes})).value is True
    assert only(believed(text, [RENEWAL], {"renewal": no}, {"renewal": no})).value is False


def test_a_no_counts_only_when_every_chunk_was_answered() -> None:
    assert believed("Some text.", [RENEWAL], {"renewal": cell(False, None)}, {}).candidates == ()


def test_a_row_that_stands_in_the_overlap_of_two_chunks_is_one_row() -> None:
    text = "Bolt 2 4.00\nNut 2 4.00\nNut 3 6.00\n"
    first, second, third = (
        {"name": cell(n, n), "quantity": cell(q, q), "amount": cell(a, a)} for n, q, a in map(str.split, text.splitlines())
    )
    found = believed(text, [LINES], {"lines": {"rows": [first, second]}}, {"lines": {"rows": [second, third]}})
    rows = {one.path.rsplit("/", 1)[0] for one in found.candidates}
    names = [(one.path, text.count("\n", 0, one.evidence[0].span.start)) for one in found.candidates if one.path.endswith("name")]
    assert len(rows) == 3
    assert names == [("/lines/0/name", 0), ("/lines/1/name", 1), ("/lines/2/name", 2)]


def test_chunks_that_disagree_are_rivals() -> None:
    text = "Total due 12.00\nTotal due 15.00"
    found = believed(text, [TOTAL], {"total": cell("12.00", "Total due 12.00")}, {"total": cell("15.00", "Total due 15.00")}, whole=False)
    assert [one.value.amount for one in found.candidates] == [Decimal("12.00"), Decimal("15.00")]  # type: ignore[union-attr]
    assert all(strengths(one)["passages"] == -1 for one in found.candidates)


# Answers that are another document's


OWN = "Total due 12.00\nNet amount 10.00\nSold by Mill Ltd"
SELLER = wanted("seller", "name", labels=("Sold by",))
FOREIGN = {
    "total": cell("99.00", "Total due 99.00"),
    "net": cell("80.00", "Net amount 80.00"),
    "seller": cell("Sand Inc", "Sold by Sand Inc"),
}


def test_an_item_whose_quotes_stand_nowhere_in_the_document_counts_for_nothing() -> None:
    found = believed(OWN, [TOTAL, NET, SELLER], {**FOREIGN, "seller": None}, documents=4)
    assert (found.candidates, found.heard, found.ungrounded) == ((), frozenset(), ())
    assert found.mixed_up == {"total", "net", "seller"}, "its nulls are no answers either"


def test_a_poor_answer_about_the_right_document_is_no_foreign_one() -> None:
    poor = {**FOREIGN, "net": cell("10.00", "Net amount 10.00")}
    found = believed(OWN, [TOTAL, NET, SELLER], poor, documents=4)
    assert found.mixed_up == set()
    assert [one.path for one in found.candidates] == ["/net"]
    assert strengths(only(found))["batch"] == pytest.approx(-0.6)


def test_a_document_that_was_asked_alone_is_never_mixed_up() -> None:
    assert believed(OWN, [TOTAL, NET, SELLER], FOREIGN, documents=1).mixed_up == set()
