"""Candidates of all sources -> for each pointer the claims about it, the best first.

Equal values of several sources become one claim. Which claim comes first: structured data before everything else,
then what more independent sources say, then what has the better evidence; at a draw, the order of the ladder.
Where a check of the schema fails with the first claims and holds with others, the others come first.
A table or list comes whole from one source, because rows of two sources cannot be mixed; what a list lacks is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assay.candidate import Candidate, Evidence, SourceKind
from assay.finding import Finding, Signal
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

# Who speaks: a kind of source, and of models which one.
Voice = tuple[SourceKind, str | None]

# The code of the finding that a list lacks an item which another source has.
LEFT_OUT = "left_out"

# What is less sure than this is more likely wrong than right.
LEAST_SURE = 0.5

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
    models = tuple(dict.fromkeys(one.source.model for one in candidates if one.source.kind == "model"))
    return tuple(sorted((claim_of(field, group, models) for group in groups), key=lambda claim: claim.merit, reverse=True))


def _equal(field: Field, one: Candidate, other: Candidate) -> bool:
    return field.type is not None and field.type.equal(one.value, other.value)


def _compared(ranked: Sequence[Claim]) -> tuple[Candidate, ...]:
    """Each claim as one candidate; the first carries what the others say for and against it."""
    first, *others = (_merged(claim) for claim in ranked)
    against = (_against(ranked[0], claim) for claim in ranked[1:])
    return (replace(first, signals=(*first.signals, *against)), *others)


def _merged(claim: Claim) -> Candidate:
    lead = claim.lead
    seconded = (member for member in claim.members if _voice(member) != _voice(lead))
    return replace(lead, evidence=_evidence(claim), signals=(*lead.signals, *(_for(claim.field, lead, member) for member in seconded)))


def _evidence(claim: Claim) -> tuple[Evidence, ...]:
    """The lead's evidence first, then that of the others; each place once."""
    by_span = {one.span: one for member in (claim.lead, *claim.members) for one in reversed(member.evidence)}
    order = dict.fromkeys(one.span for member in (claim.lead, *claim.members) for one in member.evidence)
    return tuple(by_span[span] for span in order)


def _voice(one: Candidate) -> Voice:
    """Who speaks: rules are one voice, each model is its own."""
    return one.source.kind, one.source.model


def _for(field: Field, lead: Candidate, member: Candidate) -> Signal:
    if member.source.kind == lead.source.kind:
        return Signal(name="second_model", strength=strength(field, member), says="Another language model says the same.")
    return Signal(name="agrees", strength=strength(field, member), says=f"{SPEAKER[member.source.kind]} says the same.")


def _against(chosen: Claim, rival: Claim) -> Signal:
    """`disagrees` when someone else says so, `second_model` when it is another model, `rivals` when the same source sees both."""
    lead = rival.lead
    shown = rival.field.type.display(lead.value) if rival.field.type else ""
    speaker = SPEAKER[lead.source.kind]
    if not rival.kinds <= chosen.kinds:
        return Signal(name="disagrees", strength=-rival.sure, says=f"{speaker} found {shown} instead.")
    if lead.source.kind == "model" and _voice(lead) not in map(_voice, chosen.members):
        return Signal(name="second_model", strength=-rival.sure, says=f"Another language model found {shown} instead.")
    return Signal(name="rivals", strength=-rival.sure, says=f"{speaker} also found {shown}.")


# Tables and lists


def _of_one_table(field: Field, candidates: tuple[Candidate, ...]) -> Iterator[Candidate]:
    """The rows of the best source, and what other sources say of these rows."""
    by_voice: dict[Voice, list[Candidate]] = {}
    for one in candidates:
        by_voice.setdefault(_voice(one), []).append(one)
    if field.shape == "value" or len(by_voice) < 2:
        yield from candidates
        return
    chosen = by_voice.pop(_best(field, by_voice))
    ours = _by_row(field, chosen)
    left_out = tuple(one for others in by_voice.values() for one in _left_out(field, chosen, others))
    yield from (replace(one, findings=(*one.findings, *left_out)) for one in chosen)
    for others in by_voice.values():
        yield from _moved(field, ours, _by_row(field, others))


def _best(field: Field, by_voice: Mapping[Voice, Sequence[Candidate]]) -> Voice:
    """Structured data first, then what weighs most; of two models the later one was asked because the first was doubted."""
    models = [voice for voice in by_voice if voice[0] == "model"]
    heard = (voice for voice in by_voice if voice not in models[:-1])
    return max(heard, key=lambda voice: (voice[0] == "structured", _weight(field, by_voice[voice])))


def _weight(field: Field, candidates: Sequence[Candidate]) -> float:
    """A table is better the more cells are known; of a list that one source makes longer every other one doubts the rest."""
    total = sum(strength(_slot(field, one.path), one) for one in candidates)
    return total / len(candidates) if field.shape == "list" else total


def _left_out(field: Field, chosen: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[Finding]:
    """A finding for each item of another source that is likelier right than not, and of whose words the chosen list says nothing."""
    if field.shape != "list" or field.type is None or chosen[0].source.kind == "structured":
        return
    told = [evidence.span for one in chosen for evidence in one.evidence]
    for one in others:
        fresh = not any(_equal(field, one, mine) for mine in chosen)
        elsewhere = not any(evidence.span.overlaps(span) for evidence in one.evidence for span in told)
        if fresh and elsewhere and strength(field, one) > LEAST_SURE:
            says = f"{SPEAKER[one.source.kind]} also found {field.type.display(one.value)}, which is left out here."
            yield Finding(code=LEFT_OUT, says=says)


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
