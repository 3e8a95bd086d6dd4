"""The story of one document.

    locale -> rules -> judged -> the model, once, for what is still open -> reconciled -> judged -> Extraction

Every step is a pure function from case to case, but for what the two extractors do at their edge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from assay.document import Document
from assay.extraction import DocumentRef, Extraction, SchemaRef
from extractors.base import Extractor, Found
from pipeline.closing import close_checks
from pipeline.judge import Judgement, judge, silenced
from pipeline.oversee import oversee
from pipeline.reconcile import reconcile
from schemas.schema import Field, Schema
from schemas.types.base import Locale
from schemas.types.locale import infer_locale
from validation.stored import Stored

NO_MODEL = "Needs the language model; none is configured."
NO_ANSWER = "The language model gave no answer."
NOT_IN_TEXT = "The language model gave an answer that does not stand in the document."


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document on its way: what is known after each step."""

    document: Document
    schema: Schema
    rules: Extractor
    model: Extractor | None
    stored: Stored | None = None
    locale: Locale = field(default_factory=Locale)
    by_rules: Found = field(default_factory=Found)
    by_model: Found = field(default_factory=Found)
    judgement: Judgement = field(default_factory=Judgement)
    asked: tuple[Field, ...] = ()


def run(
    document: Document,
    schema: Schema,
    *,
    rules: Extractor,
    model: Extractor | None,
    clock: Callable[[], float],
    stored: Stored | None = None,
) -> Extraction:
    """Everything that rules and model find in the document, judged. `clock` gives seconds from any start.

    Without a model, fields that need one wait for review as `missing`. When the model fails, what the rules found
    stands, and the extraction's status is `failed` with the model's error: the document is not done, but nothing is lost.
    Without what is `stored`, checks that ask for it are not judged. Raises what it raises.
    """
    case = Case(document=document, schema=schema, rules=rules, model=model, stored=stored)
    timings: dict[str, float] = {}
    began = clock()
    for stage, steps in STORY.items():
        started = clock()
        for step in steps:
            case = step(case)
        timings[stage] = _milliseconds(clock() - started)
    return _extraction(case, timings | {"total": _milliseconds(clock() - began)})


def read_locale(case: Case) -> Case:
    """How ambiguous dates and numbers are read in this document."""
    return replace(case, locale=infer_locale(case.document.visible_text, case.schema.languages))


def hear_rules(case: Case) -> Case:
    """Every rule, on every document: they cost next to nothing."""
    return replace(case, by_rules=case.rules.extract(case.document, case.schema, case.schema.fields, case.locale))


def close_equations(case: Case) -> Case:
    """What no rule names, but the schema's equations tell from all other numbers."""
    closed = close_checks(case.document, case.schema, case.by_rules.candidates, case.locale)
    return replace(case, by_rules=replace(case.by_rules, candidates=(*case.by_rules.candidates, *closed)))


def judge_rules(case: Case) -> Case:
    """What the rules alone would make of it, which says what is still open."""
    judgement = judge(case.document, case.schema, reconcile(case.schema, case.by_rules.candidates), stored=case.stored)
    return replace(case, judgement=judgement, asked=tuple(one for one in case.schema.fields if is_open(one, judgement)))


def ask_model(case: Case) -> Case:
    """The model, once, for all that is open."""
    if case.model is None or not case.asked:
        return case
    return replace(case, by_model=case.model.extract(case.document, case.schema, case.asked, case.locale))


def judge_all(case: Case) -> Case:
    """All claims, weighed against each other and judged; where the model gave none, only what stayed open is new."""
    if not case.by_model.candidates:
        return replace(case, judgement=silenced(case.judgement, case.schema, unheard(case)))
    claims = reconcile(case.schema, (*case.by_rules.candidates, *case.by_model.candidates))
    return replace(case, judgement=judge(case.document, case.schema, claims, unheard=unheard(case), stored=case.stored))


def send_to_review(case: Case) -> Case:
    """What the schema has people look at, last."""
    return replace(case, judgement=oversee(case.judgement, case.document, case.schema))


STORY: dict[str, tuple[Callable[[Case], Case], ...]] = {
    "rules": (read_locale, hear_rules, close_equations, judge_rules),
    "model": (ask_model,),
    "judge": (judge_all, send_to_review),
}


def is_open(wanted: Field, judgement: Judgement) -> bool:
    """Whether the model should be asked: it is in the ladder, it may see the value, and the rules' answer would not be accepted as it is.

    A table is open when it is empty or any of its cells would not be accepted; a cell that is not there is no reason. With
    `compare: all` everything is open, with `compare: first` only what no rule gave an answer for that can be right.
    """
    if wanted.private or not wanted.rungs("model"):
        return False
    if wanted.compare != "rules":
        return wanted.compare == "all" or not _is_answered(wanted, judgement)
    if wanted.path in judgement.fields:
        return judgement.fields[wanted.path].state != "accepted"
    inside = f"{wanted.path}/"
    return any(result.state not in ("accepted", "absent") for path, result in judgement.fields.items() if path.startswith(inside))


def _is_answered(wanted: Field, judgement: Judgement) -> bool:
    inside = f"{wanted.path}/"
    found = (one for path, one in judgement.fields.items() if path == wanted.path or path.startswith(inside))
    return any(one.chosen and one.chosen.source.kind != "formula" and one.state != "invalid" for one in found)


def unheard(case: Case) -> Mapping[str, str]:
    """The pointers that the model was asked for and gave no usable answer to, each with the reason."""
    error = case.by_model.error
    silence = NO_MODEL if case.model is None else error.says if error else NO_ANSWER
    silent = {one.path: silence for one in case.asked if one.name not in case.by_model.heard}
    return dict.fromkeys(case.by_model.ungrounded, NOT_IN_TEXT) | silent


def document_ref(document: Document) -> DocumentRef:
    """What a result says of its document."""
    return DocumentRef(
        id=document.id,
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        pages=document.page_count,
    )


def _extraction(case: Case, timings: Mapping[str, float]) -> Extraction:
    return Extraction(
        document=document_ref(case.document),
        schema=SchemaRef(name=case.schema.name, version=case.schema.version, hash=case.schema.hash),
        status="failed" if case.by_model.error else "succeeded",
        error=case.by_model.error,
        fields=case.judgement.fields,
        checks=case.judgement.checks,
        usage=case.by_model.usage,
        timings_ms=timings,
    )


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
