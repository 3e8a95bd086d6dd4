"""Why a field has its value, in sentences: who was asked, what each found, why this one was chosen, what the checks said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assay.candidate import Candidate
from assay.document import Document
from assay.extraction import CheckResult, Extraction, FieldResult
from schemas.schema import Field, Rung, Schema
from validation.confidence import shown

MOST_QUOTED = 80
MOST_FOUND = 5

_SOURCES = {
    "label": "its labels",
    "regex": "a pattern",
    "symbols": "signs",
    "table": "the table on the page",
    "row": "a pattern for rows",
    "party": "the parties' blocks",
    "title": "the title line",
    "xml": "embedded XML",
    "json": "JSON",
    "jsonld": "linked data",
    "css": "a place of the web page",
    "header": "a header of the mail",
    "attached": "the names of attachments",
    "metadata": "what the file says of itself",
    "model": "the language model",
    "formula": "a formula",
}

_STATES = {
    "accepted": "It is accepted: it may be used unseen.",
    "check": "It waits for a person.",
    "missing": "Nothing was found, and a person has to look.",
    "invalid": "It cannot be right as it stands, and waits for a person.",
    "confirmed": "A person confirmed it.",
    "corrected": "A person corrected it.",
    "absent": "Nothing was found, which is an answer.",
}


def explain(extraction: Extraction, schema: Schema, document: Document, path: str, heard: Iterable[Candidate]) -> tuple[str, ...]:
    """The sentences about the value at the pointer, one a line. `heard` is everything that the sources said, before it was weighed.

    Raises KeyError for a pointer that the extraction does not have.
    """
    result = extraction.fields[path]
    wanted = schema.field_at(path)
    said = [one for one in heard if one.path == path]
    return (
        *(_asked(wanted, said, document) if wanted else ()),
        *_chosen(wanted, result, document),
        *_reasons(result),
        *_checked(one for one in extraction.checks if path in one.paths),
    )


def _asked(wanted: Field, said: Sequence[Candidate], document: Document) -> Iterator[str]:
    for number, rung in enumerate(wanted.ladder, start=1):
        yield f"Source {number}, {_named(rung)}, {_answer(wanted, [one for one in said if one.source.id == rung.id], rung, document)}"


def _named(rung: Rung) -> str:
    return _SOURCES[rung.kind] + (f" ({rung.expression})" if rung.expression else "")


def _answer(wanted: Field, found: Sequence[Candidate], rung: Rung, document: Document) -> str:
    if rung.kind == "formula":
        return f"{rung.formula.source if rung.formula else ''}, is worked out last."
    if not found:
        return "found nothing." if rung.kind != "model" else "is only asked for what the other sources leave open."
    told = [f"{_value(wanted, one)} {_place(one, document)}" for one in found[:MOST_FOUND]]
    more = f", and {len(found) - MOST_FOUND} more" if len(found) > MOST_FOUND else ""
    return f"found {'; '.join(told)}{more}."


def _value(wanted: Field, one: Candidate) -> str:
    return wanted.type.display(one.value) if wanted.type else one.raw


def _place(one: Candidate, document: Document) -> str:
    if not one.evidence:
        return "without a place"
    span = one.evidence[0].span
    page, quote = document.page_at(span), " ".join(document.quote(span).split())
    cut = f"{quote[:MOST_QUOTED]}…" if len(quote) > MOST_QUOTED else quote
    return f"on page {page.number}: “{cut}”" if page else f"in data that no page shows: “{cut}”"


def _chosen(wanted: Field | None, result: FieldResult, document: Document) -> Iterator[str]:
    if wanted and result.chosen:
        yield f"Chosen: {_value(wanted, result.chosen)} {_place(result.chosen, document)}, from {result.chosen.source.id}."
        for rival, sure in result.rivals[:MOST_FOUND]:
            yield f"Not chosen: {_value(wanted, rival)} {_place(rival, document)}, from {rival.source.id} ({shown(sure):.0%} sure)."
    yield _STATES[result.state]


def _reasons(result: FieldResult) -> Iterator[str]:
    if result.confidence is not None:
        yield f"{shown(result.confidence, 3):.1%} sure, because:"
    yield from (f"  {'+' if signal.strength > 0 else '-'} {signal.says}" for signal in result.why)


def _checked(checks: Iterable[CheckResult]) -> Iterator[str]:
    outcomes = {True: "holds", False: "fails", None: "could not be judged"}
    yield from (f"Check {one.name} {outcomes[one.passed]}: {one.says}" for one in checks)
