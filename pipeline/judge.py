"""Claims -> judged fields: what is off, what speaks for each value, how sure that makes us, and where it goes.

Pure, and stable: judging what came out once more gives the same.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assay.candidate import Candidate
from assay.document import Document
from assay.extraction import CheckResult, FieldResult
from assay.finding import Finding, Signal
from pipeline.claims import Claims, strength
from pipeline.derive import derive
from pipeline.repair import Blame, find_blame
from schemas.schema import Field, Schema
from validation.band import row_signals
from validation.block import block_signals, grouped, repeated_signals, shared_signals
from validation.check import Verdict, blamed, check_signals, run_checks, vouched_for
from validation.confidence import confidence, reasons
from validation.contradiction import contradicted
from validation.heading import column_signals
from validation.layout import Layout
from validation.recognised import recognised
from validation.routing import CHECK_FAILED, UNHEARD, grounded, route, route_empty, uncertified, why, why_empty
from validation.rows import cell_path, row_count, slots
from validation.rules.registry import examine
from validation.rules.required import required
from validation.stored import Facts, Stored, facts

# Signals of a place on the page, and from which strength on they settle where a value stands.
PLACES = frozenset({"same_row", "under_header", "neighbours"})
WELL_PLACED = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The judged fields by pointer, in the schema's order, the outcome of every check, and what the stored documents said."""

    fields: Mapping[str, FieldResult] = field(default_factory=dict)
    checks: tuple[CheckResult, ...] = ()
    known: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the document as a whole says of single values, by pointer."""

    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    signals: Mapping[str, tuple[Signal, ...]] = field(default_factory=dict)

    def joined_with(self, more: Notes) -> Notes:
        """These notes, then the others."""
        return Notes(findings=_joined(self.findings, more.findings), signals=_joined(self.signals, more.signals))


Said = TypeVar("Said")


def _joined(some: Mapping[str, tuple[Said, ...]], more: Mapping[str, tuple[Said, ...]]) -> dict[str, tuple[Said, ...]]:
    return {path: (*some.get(path, ()), *more.get(path, ())) for path in (*some, *more)}


def judge(
    document: Document,
    schema: Schema,
    claims: Claims,
    *,
    unheard: Mapping[str, str] | None = None,
    decided: Mapping[str, FieldResult] | None = None,
    stored: Stored | None = None,
) -> Judgement:
    """Every field of the schema, judged.

    `unheard` are the pointers that a source of their ladder gave no usable answer for, each with the reason as a sentence.
    `decided` are the results that a person has settled: they stand as they are, and checks see their values.
    What is `stored` answers `exists` and `changed`; without it they are not judged. Raises what it raises.
    """
    unheard, decided = unheard or {}, decided or {}
    derived = derive(schema, claims, {path: result.chosen for path, result in decided.items()})
    claims = derived.claims
    chosen = _chosen(claims, decided)
    values = {path: one.value for path, one in chosen.items()}
    known = facts(schema, values, stored)
    computed = derived.paths
    verdicts = tuple(_sober(one, computed, chosen) for one in run_checks(schema, values, known))
    layout = Layout.of(document)
    blame = find_blame(document, schema, {**claims, **{path: (one,) for path, one in chosen.items() if path in decided}}, verdicts, decided)
    notes = take_notes(schema, chosen, verdicts, blame, layout).joined_with(Notes(findings=derived.findings, signals=derived.signals))
    fields = {}
    for path, one in slots(schema, (*claims, *decided)):
        if path in decided:
            fields[path] = decided[path]
        elif path in claims:
            fields[path] = judge_value(one, blame.with_suggestion(one, claims[path]), notes, layout)
        else:
            fields[path] = judge_empty(one, path, unheard.get(path))
    return Judgement(fields=fields, checks=tuple(verdict.result for verdict in verdicts), known=known)


def silenced(judgement: Judgement, schema: Schema, unheard: Mapping[str, str]) -> Judgement:
    """The judgement, once it is known that a source gave no usable answer to these pointers: it changes nothing where a value was found."""
    empty = {path: one for path, one in slots(schema, judgement.fields) if judgement.fields[path].chosen is None}
    told = {path: judge_empty(one, path, unheard.get(path)) for path, one in empty.items()}
    return replace(judgement, fields={**judgement.fields, **told})


def _sober(verdict: Verdict, computed: frozenset[str], chosen: Mapping[str, Candidate]) -> Verdict:
    """What was computed cannot vouch for what it was computed from, nor the same words for themselves."""
    paths = verdict.result.paths
    words = [chosen[path].evidence[0].span for path in paths if path.count("/") == 1 and path in chosen and chosen[path].evidence]
    sober = computed.isdisjoint(paths) and len(set(words)) == len(words)
    return verdict if sober else replace(verdict, vouches={})


def _chosen(claims: Claims, decided: Mapping[str, FieldResult]) -> dict[str, Candidate]:
    first = {path: ranked[0] for path, ranked in claims.items() if path not in decided}
    return first | {path: result.chosen for path, result in decided.items() if result.chosen}


def judge_value(one: Field, ranked: tuple[Candidate, ...], notes: Notes, layout: Layout) -> FieldResult:
    """The first claim judged, the others as its rivals: none of these can be surer than what the first leaves over."""
    chosen, *others = ranked
    rivals = [(other, strength(one, other)) for other in others]
    noticed = examine(one, chosen)
    contradictions = contradicted(one, chosen, rivals, layout)
    own = (*chosen.findings, *grounded(chosen), *noticed.findings, *contradictions)
    findings = (*own, *notes.findings.get(chosen.path, ()), *uncertified(one))
    seen = recognised(chosen, layout.document)
    signals = _placed((*chosen.signals, *noticed.signals, *seen, *notes.signals.get(chosen.path, ()), *_warnings(findings)))
    sure = confidence(signals)
    state = route(one, findings, sure)
    left_over = round(1 - sure, 4)
    return FieldResult(
        path=chosen.path,
        state=state,
        chosen=chosen,
        rivals=tuple((rival, min(alone, left_over)) for rival, alone in rivals),
        findings=findings,
        why=_told_once((*why(one, state, findings, sure), *reasons(signals))),
        confidence=sure,
    )


def _told_once(told: Iterable[Signal]) -> tuple[Signal, ...]:
    """The reasons without those that say the same as an earlier one."""
    first: dict[str, Signal] = {}
    for signal in told:
        first.setdefault(signal.says, signal)
    return tuple(first.values())


def judge_empty(one: Field, path: str, silence: str | None) -> FieldResult:
    """A field for which nothing was found."""
    heard = () if silence is None else (Finding(code=UNHEARD, says=silence),)
    findings = (*required(one), *heard)
    return FieldResult(path=path, state=route_empty(findings), findings=findings, why=why_empty(findings))


def _placed(signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """That a short value stands in many places is no doubt about one that stands where it belongs."""
    if any(signal.name in PLACES and signal.strength >= WELL_PLACED for signal in signals):
        return tuple(signal for signal in signals if signal.name != "unseen")
    return signals


def _warnings(findings: Iterable[Finding]) -> tuple[Signal, ...]:
    """One signal per warning; a failed check has its own."""
    small = (finding for finding in findings if finding.severity == "warning" and finding.code != CHECK_FAILED)
    return tuple(Signal(name="warning", strength=-1.0, says=finding.says) for finding in small)


# What the document as a whole says


def take_notes(schema: Schema, chosen: Mapping[str, Candidate], verdicts: tuple[Verdict, ...], blame: Blame, layout: Layout) -> Notes:
    """Findings and signals that no value can give by itself: checks, rows, neighbours."""
    vouched, against = vouched_for(verdicts), blame.narrowed(blamed(verdicts))
    sources = [
        *(row_signals(table, chosen, vouched, layout) for table in schema.fields if table.shape == "table"),
        *(column_signals(table, chosen, layout) for table in schema.fields if table.shape == "table"),
        block_signals(schema, chosen, layout),
        repeated_signals(schema, chosen),
        *(shared_signals(chosen, apart) for apart in must_differ(schema, chosen, vouched)),
    ]
    signals: dict[str, tuple[Signal, ...]] = {}
    for path, signal in (*(pair for source in sources for pair in source.items()), *check_signals(verdicts, against)):
        signals[path] = (*signals.get(path, ()), signal)
    findings = {path: (*map(_finding, failed), *blame.findings(path)) for path, failed in against.items()}
    return Notes(findings=findings, signals=signals)


def must_differ(schema: Schema, chosen: Mapping[str, Candidate], vouched: Container[str]) -> Iterator[frozenset[str]]:
    """Sets of pointers no two of which stand in the same words: the texts of all groups, the cells of each row.

    What a check vouches for is no culprit, but for two cells that it vouches for because they are one and the same number.
    """
    yield frozenset(path for path in grouped(schema, chosen) if path not in vouched)
    for table in schema.fields:
        for row in range(row_count(table, chosen) if table.shape == "table" else 0):
            cells = frozenset(cell_path(column, row) for column in table.columns)
            held = frozenset(path for path in cells if path in vouched)
            yield cells - held
            yield held


def _finding(failed: CheckResult) -> Finding:
    return Finding(code=CHECK_FAILED, says=failed.says, severity=failed.severity)
