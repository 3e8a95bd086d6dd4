"""One extraction as JSON, in the shape of the contract (section 2). The shape never depends on options or on what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.candidate import Candidate, Evidence
from assay.document import Document
from assay.errors import AssayError
from assay.extraction import CheckResult, DocumentRef, Extraction, FieldResult, SchemaRef, Usage
from assay.finding import Signal
from exports.cost import field_costs, plain
from exports.place import fractions, hidden_form, notice_form
from schemas.schema import Field, Schema
from schemas.types.base import FieldType

Form = dict[str, Any]

STAGES = ("read", "rules", "model", "judge", "total")


def result_form(extraction: Extraction, schema: Schema, document: Document | None) -> Form:
    """The extraction as JSON. Without the document (no longer at hand) parts, pages, boxes and quotes are null."""
    costs = field_costs(extraction, schema)
    fields = {path: _field_form(result, _type_at(schema, path), document, costs[path]) for path, result in extraction.fields.items()}
    doubtful = extraction.doubtful()
    return {
        "document": _document_form(extraction.document),
        "schema": _schema_form(extraction.schema),
        "revision": extraction.revision,
        "status": extraction.status,
        "error": error_form(extraction.error),
        "review": {"state": "needs_review" if doubtful else "not_required", "fields": list(doubtful)},
        "data": data_form(schema, {path: form["value"] for path, form in fields.items()}),
        "fields": fields,
        "checks": [_check_form(check) for check in extraction.checks],
        "notices": [] if document is None else [notice_form(notice) for notice in document.notices],
        "hidden": [] if document is None else [hidden_form(one, document) for one in document.hidden],
        "usage": _usage_form(extraction.usage),
        "timings_ms": dict(extraction.timings_ms),
    }


def failed_form(name: str, sha256: str | None, error: AssayError, schema: Schema | None, *, parent: str | None = None) -> Form:
    """The result of a document that could not be read: the same shape, nothing in it, and why."""
    document = _unread_form(name, sha256) | {"parent": parent}
    return _empty_form(document, schema) | {"status": "failed", "error": error_form(error)}


def divided_form(name: str, sha256: str, *, media_type: str, pages: int | None, schema: Schema | None) -> Form:
    """The result of a file that came apart into pieces, each with a result of its own: nothing is found in the file itself."""
    document = _unread_form(name, sha256) | {"media_type": media_type, "pages": pages}
    return _empty_form(document, schema)


def _unread_form(name: str, sha256: str | None) -> Form:
    nothing = ("media_type", "pages", "parent", "page_range")
    return {"id": None, "name": name, "sha256": sha256, **dict.fromkeys(nothing), "pieces": []}


def _empty_form(document: Form, schema: Schema | None) -> Form:
    return {
        "document": document,
        "schema": {"name": schema.name, "version": schema.version, "hash": schema.hash} if schema else None,
        "revision": 1,
        "status": "succeeded",
        "error": None,
        "review": {"state": "not_required", "fields": []},
        "data": data_form(schema, {}) if schema else {},
        "fields": {},
        "checks": [],
        "notices": [],
        "hidden": [],
        "usage": _usage_form(Usage()),
        "timings_ms": dict.fromkeys(STAGES),
    }


def shown_name(form: Form) -> str:
    """What a result's document is called in lists for people: a piece of a packet by its pages, too."""
    document = form["document"]
    if not document["page_range"]:
        return str(document["name"])
    first, last = document["page_range"]
    return f"{document['name']}, {f'page {first}' if first == last else f'pages {first}-{last}'}"


def error_form(error: AssayError | None) -> Form | None:
    """An error for programs and people."""
    if error is None:
        return None
    return {"code": error.code, "says": error.says, "fix": error.fix, "retryable": error.retryable}


# The values in the schema's shape


def data_form(schema: Schema, values: Mapping[str, Any]) -> Form:
    """The schema's shape filled with JSON forms by pointer: null for a value, `[]` for a list or table that has none."""
    data: Form = {}
    for field in schema.fields:
        *outer, last = field.path.strip("/").split("/")
        place = data
        for step in outer:
            place = place.setdefault(step, {})
        place[last] = _shaped(field, values)
    return data


def _shaped(field: Field, values: Mapping[str, Any]) -> Any:
    if field.shape == "value":
        return values.get(field.path)
    if field.shape == "list":
        return [values[f"{field.path}/{row}"] for row in range(_rows(field, values))]
    columns = [(column.path.rpartition("/")[2], column.path) for column in field.columns]
    return [{name: values.get(path.replace("*", str(row))) for name, path in columns} for row in range(_rows(field, values))]


def _rows(field: Field, values: Mapping[str, Any]) -> int:
    inside = f"{field.path}/"
    return max((int(path[len(inside) :].partition("/")[0]) + 1 for path in values if path.startswith(inside)), default=0)


def _type_at(schema: Schema, path: str) -> FieldType | None:
    field = schema.field_at(path)
    return field.type if field else None


# One field


def _field_form(result: FieldResult, type_: FieldType | None, document: Document | None, cost: Form) -> Form:
    chosen = result.chosen
    return {
        "value": _value_form(chosen, type_),
        "raw": chosen.raw if chosen else None,
        "state": result.state,
        "confidence": result.confidence,
        "why": [_signal_form(signal) for signal in result.why],
        "source": _source_form(chosen) if chosen else None,
        "evidence": [_evidence_form(one, document) for one in chosen.evidence] if chosen else [],
        "rivals": [_rival_form(rival, sure, type_, document) for rival, sure in result.rivals],
        "cost": cost,
    }


def _rival_form(rival: Candidate, sure: float, type_: FieldType | None, document: Document | None) -> Form:
    """As a field shows its value, so that a person sees both sides of a conflict with their places."""
    return {
        "value": _value_form(rival, type_),
        "raw": rival.raw,
        "confidence": sure,
        "source": _source_form(rival),
        "evidence": [_evidence_form(one, document) for one in rival.evidence],
    }


def _value_form(candidate: Candidate | None, type_: FieldType | None) -> Any:
    return None if candidate is None or type_ is None else type_.to_json(candidate.value)


def _signal_form(signal: Signal) -> Form:
    return {"signal": signal.name, "says": signal.says}


def _source_form(candidate: Candidate) -> Form:
    source = candidate.source
    return {"kind": source.kind, "id": source.id, "extractor": source.extractor}


def _evidence_form(evidence: Evidence, document: Document | None) -> Form:
    span = evidence.span
    part = document.part_at(span) if document else None
    page = document.page_at(span) if document else None
    size = [page.width, page.height] if page and page.width and page.height else None
    return {
        "part": part.name if part else None,
        "page": page.number if page else None,
        "box": fractions(page.box(span), page) if page else None,
        "page_size": size,
        "chars": [span.start, span.end],
        "quote": document.quote(span) if document else None,
        "match": evidence.match,
    }


# The rest


def _document_form(document: DocumentRef) -> Form:
    return {
        "id": document.id,
        "name": document.name,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "pages": document.pages,
        "parent": document.parent,
        "page_range": list(document.page_range) if document.page_range else None,
        "pieces": [],
    }


def _schema_form(schema: SchemaRef) -> Form:
    return {"name": schema.name, "version": schema.version, "hash": schema.hash}


def _check_form(check: CheckResult) -> Form:
    return {"name": check.name, "passed": check.passed, "severity": check.severity, "says": check.says, "fields": list(check.paths)}


def _usage_form(usage: Usage) -> Form:
    return {
        "calls": usage.calls,
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "usd": None if usage.usd is None else plain(usage.usd),
    }
