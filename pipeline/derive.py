"""What formulas give: values that stand nowhere in the document, each with the evidence of what it was computed from.

A derived value comes last among the claims about its field, waits for a person when it is the only one, and vouches for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from assay.candidate import Candidate, Evidence, Source
from assay.finding import Finding, Signal
from assay.value import Duration, Money, Value
from pipeline.claims import Claims
from pipeline.repair import is_suggestion
from schemas.expression_nodes import ARITHMETIC
from schemas.formulas import in_order
from schemas.schema import Field, Rung, Schema
from validation.check import Scope, document_scope, holds, single_entry
from validation.routing import COMPUTED, COMPUTED_OTHERWISE

EXTRACTOR = "formula@1"

# Amounts are printed in cents, other numbers with a few digits: what a division gives beyond is noise.
CENTS = Decimal("0.01")
FRACTION = Decimal("0.000001")

# A sum of many rows shows the first of them: nobody reads a hundred places.
MOST_PLACES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The claims with what formulas gave, and what the formulas say of values that were found, by pointer."""

    claims: Claims
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    signals: Mapping[str, tuple[Signal, ...]] = field(default_factory=dict)

    @property
    def paths(self) -> frozenset[str]:
        """The pointers of which nothing but a formula speaks."""
        return frozenset(path for path, ranked in self.claims.items() if ranked[0].source.kind == "formula")


def derive(schema: Schema, claims: Claims, decided: Mapping[str, Candidate | None]) -> Derived:
    """The claims after every formula, each after those that it needs; what formulas gave before is worked out anew.

    `decided` is what a person has settled, None where nothing is there: formulas compute with it and do not speak of it.
    """
    found = _found(claims)
    fields = tuple(one for one in in_order(schema.fields) if one.path not in decided)
    given = dict(_given(schema, fields, {**{path: ranked[0] for path, ranked in found.items()}, **decided}))
    apart = {path: one for path, one in given.items() if path in found and not _equal(schema, found[path][0], one)}
    alike = given.keys() & found.keys() - apart.keys()
    return Derived(
        claims=found | {path: _ranked(schema, found.get(path, ()), one) for path, one in given.items()},
        findings={path: (_otherwise(one),) for path, one in apart.items()},
        signals={path: given[path].signals for path in alike},
    )


def _found(claims: Claims) -> dict[str, tuple[Candidate, ...]]:
    """The claims without what judging itself had put there."""
    found = {path: tuple(one for one in ranked if not _is_inferred(one)) for path, ranked in claims.items()}
    return {path: ranked for path, ranked in found.items() if ranked}


def _is_inferred(one: Candidate) -> bool:
    return one.source.kind == "formula" or is_suggestion(one)


def _equal(schema: Schema, one: Candidate, other: Candidate) -> bool:
    field_ = schema.field_at(one.path)
    return field_ is not None and field_.type is not None and field_.type.equal(one.value, other.value)


def _ranked(schema: Schema, found: tuple[Candidate, ...], one: Candidate) -> tuple[Candidate, ...]:
    """What was found first; a value that someone found is not told a second time."""
    return found if any(_equal(schema, other, one) for other in found) else (*found, one)


def _otherwise(one: Candidate) -> Finding:
    return Finding(code=COMPUTED_OTHERWISE, severity="warning", says=f"{one.signals[0].says.rstrip('.')}, which is {one.raw}.")


def worked_out(schema: Schema, found: Mapping[str, Candidate]) -> dict[str, Candidate]:
    """What formulas give where nothing was found, by pointer."""
    given = _given(schema, in_order(schema.fields), found)
    return {path: one for path, one in given if path not in found}


# Working out


def _given(schema: Schema, fields: tuple[Field, ...], known: Mapping[str, Candidate | None]) -> Iterator[tuple[str, Candidate]]:
    """What the formulas of these fields give; each found value, or else what its formula gave, is there for the next."""
    chosen = {path: one for path, one in known.items() if one is not None}
    scope = dict(document_scope(schema, {path: one.value for path, one in chosen.items()})) if fields else {}
    for one in fields:
        computed = _computed(schema, one, scope, chosen)
        if computed is None:
            continue
        yield one.path, computed
        if one.path not in chosen:
            chosen[one.path] = computed
            scope |= single_entry(one, one.path, {one.path: computed.value})


def _computed(schema: Schema, wanted: Field, scope: Scope, chosen: Mapping[str, Candidate]) -> Candidate | None:
    """What the first formula gives that can be worked out, or the first of several that no check refuses."""
    given = list(_outcomes(wanted, scope, chosen))
    if len(given) > 1:
        sound = (one for one in given if not _refused(schema, wanted, scope, one))
        return next(sound, given[0])
    return given[0] if given else None


def _outcomes(wanted: Field, scope: Scope, chosen: Mapping[str, Candidate]) -> Iterator[Candidate]:
    for rung in wanted.rungs("formula"):
        inputs = tuple(chosen[path] for path in _inputs(rung, scope) if path in chosen)
        value = _value(wanted, rung, scope, inputs)
        if value is not None:
            yield _candidate(wanted, rung, value, inputs)


def _refused(schema: Schema, wanted: Field, scope: Scope, one: Candidate) -> bool:
    tried = {**scope, **single_entry(wanted, one.path, {one.path: one.value})}
    return any(holds(check, tried) is False for check in schema.checks if wanted.name in check.that.names)


def _inputs(rung: Rung, scope: Scope) -> Iterator[str]:
    for name in sorted(rung.formula.names) if rung.formula else ():
        yield from scope[name].paths if name in scope else ()


def _value(wanted: Field, rung: Rung, scope: Scope, inputs: tuple[Candidate, ...]) -> Value | None:
    if rung.formula is None or wanted.type is None:
        return None
    outcome = rung.formula.evaluate({name: entry.value for name, entry in scope.items()})
    if outcome is None:
        return None
    match wanted.type.name:
        case "money":
            return Money(_rounded(outcome, CENTS), _currency(inputs)) if isinstance(outcome, Decimal) else None
        case "decimal" | "percent":
            return _rounded(outcome, FRACTION) if isinstance(outcome, Decimal) else None
        case "integer":
            return int(outcome) if isinstance(outcome, Decimal) and outcome == int(outcome) else None
        case "duration":
            return Duration(days=int(outcome)) if isinstance(outcome, Decimal) and outcome >= 0 else _same(outcome)
        case _:
            return _same(outcome)


def _same(outcome: Any) -> Value | None:
    return outcome if isinstance(outcome, str | bool | date | Duration) else None


def _rounded(number: Decimal, step: Decimal) -> Decimal:
    """As printed numbers are: half away from zero, and no more digits than they have."""
    rounded = number.quantize(step, rounding=ROUND_HALF_UP, context=ARITHMETIC)
    return number if rounded == number or not rounded.is_finite() else rounded


def _currency(inputs: tuple[Candidate, ...]) -> str | None:
    known = {one.value.currency for one in inputs if isinstance(one.value, Money)} - {None}
    return known.pop() if len(known) == 1 else None


def _candidate(wanted: Field, rung: Rung, value: Value, inputs: tuple[Candidate, ...]) -> Candidate:
    source = rung.formula.source if rung.formula else ""
    says = f"Computed as {source}."
    places = dict.fromkeys(evidence.span for one in inputs for evidence in one.evidence[:1])
    return Candidate(
        path=wanted.path,
        raw=wanted.type.display(value) if wanted.type else "",
        value=value,
        evidence=tuple(Evidence(span=span, match="normalised") for span in list(places)[:MOST_PLACES]),
        source=Source(kind="formula", id=rung.id, extractor=EXTRACTOR),
        findings=(Finding(code=COMPUTED, says=f"Computed as {source}; no source found it in the document."),),
        signals=(Signal(name="computed", strength=1.0, says=says),),
    )
