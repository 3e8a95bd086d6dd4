"""The story of one document, which stops where a model has to be asked.

    begin: locale -> rules -> judged                wanted: what is still open, for which size of model
    hear:  the model's answers -> reconciled -> judged, and what is doubted then may go to a larger model
    end:   what people shall look at -> Extraction

Every step is a pure function from case to case, but for what the rules do at their edge. A case can be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assay.asking import Reason, Size
from assay.document import Document
from assay.errors import AssayError
from assay.extraction import DocumentRef, Extraction, SchemaRef, Usage, total_costs, total_usage
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

NOTHING = Found()

STAGES = ("rules", "model", "judge")
"""What is timed. A document that nobody had to ask a model about waited for it for no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A field that a model is to be asked for, how large a model, and why."""

    name: str
    size: Size
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document on its way: what is known after each step.

    `by_model` holds what each round of questions brought, the last one last; `asked` all that was asked for.
    """

    document: Document
    locale: Locale
    by_rules: Found = NOTHING
    by_model: tuple[Found, ...] = ()
    judgement: Judgement = field(default_factory=Judgement)
    asked: tuple[Wanted, ...] = ()
    has_model: bool = False
    timings_ms: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))

    @property
    def usage(self) -> Usage:
        """What the model has cost so far."""
        return total_usage(found.usage for found in self.by_model)

    @property
    def error(self) -> AssayError | None:
        """Why the model could not be heard to the end."""
        return next((found.error for found in reversed(self.by_model) if found.error is not None), None)


def run(
    document: Document,
    schema: Schema,
    *,
    rules: Extractor,
    model: Extractor | None,
    clock: Callable[[], float],
    stored: Stored | None = None,
) -> Extraction:
    """The whole story, with a model that answers at once: one round.

    Without a model, fields that need one wait for review as `missing`. When the model fails, what the rules found stands, and the
    extraction's status is `failed` with the model's error: the document is not done, but nothing is lost. Without what is `stored`,
    checks that ask for it are not judged. Raises what it raises. `clock` gives seconds from any start.
    """
    case = begin(document, schema, rules=rules, has_model=model is not None, clock=clock, stored=stored)
    asked = wanted(case, schema)
    if model is not None and asked:
        names = {one.name for one in asked}
        started = clock()
        found = model.extract(document, schema, [one for one in schema.fields if one.name in names], case.locale)
        case = hear(waited(case, clock() - started), schema, asked, found, clock=clock, stored=stored)
    return end(case, schema, clock=clock)


def begin(
    document: Document,
    schema: Schema,
    *,
    rules: Extractor,
    has_model: bool,
    clock: Callable[[], float],
    stored: Stored | None = None,
) -> Case:
    """Every rule, on every document: they cost next to nothing. What no rule names may still be told by the schema's equations."""
    started = clock()
    locale = infer_locale(document.visible_text, schema.languages)
    found = rules.extract(document, schema, schema.fields, locale)
    closed = close_checks(document, schema, found.candidates, locale)
    found = replace(found, candidates=(*found.candidates, *closed))
    judgement = judge(document, schema, reconcile(schema, found.candidates), stored=stored)
    case = Case(document=document, locale=locale, by_rules=found, judgement=judgement, has_model=has_model)
    return _timed(case, "rules", clock() - started)


def wanted(case: Case, schema: Schema, *, has_large: bool = False) -> tuple[Wanted, ...]:
    """What a model is to be asked for next; nothing ends the asking.

    First all that is open, at once, each of the size that the schema names. Fields whose answers seemed to be about another document are
    asked by themselves. What a small model has answered and is still doubted goes to the large one, where there is one.
    """
    if not case.has_model or case.error is not None or any(found.silence for found in case.by_model):
        return ()
    if not case.asked:
        return tuple(_first(one, has_large=has_large) for one in schema.fields if is_open(one, case.judgement))
    if case.by_model and case.by_model[-1].mixed_up:
        sizes = {one.name: one.size for one in case.asked}
        return tuple(Wanted(name=name, size=sizes[name], reason="mixed_up") for name in sizes if name in case.by_model[-1].mixed_up)
    if not has_large or any(one.size == "large" and one.reason == "doubtful" for one in case.asked):
        return ()
    by_small = {one.name for one in case.asked if one.size == "small"}
    return tuple(
        Wanted(name=one.name, size="large", reason="doubtful")
        for one in schema.fields
        if one.name in by_small and is_doubted(one, case.judgement)
    )


def hear(
    case: Case, schema: Schema, asked: Sequence[Wanted], found: Found, *, clock: Callable[[], float], stored: Stored | None = None
) -> Case:
    """The case with a round of answers, judged anew. What was asked and not answered is said of what stays empty."""
    started = clock()
    case = replace(case, by_model=(*case.by_model, found), asked=(*case.asked, *asked))
    claims = [candidate for one in case.by_model for candidate in one.candidates]
    if claims:
        heard = reconcile(schema, (*case.by_rules.candidates, *claims))
        judgement = judge(case.document, schema, heard, unheard=unheard(case, schema), stored=stored)
        case = replace(case, judgement=judgement)
    return _timed(case, "judge", clock() - started)


def waited(case: Case, seconds: float) -> Case:
    """The case after so long a wait for the model."""
    return _timed(case, "model", seconds)


def end(case: Case, schema: Schema, *, clock: Callable[[], float]) -> Extraction:
    """What people shall look at, last. Where the model said nothing, only what stayed open is new."""
    started = clock()
    judgement = case.judgement
    if not any(found.candidates for found in case.by_model):
        judgement = silenced(judgement, schema, unheard(case, schema))
    judgement = oversee(judgement, case.document, schema)
    return _extraction(_timed(replace(case, judgement=judgement), "judge", clock() - started), schema)


def _first(one: Field, *, has_large: bool) -> Wanted:
    """As the schema says; without a large model the small one is asked for all."""
    size = one.rungs("model")[0].size if has_large else "small"
    return Wanted(name=one.name, size=size, reason="compare" if one.compare == "all" else "open")


def is_open(one: Field, judgement: Judgement) -> bool:
    """Whether the model should be asked: it is in the ladder, it may see the value, and the rules' answer would not be accepted as it is.

    A table is open when it is empty or any of its cells would not be accepted; a cell that is not there is no reason. With
    `compare: all` everything is open, with `compare: first` only what no rule gave an answer for that can be right.
    """
    if one.private or not one.rungs("model"):
        return False
    if one.compare != "rules":
        return one.compare == "all" or not _is_answered(one, judgement)
    if one.path in judgement.fields:
        return judgement.fields[one.path].state != "accepted"
    inside = f"{one.path}/"
    return any(result.state not in ("accepted", "absent") for path, result in judgement.fields.items() if path.startswith(inside))


def _is_answered(wanted: Field, judgement: Judgement) -> bool:
    inside = f"{wanted.path}/"
    found = (one for path, one in judgement.fields.items() if path == wanted.path or path.startswith(inside))
    return any(one.chosen and one.chosen.source.kind != "formula" and one.state != "invalid" for one in found)


def is_doubted(asked: Field, judgement: Judgement) -> bool:
    """Whether a person would have to look at what was found for a field, after a model was heard."""
    inside = f"{asked.path}/"
    found = (one for path, one in judgement.fields.items() if path == asked.path or path.startswith(inside))
    return any(one.state in ("check", "missing", "invalid") for one in found)


def unheard(case: Case, schema: Schema) -> Mapping[str, str]:
    """The pointers that the model was asked for and gave no usable answer to, each with the reason."""
    silence = _silence(case)
    heard = {name for found in case.by_model for name in found.heard}
    names = {one.name for one in case.asked} if case.has_model else {one.name for one in schema.fields if is_open(one, case.judgement)}
    silent = {one.path: silence for one in schema.fields if one.name in names - heard}
    ungrounded = [path for found in case.by_model for path in found.ungrounded]
    return dict.fromkeys(ungrounded, NOT_IN_TEXT) | silent


def _silence(case: Case) -> str:
    if not case.has_model:
        return NO_MODEL
    told = case.error.says if case.error else next((found.silence for found in case.by_model if found.silence), None)
    return told or NO_ANSWER


def document_ref(document: Document) -> DocumentRef:
    """What a result says of its document."""
    return DocumentRef(
        id=document.id,
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        pages=document.page_count,
    )


def _extraction(case: Case, schema: Schema) -> Extraction:
    return Extraction(
        document=document_ref(case.document),
        schema=SchemaRef(name=schema.name, version=schema.version, hash=schema.hash),
        status="failed" if case.error else "succeeded",
        error=case.error,
        fields=case.judgement.fields,
        checks=case.judgement.checks,
        usage=case.usage,
        costs=total_costs(found.costs for found in case.by_model),
        timings_ms={**case.timings_ms, "total": round(sum(case.timings_ms.values()), 3)},
    )


def _timed(case: Case, stage: str, seconds: float) -> Case:
    spent = round(case.timings_ms.get(stage, 0.0) + seconds * 1000, 3)
    return replace(case, timings_ms={**case.timings_ms, stage: spent})
