"""What a second model says of what a first one said, and what one source's list lacks that another's has."""

from __future__ import annotations

from collections.abc import Sequence

from assay.candidate import Candidate, Evidence, Source, SourceKind
from assay.finding import Signal
from assay.span import Span
from pipeline.reconcile import LEFT_OUT, reconcile
from schemas.loader import load_schema

SCHEMA = load_schema("""
assay: 1
schema: deed
title: Deed
fields:
  place: {type: name, from: [regex: 'at (?P<value>\\w+)', model]}
  parties: {type: list, of: name, from: [label, model], labels: [Parties]}
""")

SURE: dict[SourceKind, Signal] = {
    "structured": Signal(name="structured", strength=1, says="It is in the embedded data."),
    "rule": Signal(name="opening", strength=0.9, says="The opening names it."),
    "model": Signal(name="quote", strength=1, says="The model quoted it."),
}


def said(kind: SourceKind, path: str, *values: str, model: str | None = None, doubts: Sequence[Signal] = ()) -> list[Candidate]:
    """One candidate for each value, at a place of its own; items of the list get their numbers."""
    source = Source(kind=kind, id="x", extractor=f"{kind}@1", model=model)
    return [
        Candidate(
            path=f"{path}/{number}" if path == "/parties" else path,
            raw=value,
            value=value,
            evidence=(Evidence(span=Span(place(value), place(value) + len(value))),),
            source=source,
            signals=(SURE[kind], *doubts),
        )
        for number, value in enumerate(values)
    ]


def place(value: str) -> int:
    return 100 * sum(map(ord, value))


def small(path: str, *values: str) -> list[Candidate]:
    return said("model", path, *values, model="openai/small")


def large(path: str, *values: str) -> list[Candidate]:
    return said("model", path, *values, model="openai/large")


def names(ranked: Sequence[Candidate]) -> set[str]:
    return {signal.name for signal in ranked[0].signals}


def left_out(ranked: Sequence[Candidate]) -> list[str]:
    return [finding.says for finding in ranked[0].findings if finding.code == LEFT_OUT]


def test_a_second_model_that_says_the_same_is_heard_apart_from_rules() -> None:
    ranked = reconcile(SCHEMA, [*small("/place", "Bonn"), *large("/place", "Bonn")])["/place"]
    assert len(ranked) == 1
    assert "second_model" in names(ranked)
    assert "agrees" not in names(ranked), "two models err alike more often than a model and a rule"


def test_of_two_models_that_differ_the_later_one_comes_first() -> None:
    ranked = reconcile(SCHEMA, [*small("/place", "Bonn"), *large("/place", "Ulm")])["/place"]
    assert [one.value for one in ranked] == ["Ulm", "Bonn"]
    (against,) = (signal for signal in ranked[0].signals if signal.name == "second_model")
    assert against.strength < 0


def test_a_rule_and_the_first_model_together_outweigh_the_second_one() -> None:
    ranked = reconcile(SCHEMA, [*said("rule", "/place", "Bonn"), *small("/place", "Bonn"), *large("/place", "Ulm")])["/place"]
    assert [one.value for one in ranked] == ["Bonn", "Ulm"]


def test_a_quoted_value_comes_before_that_of_an_unsure_rule() -> None:
    ranked = reconcile(SCHEMA, [*said("rule", "/place", "Bonn"), *small("/place", "Ulm")])["/place"]
    assert [one.value for one in ranked] == ["Ulm", "Bonn"]
    assert "disagrees" in names(ranked)


def test_a_table_or_list_of_two_models_is_the_later_ones() -> None:
    found = reconcile(SCHEMA, [*small("/parties", "Mill Ltd", "Sand Inc"), *large("/parties", "Sand Inc")])
    assert [ranked[0].value for ranked in found.values()] == ["Sand Inc"]
    assert "second_model" in names(found["/parties/0"])


def test_the_surer_list_is_taken_and_what_it_lacks_is_said() -> None:
    found = reconcile(SCHEMA, [*said("rule", "/parties", "Mill Ltd", "Sand Inc", "The Bank"), *small("/parties", "Mill Ltd", "Sand Inc")])
    assert [ranked[0].value for ranked in found.values()] == ["Mill Ltd", "Sand Inc"]
    assert all(left_out(ranked) == ["A rule also found The Bank, which is left out here."] for ranked in found.values())


def test_a_list_that_lacks_nothing_carries_no_finding() -> None:
    found = reconcile(SCHEMA, [*said("rule", "/parties", "Mill Ltd"), *small("/parties", "Mill Ltd", "Sand Inc")])
    assert not any(left_out(ranked) for ranked in found.values())


def test_the_list_of_the_embedded_data_is_the_whole_list() -> None:
    found = reconcile(SCHEMA, [*said("structured", "/parties", "Mill Ltd"), *small("/parties", "Sand Inc")])
    assert [ranked[0].value for ranked in found.values()] == ["Mill Ltd"]
    assert not left_out(found["/parties/0"])


def test_a_doubtful_item_is_no_reason_to_doubt_the_list() -> None:
    doubt = Signal(name="unseen", strength=-1, says="It stands in many places.")
    guessed = said("rule", "/parties", "Mill Ltd", "Page 2", doubts=[doubt, Signal(name="recognised", strength=-1, says="Guessed.")])
    found = reconcile(SCHEMA, [*guessed, *small("/parties", "Mill Ltd")])
    assert not left_out(found["/parties/0"])
