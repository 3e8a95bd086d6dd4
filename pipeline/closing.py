"""Printed numbers that no rule names, but with which an equation of the schema closes: `shares * price = gross` tells them from the rest.

That an equation closes by accident is unlikely where at least three different numbers take part in it. What is found so
is a claim like any other, weaker than one beside a label; an equation that holds already is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assay.candidate import Candidate, Evidence, Source
from assay.document import Document
from assay.finding import Finding, Signal
from assay.span import Span
from assay.value import Money
from pipeline.derive import worked_out
from pipeline.reconcile import reconcile
from pipeline.settle import independent
from schemas.schema import Check, Field, Schema
from schemas.types.base import Locale
from schemas.types.currency_signs import CODES
from validation.check import Scope, holds, is_telling, plain, single_entry
from validation.routing import CLOSES
from validation.solve import solutions

EXTRACTOR = "closing@1"
NUMBER_TYPES = frozenset({"money", "decimal"})

# Of a long document only so many different numbers are tried: a pair of fields costs one look at each.
MOST_PRINTED = 120

# An equation between fewer numbers holds too easily.
FEWEST_NUMBERS = 3

# Three fields that stand near each other can be found by their product alone.
MOST_MISSING = 3
WINDOW = 160

# So far from a number its currency and its unit are looked for.
LONGEST_WORD = 16

# How far the printed number may be from the exact one: what rounding a price to its last digit makes of it.
ROUNDING = Decimal("0.011")

_END = r"(?![\d/:%]|[.,'’-]\d|\s?%)"
_NUMBER = re.compile(rf"(?<![\d.,'’/:])(?<!\d-)\d(?:[\d.,'’]*\d)?{_END}")
# `1 894,20` is one number, or two: the equation tells.
_GROUPED = re.compile(rf"(?<![\d.,'’/:])\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+[.,]\d\d\d*{_END}")
_BEFORE = re.compile(r"([A-Z]{3}|[€$£])\s?$")
_BEHIND = re.compile(r"^[-−+]?\s?([A-Z]{3}|[€$£])")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[\s.:]{0,3}$")
_WORD_BEHIND = re.compile(r"^\s?([^\W\d_]+)")
_EITHER = re.compile(r"\d{1,3}[.,]\d{3}")
_FRACTION = re.compile(r"[.,]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One document's numbers for each field of an equation, the smallest first, and what was found of all fields."""

    text: str
    schema: Schema
    printed: Mapping[str, Sequence[Candidate]]
    found: Mapping[str, Candidate]
    labels: Mapping[str, frozenset[str]]

    def closing(self, check: Check) -> tuple[Candidate, ...]:
        """The fewest candidates that make the check hold and look like their fields; none when it holds or cannot be told."""
        scope = independent(self.schema, check, self.found)
        names = sorted(check.that.names & self.printed.keys(), key=check.source.find)
        missing = [name for name in names if name not in scope]
        if len(missing) > MOST_MISSING or (not missing and holds(check, scope) is not False):
            return ()
        if len(missing) > 1 and self._any_computed(missing):
            return ()
        best: tuple[Candidate, ...] = ()
        for groups in self._groups(names, missing):
            found = (one for group in groups for one in self._fitting(check, scope, group))
            best = min((*((best,) if best else ()), *found), key=self._oddness, default=())
            if best and not self._oddness(best):
                break
        return best

    def _any_computed(self, names: Sequence[str]) -> bool:
        """Whether a formula gives one of them without the others: two unknown numbers for an equation are found too easily."""
        computed = worked_out(self.schema, self.found)
        return any((field := self.schema.field(name)) is not None and field.path in computed for name in names)

    def _groups(self, names: Sequence[str], missing: Sequence[str]) -> Iterator[list[list[str]]]:
        """Which fields to look for together, the fewest first."""
        if not missing:
            yield [[name] for name in self._least_known_first(names)]
            return
        if len(missing) == 1:
            yield [list(missing)]
        if len(missing) < MOST_MISSING:
            yield [list(missing)] if len(missing) == 2 else [[*missing, name] for name in names if name not in missing]
        if len(names) == MOST_MISSING:
            yield [list(names)]

    def _least_known_first(self, names: Sequence[str]) -> list[str]:
        """What was only computed or found to be nought, then the rest."""
        return sorted(names, key=lambda name: (field := self.schema.field(name)) is not None and bool(_number(self.found.get(field.path))))

    def _fitting(self, check: Check, scope: Scope, group: Sequence[str]) -> list[tuple[Candidate, ...]]:
        """The numbers that fit; of several those that look like their fields and stand closest together."""
        return sorted(self._numbers(check, scope, group), key=lambda numbers: (self._oddness(numbers), _spread(numbers)))[:1]

    def _oddness(self, numbers: Sequence[Candidate]) -> int:
        return sum(self._odd(one) for one in numbers)

    def _odd(self, one: Candidate) -> int:
        """How much is odd: an amount without a currency, a count with one or with a fraction; a label beside it makes up for one."""
        span = one.evidence[0].span
        before, behind = self.text[max(0, span.start - LONGEST_WORD) : span.start], self.text[span.end : span.end + LONGEST_WORD]
        signs = (*_BEFORE.findall(before), *_BEHIND.findall(behind))
        beside = any(sign in CODES or not sign.isalpha() for sign in signs)
        words = (*_WORD_BEFORE.findall(before), *_WORD_BEHIND.findall(behind))
        labelled = any(word.casefold() in self.labels.get(one.path, ()) for word in words)
        odd = not beside if isinstance(one.value, Money) else beside + (_number(one) % 1 != 0)
        return max(0, odd - labelled)

    def _numbers(self, check: Check, scope: Scope, names: Sequence[str]) -> Iterator[tuple[Candidate, ...]]:
        first, rest = names[0], names[1:]
        for one in self._untaken(first) if rest else self._solving(check, scope, first):
            tried = self._with(scope, one)
            if not rest:
                yield (one,)
            elif len(rest) == 1:
                yield from ((one, *others) for others in self._numbers(check, tried, rest))
            else:
                close = (other for other in self.printed[rest[0]] if _spread((one, other)) <= WINDOW)
                pairs = ((other, last) for other in close for last in self._solving(check, self._with(tried, other), rest[1]))
                yield from ((one, *pair) for pair in pairs)

    def _untaken(self, name: str) -> Iterator[Candidate]:
        """The numbers that are no other field's: net and tax make the total, too, and are no deposit and rest of it."""
        taken = {_number(one) for one in self.found.values()}
        return (one for one in self.printed[name] if _number(one) not in taken)

    def _solving(self, check: Check, scope: Scope, name: str) -> Iterator[Candidate]:
        wanted = solutions(check.that, name, {known: entry.value for known, entry in scope.items()})
        for one in (one for number in wanted for one in self._near(name, number)):
            tried = self._with(scope, one)
            if is_telling(tried, check.that.names, FEWEST_NUMBERS) and holds(check, tried):
                yield one

    def _near(self, name: str, wanted: Decimal) -> Iterator[Candidate]:
        numbers = self.printed[name]
        at = bisect_left(numbers, wanted - ROUNDING, key=_number)
        while at < len(numbers) and _number(numbers[at]) <= wanted + ROUNDING:
            yield numbers[at]
            at += 1

    def _with(self, scope: Scope, one: Candidate) -> Scope:
        field = self.schema.field_at(one.path)
        return {**scope, **single_entry(field, one.path, {one.path: one.value})} if field else scope


def close_checks(document: Document, schema: Schema, candidates: Sequence[Candidate], locale: Locale) -> tuple[Candidate, ...]:
    """Candidates for fields of equations that fail or lack a value, from numbers that the document prints anywhere."""
    fields = {field.name: field for field in schema.fields if field.shape == "value" and field.type and field.type.name in NUMBER_TYPES}
    checks = [check for check in schema.checks if check.finds and len(check.that.names & fields.keys()) >= FEWEST_NUMBERS]
    found = {path: ranked[0] for path, ranked in reconcile(schema, candidates).items()} if checks else {}
    if all(holds(check, independent(schema, check, found)) for check in checks):
        return ()
    named = {name: fields[name] for check in checks for name in check.that.names & fields.keys()}
    labels = {field.path: frozenset(label.casefold() for label in field.labels) for field in named.values()}
    search = Search(text=document.text, schema=schema, printed=_printed(document, named, locale), found=found, labels=labels)
    return tuple(_closed(search, checks))


def _closed(search: Search, checks: Sequence[Check]) -> Iterator[Candidate]:
    """What closes each equation in turn: what one gave may be what the next one lacks."""
    for check in (*checks, *checks):
        closing = search.closing(check)
        says = f"No rule names this number; with it {check.source} holds."
        signal, doubt = Signal(name="closes", strength=1.0, says=says), Finding(code=CLOSES, says=says)
        yield from (replace(one, signals=(signal,), findings=(*one.findings, doubt)) for one in closing)
        search = replace(search, found={**search.found, **{one.path: one for one in closing}})


# Numbers


def _printed(document: Document, fields: Mapping[str, Field], locale: Locale) -> dict[str, list[Candidate]]:
    """For each field the numbers that it may be, the smallest first; of equal ones the first."""
    places = _places(document)
    read = {
        name: {_number(one): one for span in reversed(places) for one in _read(document, field, span, locale) if _number(one)}
        for name, field in fields.items()
    }
    return {name: sorted(numbers.values(), key=_number) for name, numbers in read.items()}


def _places(document: Document) -> list[Span]:
    spans: dict[str, Span] = {}
    for part in document.visible_parts():
        for pattern in (_NUMBER, _GROUPED):
            for match in pattern.finditer(document.text, part.span.start, part.span.end):
                if len(spans) < MOST_PRINTED and not _is_code(document.text, match):
                    spans.setdefault(match.group(), Span(*match.span()))
    return sorted(spans.values(), key=lambda span: span.start)


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether letters are part of it: `A1EWWW` holds no number, `34,00EUR` does."""
    glued = text[match.start() - 1 : match.start()].isalpha() or text[match.end() : match.end() + 1].isalpha()
    return glued and not _FRACTION.search(match.group())


def _read(document: Document, field: Field, span: Span, locale: Locale) -> Iterator[Candidate]:
    raw = document.quote(span)
    if field.type is None or (field.pattern and not field.pattern.fullmatch(raw)):
        return
    source = Source(kind="rule", id=f"{field.name}.closing", extractor=EXTRACTOR)
    for parsed in (field.type.parse(raw, one) for one in _readings(raw, locale)):
        if isinstance(parsed.value, Decimal | Money):
            evidence = (Evidence(span=span),)
            yield Candidate(path=field.path, raw=raw, value=parsed.value, evidence=evidence, source=source, findings=parsed.findings)


def _readings(raw: str, locale: Locale) -> tuple[Locale, ...]:
    """`1,250` is one and a quarter or one thousand: here the equation tells."""
    return tuple(replace(locale, decimal_mark=mark) for mark in ".,") if _EITHER.fullmatch(raw) else (locale,)


def _number(one: Candidate | None) -> Decimal:
    value = plain(one.value) if one else None
    return value if isinstance(value, Decimal) else Decimal(0)


def _spread(numbers: Sequence[Candidate]) -> int:
    starts = [one.evidence[0].span.start for one in numbers]
    return max(starts) - min(starts)
