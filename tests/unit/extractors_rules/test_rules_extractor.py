from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.document import Document, Part
from assay.span import Span
from extractors.rules.extractor import RuleExtractor
from extractors.rules.hit import MOST_VALUES
from extractors.rules.structured.tree import without_prefixes
from extractors.rules.vocabulary import label_key
from schemas.types.base import Locale
from tests.unit.extractors_rules.pages import found_in, printed, schema_of, typed

TOTAL = schema_of(
    "total: {type: money, labels: [Total], from: [{regex: 'pay (?P<value>[\\d.]+)'}, label, model]}\nnote: {type: text, from: [model]}"
)


def signals(text: str) -> dict[str, float]:
    (candidate,) = found_in(printed(text), TOTAL)
    return {signal.name: signal.strength for signal in candidate.signals}


def test_a_candidate_says_where_it_stands_and_which_rung_found_it() -> None:
    document = typed("Total: 12.50\nPlease pay 12.50 now")
    by_regex, by_label = found_in(document, TOTAL)
    assert (by_regex.source.id, by_regex.source.kind, by_regex.source.extractor) == ("total.from[0]", "rule", "regex@1")
    assert (by_label.source.id, by_label.source.extractor) == ("total.from[1]", "label@1")
    assert document.quote(by_label.evidence[0].span) == by_label.raw == "12.50"
    assert by_label.evidence[0].span.start == 7


def test_a_field_with_a_rule_is_heard_even_when_nothing_is_found() -> None:
    found = RuleExtractor().extract(typed("nothing here"), TOTAL, TOTAL.fields, Locale())
    assert found.candidates == ()
    assert found.heard == {"total"}


def test_only_the_fields_asked_for_are_read() -> None:
    schema = schema_of("one: {type: code, labels: [One]}\ntwo: {type: code, labels: [Two]}")
    found = RuleExtractor().extract(typed("One: A1\nTwo: B2"), schema, schema.fields[1:], Locale())
    assert [candidate.path for candidate in found.candidates] == ["/two"]


def test_the_nearer_the_label_the_stronger_the_signal() -> None:
    right, below = signals("Total 12.50"), signals("Total\n12.50")
    far = signals("Total" + " " * 60 + "12.50")
    assert right["beside_label"] == 1.0
    assert below["beside_label"] == 0.7
    assert below["beside_label"] < far["beside_label"] < right["beside_label"]


def test_one_value_speaks_for_itself_several_speak_against_each_other() -> None:
    assert signals("Total 12.50\n\n\n\nTotal 12.50")["only_hit"] == 1.0
    several = found_in(printed("Total 12.50\n\n\n\nTotal 13.50"), TOTAL)
    assert [signal.strength for candidate in several for signal in candidate.signals if signal.name == "only_hit"] == [-1.0, -1.0]


def test_a_rule_that_fits_everything_is_cut_off() -> None:
    schema = schema_of("no: {type: code, from: [regex]}")
    assert len(found_in(typed(" ".join(f"A{number}" for number in range(500))), schema)) == MOST_VALUES


def test_embedded_data_is_read_by_paths_and_not_by_sight() -> None:
    """A reader of the page does not see it, so it is no label's neighbour and no pattern's text."""
    text = "Total: 12.50\n\f\nTotal: 13.50"
    xml = Part(
        name="a.xml",
        media_type="application/xml",
        span=Span(15, 27),
        embedded=True,
        data="<Total>13.50</Total>",
        leaves={"/Total": Span(22, 27)},
    )
    page = Part(name="main", media_type="text/plain", span=Span(0, 12))
    document = Document(id="1", name="x", sha256="0", media_type="text/plain", text=text, parts=(page, xml))
    schema = schema_of("total: {type: money, labels: [Total], from: [{xml: //Total}, label, {regex: '[0-9.]+'}]}")
    by_xml, by_label, by_regex = found_in(document, schema)
    assert (by_xml.raw, by_xml.source.kind, [signal.name for signal in by_xml.signals]) == (
        "13.50",
        "structured",
        ["structured", "only_hit"],
    )
    assert (by_label.raw, by_regex.raw) == ("12.50", "12.50")


@pytest.mark.parametrize("data", ["", "<a><b></a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "no xml at all"])
def test_broken_data_finds_nothing(data: str) -> None:
    part = Part(name="a.xml", media_type="application/xml", span=Span(0, 3), data=data)
    document = Document(id="1", name="x", sha256="0", media_type="application/xml", text="abc", parts=(part,))
    assert found_in(document, schema_of("no: {type: code, from: [{xml: //a}]}")) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("//ram:SellerTradeParty/ram:Name", "//SellerTradeParty/Name"),
        ("./ram:ID[@ram:schemeID='ram:VA']", "./ID[@schemeID='ram:VA']"),
        ("ancestor::rsm:Invoice/child::*", "ancestor::Invoice/child::*"),
        ("//cac:Party/cbc:*", "//Party/*"),
        ("//a[b > 1]/text()", "//a[b > 1]/text()"),
    ],
)
def test_prefixes_go_axes_and_literals_stay(written: str, meant: str) -> None:
    assert without_prefixes(written) == meant


@pytest.mark.parametrize("spelling", ["Rechnungs-Nr.", "RECHNUNGSNR", "Rechnungs № ", "rechnungs n°:", "Rechnungs No", "Rechnungs #"])
def test_spellings_of_one_label(spelling: str) -> None:
    assert label_key(spelling) == "rechnungsnr"


EVERYTHING = schema_of("""\
no: {type: code, labels: [No, Invoice No], from: [label, regex]}
total: {type: money, labels: [Total, Amount due], from: [label, regex]}
day: {type: date, labels: [Date], from: [label, regex]}
who: {type: name, labels: [Sold by]}
rate: {type: percent, labels: [VAT]}
""")
PIECES = [
    "Invoice No",
    "No",
    "Total",
    "Amount due",
    "Date",
    "Sold by",
    "VAT",
    ":",
    "...",
    " ",
    "   ",
    "\t",
    "\n",
    "7",
    "INV-7",
    "12.50",
    "€",
    "1.234,50",
    "19 %",
    "2024-03-12",
    "Ltd",
    "-",
    "#",
    "№",
    "\u0301",
    "ß",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join))
def test_whatever_stands_on_a_page_evidence_is_what_the_value_was_read_from(page: str) -> None:
    for document in (typed("x\n" + page), printed(page)):
        for candidate in found_in(document, EVERYTHING):
            field = EVERYTHING.field_at(candidate.path)
            assert field is not None
            assert field.type is not None
            assert [document.quote(evidence.span) for evidence in candidate.evidence] == [candidate.raw]
            assert candidate.raw.strip()
            again = field.type.parse(candidate.raw, Locale(languages=EVERYTHING.languages, decimal_mark=".")).value
            assert again is not None


@given(st.text(max_size=80))
def test_no_text_breaks_the_rules(page: str) -> None:
    found_in(printed(page), EVERYTHING)


def test_a_list_is_not_cut_short() -> None:
    schema = schema_of("codes: {type: list, of: code, from: [regex]}")
    numbers = MOST_VALUES + 5
    assert len(found_in(typed(" ".join(f"A{number}" for number in range(numbers))), schema)) == numbers


TWO_RULES = "no: {type: code, labels: [Invoice No], from: [label, {regex: 'Ref (?P<value>\\S+)'}], %s}"


def test_the_first_answer_is_enough_where_the_schema_says_so() -> None:
    document = typed("Invoice No: A-1\nRef B-2")
    assert [one.value for one in found_in(document, schema_of(TWO_RULES % "compare: rules"))] == ["A-1", "B-2"]
    assert [one.value for one in found_in(document, schema_of(TWO_RULES % "compare: first"))] == ["A-1"]


def test_an_answer_that_cannot_be_right_is_not_the_first() -> None:
    rules = "no: {type: iban, from: [{regex: 'No (?P<value>.+)'}, regex], compare: first}"
    wrong, *_, right = found_in(typed("No DE89 3704 0044 0532 0130 01\nDE89 3704 0044 0532 0130 00"), schema_of(rules))
    assert wrong.findings and not right.findings


def test_what_two_rules_read_differently_is_not_unique() -> None:
    schema = schema_of(TWO_RULES % "pick: unique")
    assert {finding.code for one in found_in(typed("Invoice No: A-1\nRef B-2"), schema) for finding in one.findings} == {"ambiguous"}
    assert not [one for one in found_in(typed("Invoice No: A-1\nRef A-1"), schema) if one.findings]
