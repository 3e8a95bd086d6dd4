"""Choosing by checks: where one fails with the first claims and holds with others, the others come first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product

from assay.candidate import Candidate
from pipeline.claims import Claim
from pipeline.derive import worked_out
from schemas.formulas import depends
from schemas.schema import Check, Schema
from validation.check import Scope, document_scope, holds, judge_check, single_entry

# Choosing by checks looks at so many claims of each field and so many combinations, whatever the document.
CLAIMS_TRIED = 5
COMBINATIONS_TRIED = 200


def settle(schema: Schema, claims: Mapping[str, tuple[Claim, ...]]) -> dict[str, tuple[Claim, ...]]:
    """The claims with others first where that makes a failing check of severity `error` hold, and no check fail that held."""
    settled = dict(claims)
    for check in schema.checks:
        scope = independent(schema, check, _leads(settled)) if check.severity == "error" else {}
        if scope and holds(check, scope) is False:
            settled |= _better(schema, check, settled, scope)
    return settled


def independent(schema: Schema, check: Check, found: Mapping[str, Candidate]) -> Scope:
    """What was found, by pointer, and what formulas give for the rest, but for what is computed from the check's other values."""
    scope = document_scope(schema, {path: one.value for path, one in found.items()})
    open_names = check.that.names - scope.keys()
    if not open_names:
        return scope
    computed = {path: one.value for path, one in worked_out(schema, found).items()}
    free = (name for name in open_names if not depends(schema.fields, name, check.that.names))
    fields = (field for name in free if (field := schema.field(name)))
    return dict(scope) | {name: entry for field in fields for name, entry in single_entry(field, field.path, computed).items()}


def _fewest_moves_first(counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Which claim of each field comes first: every way to move one field's, the better claims first, then two fields', and so on."""
    for moves in range(1, len(counts) + 1):
        for moved in combinations(range(len(counts)), moves):
            for ranks in sorted(product(*(range(1, counts[at]) for at in moved)), key=sum):
                rank = dict(zip(moved, ranks, strict=True))
                yield tuple(rank.get(at, 0) for at in range(len(counts)))


def _better(schema: Schema, check: Check, claims: Mapping[str, tuple[Claim, ...]], scope: Scope) -> dict[str, tuple[Claim, ...]]:
    """The fewest claims to move to the front, the best of them; none when nothing makes the check hold and vouch for them in full."""
    named = (schema.field(name) for name in sorted(check.that.names))
    fields = [field for field in named if field and field.shape == "value" and len(claims.get(field.path, ())) > 1]
    options = [range(min(CLAIMS_TRIED, len(claims[field.path]))) for field in fields]
    choices = islice(_fewest_moves_first([len(option) for option in options]), COMBINATIONS_TRIED)
    held = [other for other in schema.checks if holds(other, scope)]
    for choice in choices:
        moved = [(field, at) for field, at in zip(fields, choice, strict=True) if at]
        entries = (single_entry(field, field.path, {field.path: claims[field.path][at].lead.value}) for field, at in moved)
        tried = {**scope, **{name: entry for one in entries for name, entry in one.items()}}
        if (
            moved
            and holds(check, tried)
            and _vouched(check, tried, [field.path for field, _ in moved])
            and all(holds(other, tried) for other in held)
        ):
            return {field.path: _first(claims[field.path], at) for field, at in moved}
    return {}


def _vouched(check: Check, scope: Scope, paths: list[str]) -> bool:
    vouches = judge_check(check, scope).vouches
    return all(vouches.get(path) == 1 for path in paths)


def _first(claims: tuple[Claim, ...], at: int) -> tuple[Claim, ...]:
    return (claims[at], *claims[:at], *claims[at + 1 :])


def _leads(claims: Mapping[str, tuple[Claim, ...]]) -> dict[str, Candidate]:
    return {path: ranked[0].lead for path, ranked in claims.items()}
