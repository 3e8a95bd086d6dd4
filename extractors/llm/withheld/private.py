"""Where private values stand in a document, in whatever spelling: what must not leave.

Hidden is, for every private field, what a rule finds for it; everything that reads like its type, because an IBAN that no rule finds must
not leave either; what stands behind its label and looks like a number of its kind; and every other place where a value found so is printed
again, in another spelling or in part. Free text has no form to look for; there the rules decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assay.document import Document
from assay.span import Span
from extractors.base import Extractor
from extractors.llm.believed.reread import FREE_TEXT
from extractors.llm.withheld.mask import Secret
from extractors.llm.withheld.spelling import Spelling, digits_of, form_of
from schemas.schema import Field, Schema
from schemas.types.base import FieldType, Locale

IDENTIFIERS = frozenset({"code", "iban", "bic", "vat_id", "isin", "isbn", "lei", "phone"})
"""Types whose values are signs that may be spelled in many ways, and of which a part already tells which one is meant."""

REPEATED = IDENTIFIERS | FREE_TEXT | {"email", "url"}
"""Types whose values are looked for again in other spellings. An amount or a date printed again is read by its type."""

CHECKED = frozenset({"iban", "lei", "isin"})
"""Types with check digits: these tell a value in small letters or across any signs from words that look like one."""

LEAST_DIGITS = 4
"""What stands behind a label and has fewer digits is no number of an account or a person."""

_GROUP = r"(?:[A-Z]{1,4}|[^\W_]*\d[^\W_]*)"
"""Of a printed number: letters with a digit among them, or up to four capitals."""
_NUMBER = re.compile(rf"[\s:.#№-]{{0,6}}(?P<number>{_GROUP}(?:[ \u00a0\u202f./-]{{1,2}}{_GROUP})*)(?<=\d)")
_WORD = re.compile(r"[^\W_]+")


def private_fields(schema: Schema) -> tuple[Field, ...]:
    """All fields and columns whose values must not leave."""
    return tuple(one for field in schema.fields for one in (field, *field.columns) if one.private or field.private)


def secrets_in(document: Document, schema: Schema, locale: Locale, rules: Extractor | None) -> list[Secret]:
    """Every place of the document that must not be shown; places may overlap."""
    private = private_fields(schema)
    if not private:
        return []
    visible = [part.span for part in document.visible_parts()]
    found = [
        *_of_their_type(document, private, locale),
        *_found_by(rules, document, schema, private, locale),
        *_checked(document, private, visible, locale),
    ]
    found.extend(_behind_labels(document, private, visible, taken=[secret.span for secret in found]))
    return [*found, *_again(document, found, Spelling(document.text, visible))]


def said_openly(says: str, schema: Schema, locale: Locale) -> str:
    """What the prompt says of a field, without values of private fields: those of their examples, and numbers of their types."""
    places: dict[Span, str] = {}
    spelling = Spelling(says, [Span(0, len(says))])
    for field in private_fields(schema):
        if field.type is None:
            continue
        values = {str(example.value) for example in field.examples if isinstance(example.value, str)}
        places.update((span, field.type.name) for value in values for span in spelling.places(form_of(value)))
        if field.type.name in REPEATED - FREE_TEXT:
            places.update((Span(one.start, one.end), field.type.name) for one in field.type.scan(says, locale))
    for span, kind in sorted(places.items(), reverse=True):
        says = f"{says[: span.start]}[{kind.upper()}]{says[span.end :]}"
    return says


def _secret(document: Document, span: Span, kind: str) -> Secret:
    return Secret(span=span, kind=kind, form=form_of(document.quote(span)))


def _kind_of(field: Field) -> str:
    return field.type.name if field.type else "text"


def _of_their_type(document: Document, private: Iterable[Field], locale: Locale) -> Iterator[Secret]:
    """Also in data that is not shown: a value that stands there is known where it is printed in another spelling."""
    for field in private:
        for part in document.parts:
            text = document.quote(part.span)
            for start, end in _places(field, text, locale):
                yield _secret(document, Span(start, end).shifted(part.span.start), _kind_of(field))


def _places(field: Field, text: str, locale: Locale) -> Iterator[tuple[int, int]]:
    if field.type is not None and field.type.name not in FREE_TEXT:
        yield from ((one.start, one.end) for one in field.type.scan(text, locale))
    if field.pattern is not None:
        yield from ((hit.start, hit.end) for hit in field.pattern.finditer(text))


def _found_by(rules: Extractor | None, document: Document, schema: Schema, private: Sequence[Field], locale: Locale) -> Iterator[Secret]:
    paths = {field.path for field in private}
    holders = [field for field in schema.fields if paths & {field.path, *(column.path for column in field.columns)}]
    for candidate in rules.extract(document, schema, holders, locale).candidates if rules and holders else ():
        owner = schema.field_at(candidate.path)
        if owner is not None and owner.path in paths:
            yield from (_secret(document, evidence.span, _kind_of(owner)) for evidence in candidate.evidence)


def _checked(document: Document, private: Iterable[Field], visible: Iterable[Span], locale: Locale) -> Iterator[Secret]:
    """Values whose check digits hold, in small letters, with any signs between their groups, over the ends of lines."""
    kinds = {field.type.name: field.type for field in private if field.type is not None and field.type.name in CHECKED}
    for span in visible if kinds else ():
        words = list(_WORD.finditer(document.text, span.start, span.end))
        for kind in kinds.values():
            yield from (_secret(document, place, kind.name) for place in _checked_places(words, kind, locale))


def _checked_places(words: Sequence[re.Match[str]], kind: FieldType, locale: Locale) -> Iterator[Span]:
    origins: list[int] = []
    capitals: list[str] = []
    for word in words:
        capitals.append(word[0].upper() if len(word[0].upper()) == len(word[0]) else word[0])
        origins.extend(range(word.start(), word.end() + 1))
    for one in kind.scan(" ".join(capitals), locale):
        if not one.findings:
            yield Span(origins[one.start], origins[one.end - 1] + 1)


def _behind_labels(document: Document, private: Iterable[Field], visible: Sequence[Span], taken: Sequence[Span]) -> Iterator[Secret]:
    """Numbers behind the labels of private ones that their type cannot read: cut off, misread, or with a digit too many."""
    known = {span.start for span in taken}
    for field in private:
        label = _label_pattern(field) if _kind_of(field) in IDENTIFIERS else None
        for hit in _hits(label, document, visible) if label else ():
            number = _NUMBER.match(document.text, hit)
            if number and number.start("number") not in known and len(digits_of(number["number"])) >= LEAST_DIGITS:
                yield _secret(document, Span(*number.span("number")), _kind_of(field))


def _label_pattern(field: Field) -> re.Pattern[str] | None:
    words = sorted({*field.labels, *field.headers}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE) if words else None


def _hits(label: re.Pattern[str], document: Document, visible: Iterable[Span]) -> Iterator[int]:
    return (hit.end() for span in visible for hit in label.finditer(document.text, span.start, span.end))


def _again(document: Document, found: Iterable[Secret], spelling: Spelling) -> Iterator[Secret]:
    """The other places of what was found: in another spelling, and in part."""
    values = {(one.kind, one.form): document.quote(one.span) for one in found if one.kind in REPEATED}
    numbers: dict[str, list[str]] = {}
    for (kind, form), printed in values.items():
        yield from (Secret(span=span, kind=kind, form=form) for one in _variants(kind, printed) for span in spelling.places(one))
        if kind in IDENTIFIERS:
            numbers.setdefault(kind, []).append(digits_of(printed))
    for kind, all_digits in numbers.items():
        yield from (Secret(span=part.span, kind=kind, form=part.digits) for part in spelling.parts(all_digits))


def _variants(kind: str, printed: str) -> Iterator[str]:
    """The form of a value; a person is also named with the last name first."""
    yield form_of(printed)
    words = printed.split()
    if kind == "name" and len(words) > 1:
        yield form_of(" ".join((words[-1], *words[:-1])))
