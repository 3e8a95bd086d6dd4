"""Which value is to blame when a sum fails, and what it would have to be.

Of the values of failed equations those are to blame whose change alone makes all of these hold and breaks nothing that held: of one
equation all values, of two that share a value this one. Where such a change puts there what the document says elsewhere, a rival or a
printed number, it is suggested and acquits nobody; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from assay.candidate import Candidate, Evidence, Source
from assay.document import Document
from assay.extraction import CheckResult
from assay.finding import Finding
from assay.span import Span
from pipeline.claims import Claims
from schemas.schema import Check, Field, Schema
from schemas.types.locale import infer_locale
from validation.check import Scope, Verdict, document_scope, holds, plain
from validation.solve import solution

EXTRACTOR = "repair@1"
REPAIR = "repair"

# Checks allow for rounding; so does the search for a number that would make one hold.
ROUNDING = Decimal("0.05")

# Numbers are looked for in so many characters at most: a sum that fails must not make a long document slow.
MOST_SEARCHED = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """For each check that is explained the pointers that are to blame for it, and for a pointer what it would have to be."""

    culprits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    suggested: Mapping[str, Candidate] = field(default_factory=dict)

    def narrowed(self, against: Mapping[str, tuple[CheckResult, ...]]) -> dict[str, tuple[CheckResult, ...]]:
        """The failed checks that speak against each pointer, without those of which it is not to blame."""
        kept = {
            path: tuple(one for one in failed if path in self.culprits.get(one.name, (path,)))
            for path, failed in against.items()
        }  # fmt: skip
        return {path: failed for path, failed in kept.items() if failed}

    def findings(self, path: str) -> tuple[Finding, ...]:
        """That there is a repair of the value at the pointer, in words."""
        one = self.suggested.get(path)
        if one is None:
            return ()
        return (
            Finding(code=REPAIR, severity="warning", says=f"With {one.raw.strip()}, which the document says too, every check would hold."),
        )

    def with_suggestion(self, wanted: Field, ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """The claims about one pointer, the suggested one as the first rival."""
        one = self.suggested.get(ranked[0].path)
        if one is None or wanted.type is None:
            return ranked
        equal = wanted.type.equal
        return (ranked[0], one, *(rival for rival in ranked[1:] if not equal(rival.value, one.value)))


def is_suggestion(candidate: Candidate) -> bool:
    """Whether nothing but a failed sum speaks for it."""
    return candidate.source.extractor == EXTRACTOR


def find_blame(document: Document, schema: Schema, claims: Claims, verdicts: Iterable[Verdict], settled: Iterable[str]) -> Blame:
    """Who is to blame for the equations of severity `error` that failed. `settled` pointers are never to blame."""
    outcomes = {one.result.name: one.result for one in verdicts if not one.row}
    alone = [one for one in schema.checks if not one.recalls]  # no other number changes what is stored
    failed = [one for one in alone if one.severity == "error" and outcomes[one.name].passed is False]
    if not failed:
        return Blame()
    scope = document_scope(schema, {path: ranked[0].value for path, ranked in claims.items()})
    held = [one for one in alone if outcomes[one.name].passed]
    search = Search(document=document, schema=schema, claims=claims, scope=scope, held=tuple(held), settled=frozenset(settled))
    culprits: dict[str, frozenset[str]] = {}
    suggested: dict[str, Candidate] = {}
    for together in _linked(failed):
        changes = search.changes(together)
        suggested |= search.supported(together, changes)
        if search.explains(together):
            culprits |= dict.fromkeys((one.name for one in together), frozenset(changes))
    return Blame(culprits={name: paths for name, paths in culprits.items() if paths}, suggested=suggested)


def _linked(checks: Iterable[Check]) -> list[list[Check]]:
    """The checks in groups that share no name."""
    groups: list[list[Check]] = []
    for check in checks:
        touching = [group for group in groups if any(one.that.names & check.that.names for one in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([*(one for group in touching for one in group), check])
    return groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One document's values, and the checks that must go on holding."""

    document: Document
    schema: Schema
    claims: Claims
    scope: Scope
    held: tuple[Check, ...]
    settled: frozenset[str]

    def changes(self, failed: list[Check]) -> dict[str, Decimal]:
        """For each pointer whose change alone makes all of the failed checks hold what it would have to be."""
        shared = frozenset.intersection(*(one.that.names for one in failed))
        open_fields = (one for one in self.schema.fields if one.name in shared and one.shape == "value" and self._may_change(one))
        solved = ((one, solution(failed[0].that, one.name, self._values())) for one in open_fields)
        return {one.path: value for one, value in solved if value is not None and self._holds(one.name, value, failed)}

    def supported(self, failed: list[Check], changes: Mapping[str, Decimal]) -> dict[str, Candidate]:
        """Those of the changes that the document supports, each with what it says."""
        found: dict[str, Candidate] = {}
        for path, value in changes.items():
            wanted = self.schema.field_at(path)
            close = (one for one in self._said(wanted) if abs(_number(one) - value) <= ROUNDING) if wanted else ()
            fits = next((one for one in close if wanted and self._holds(wanted.name, _number(one), failed)), None)
            if fits is not None:
                found[path] = fits
        return found

    def explains(self, failed: list[Check]) -> bool:
        """Whether nothing but single values that were found can be to blame: no row, and nothing that was computed."""
        names = frozenset().union(*(one.that.names for one in failed))
        fields = (self.schema.field(name) for name in names)
        return all(one is not None and one.shape == "value" and not self._is_computed(one) for one in fields)

    def _may_change(self, one: Field) -> bool:
        return one.path in self.claims and one.path not in self.settled and not self._is_computed(one)

    def _is_computed(self, one: Field) -> bool:
        return one.path in self.claims and self.claims[one.path][0].source.kind == "formula"

    def _values(self) -> dict[str, Any]:
        return {name: entry.value for name, entry in self.scope.items()}

    def _holds(self, name: str, value: Decimal, failed: list[Check]) -> bool:
        changed = {**self.scope, name: replace(self.scope[name], value=value)}
        return all(holds(one, changed) for one in (*failed, *self.held))

    def _said(self, wanted: Field) -> Iterator[Candidate]:
        """What else the document says that the field may be: rivals that were read, then every number that is printed."""
        rivals = self.claims[wanted.path][1:]
        yield from (one for one in rivals if one.source.kind != "formula" and isinstance(plain(one.value), int | Decimal))
        locale = infer_locale(self.document.visible_text, self.schema.languages)
        source = Source(kind="rule", id=f"{wanted.name}.repair", extractor=EXTRACTOR)
        for part in self.document.visible_parts():
            text = self.document.text[part.span.start : min(part.span.end, part.span.start + MOST_SEARCHED)]
            for read in wanted.type.scan(text, locale) if wanted.type else ():
                span = Span(part.span.start + read.start, part.span.start + read.end)
                if isinstance(plain(read.value), int | Decimal):
                    yield Candidate(
                        path=wanted.path,
                        raw=self.document.quote(span),
                        value=read.value,
                        evidence=(Evidence(span=span),),
                        source=source,
                        findings=read.findings,
                    )


def _number(candidate: Candidate) -> Decimal:
    return Decimal(plain(candidate.value))
