"""Candidates of all sources -> for each pointer the claims about it, the best first.

Equal values of several sources become one claim. Which claim comes first: structured data before everything else,
then what more independent sources say, then what has the better evidence; at a draw, the order of the ladder.
Where a check of the schema fails with the first claims and holds with others, the others come first.
A table or list comes whole from one source, because rows of two sources cannot be mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assay.candidate import Candidate, Evidence, SourceKind
from assay.finding import Signal
from pipeline.claims import Claim, Claims, claim_of, strength
from pipeline.settle import settle
from schemas.schema import Field, Schema
from validation.rows import row_count, row_path, slots

SPEAKER: dict[SourceKind, str] = {
    "structured": "The embedded data",
    "rule": "A rule",
    "model": "The language model",
    "formula": "A formula",
    "person": "A person",
}

# Rows of two tables are compared when their numbers are so far apart at most: one of them may count headings as rows.
ROWS_SLIPPED = 10


def reconcile(schema: Schema, candidates: Iterable[Candidate]) -> Claims:
    """The claims about each pointer of the schema, best first; pointers that nobody speaks of are left out."""
    heard = tuple(candidates)
    by_path: dict[str, list[Candidate]] = {}
    for one in (one for field in schema.fields for one in _of_one_table(field, _belonging(field, heard))):
        by_path.setdefault(one.path, []).append(one)
    claims = {path: _ranked(field, by_path[path]) for path, field in slots(schema, by_path) if path in by_path}
    return {path: _compared(ranked) for path, ranked in settle(schema, claims).items()}


def _belonging(field: Field, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    inside = f"{field.path}/"
    return tuple(one for one in candidates if one.path == field.path or one.path.startswith(inside))


# One pointer


def _ranked(field: Field, candidates: Sequence[Candidate]) -> tuple[Claim, ...]:
    groups: list[list[Candidate]] = []
    for one in candidates:
        group = next((group for group in groups if _equal(field, group[0], one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return tuple(sorted((claim_of(field, group) for group in groups), key=lambda claim: claim.merit, reverse=True))


def _equal(field: Field, one: Candidate, other: Candidate) -> bool:
    return field.type is not None and field.type.equal(one.value, other.value)


def _compared(ranked: Sequence[Claim]) -> tuple[Candidate, ...]:
    """Each claim as one candidate; the first carries what the others say for and against it."""
    first, *others = (_merged(claim) for claim in ranked)
    against = (_against(ranked[0], claim) for claim in ranked[1:])
    return (replace(first, signals=(*first.signals, *against)), *others)


def _merged(claim: Claim) -> Candidate:
    lead = claim.lead
    seconded = (member for member in claim.members if member.source.kind != lead.source.kind)
    return replace(lead, evidence=_evidence(claim), signals=(*lead.signals, *(_for(claim.field, member) for member in seconded)))


def _evidence(claim: Claim) -> tuple[Evidence, ...]:
    """The lead's evidence first, then that of the others; each place once."""
    by_span = {one.span: one for member in (claim.lead, *claim.members) for one in reversed(member.evidence)}
    order = dict.fromkeys(one.span for member in (claim.lead, *claim.members) for one in member.evidence)
    return tuple(by_span[span] for span in order)


def _for(field: Field, member: Candidate) -> Signal:
    return Signal(name="agrees", strength=strength(field, member), says=f"{SPEAKER[member.source.kind]} says the same.")


def _against(chosen: Claim, rival: Claim) -> Signal:
    """`disagrees` when someone else says so, `rivals` when the same source sees both."""
    lead = rival.lead
    shown = rival.field.type.display(lead.value) if rival.field.type else ""
    speaker = SPEAKER[lead.source.kind]
    if rival.kinds <= chosen.kinds:
        return Signal(name="rivals", strength=-rival.sure, says=f"{speaker} also found {shown}.")
    return Signal(name="disagrees", strength=-rival.sure, says=f"{speaker} found {shown} instead.")


# Tables and lists


def _of_one_table(field: Field, candidates: tuple[Candidate, ...]) -> Iterator[Candidate]:
    """The rows of the best source, and what other sources say of these rows."""
    by_kind: dict[SourceKind, list[Candidate]] = {}
    for one in candidates:
        by_kind.setdefault(one.source.kind, []).append(one)
    if field.shape == "value" or len(by_kind) < 2:
        yield from candidates
        return
    best = max(by_kind, key=lambda kind: (kind == "structured", _weight(field, by_kind[kind])))
    yield from by_kind.pop(best)
    ours = _by_row(field, [one for one in candidates if one.source.kind == best])
    for others in by_kind.values():
        yield from _moved(field, ours, _by_row(field, others))


def _weight(field: Field, candidates: Sequence[Candidate]) -> float:
    return sum(strength(_slot(field, one.path), one) for one in candidates)


def _slot(field: Field, path: str) -> Field:
    """The column that a cell's pointer belongs to; of a list, the list."""
    last = path.rpartition("/")[2]
    return next((column for column in field.columns if column.path.rpartition("/")[2] == last), field)


Row = dict[str, list[Candidate]]


def _by_row(field: Field, candidates: Sequence[Candidate]) -> list[Row]:
    """For each row its candidates by what follows the row number in their pointers."""
    rows: list[Row] = [{} for _ in range(row_count(field, (one.path for one in candidates)))]
    for one in candidates:
        number, _, rest = one.path[len(field.path) + 1 :].partition("/")
        rows[int(number)].setdefault(rest, []).append(one)
    return rows


def _moved(field: Field, ours: Sequence[Row], theirs: Sequence[Row]) -> Iterator[Candidate]:
    """Their candidates under the numbers of our rows that hold most of the same values. Rows without a partner are left out."""
    for i, j in _paired(field, ours, theirs).items():
        for rest, candidates in theirs[j].items():
            path = f"{row_path(field, i)}/{rest}" if rest else row_path(field, i)
            yield from (replace(one, path=path) for one in candidates)


def _paired(field: Field, ours: Sequence[Row], theirs: Sequence[Row]) -> dict[int, int]:
    """Their row for each of our rows, by number: those that share the most values first."""
    slack = min(ROWS_SLIPPED, abs(len(ours) - len(theirs)))
    near = ((i, j) for i in range(len(ours)) for j in range(max(0, i - slack), min(len(theirs), i + slack + 1)))
    compared = [(-_shared(field, ours[i], theirs[j]), i, j) for i, j in near]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for in_common, i, j in sorted(compared):
        if in_common and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _shared(field: Field, mine: Row, other: Row) -> int:
    both = ((one, two) for rest in mine.keys() & other.keys() for one in mine[rest] for two in other[rest])
    return sum(_equal(_slot(field, one.path), one, two) for one, two in both)
