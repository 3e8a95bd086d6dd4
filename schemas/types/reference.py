"""The reference page of the types, made from the types themselves: `python -m schemas.types.reference > docs/reference/types.md`."""

from __future__ import annotations

import json
import sys
from inspect import getdoc, getmodule

from schemas.types.base import FieldType, Locale
from schemas.types.registry import TYPE_NAMES, make_type

_ENGLISH, _GERMAN, _FRENCH = (Locale(languages=(language,)) for language in ("en", "de", "fr"))

_EXAMPLES: dict[str, tuple[tuple[str, Locale], ...]] = {
    "text": (("Wood  screws,\n4 x 40 mm", _ENGLISH),),
    "code": (("INV-2041", _ENGLISH), ("#88123", _ENGLISH), ("RE 2018/17", _GERMAN)),
    "integer": (("8 Unit(s)", _ENGLISH), ("12.000", _GERMAN)),
    "decimal": (("1,234.50", _ENGLISH), ("1.234,50", _GERMAN), ("1 234,50", _FRENCH), ("1.234", Locale(languages=("de", "en")))),
    "money": (("1.234,50 €", _GERMAN), ("$1,234.50", _ENGLISH), ("CHF 1'234.50", _GERMAN), ("(12.00)", _ENGLISH), ("100,- €", _GERMAN)),
    "date": (("25. April 2018", _GERMAN), ("March 3rd, 2026", _ENGLISH), ("1er mai 2018", _FRENCH), ("03/04/2018", _ENGLISH)),
    "percent": (("19,00 %", _GERMAN), ("7.5%", _ENGLISH)),
    "currency": (("€", _ENGLISH), ("US-Dollar", _GERMAN)),
    "country": (("Allemagne", _FRENCH), ("AT", _ENGLISH)),
    "iban": (("DE89 3704 0044 0532 0130 00", _GERMAN), ("DE88 3704 0044 0532 0130 00", _GERMAN)),
    "vat_id": (("USt-IdNr. DE 136 695 976", _GERMAN), ("FR 40 303 265 045", _FRENCH)),
    "email": (("<info@example.org>", _ENGLISH),),
    "name": (("Müller & Söhne GmbH,", _GERMAN),),
    "time": (("3:45 pm", _ENGLISH), ("15.45 Uhr", _GERMAN), ("15h45", _FRENCH), ("15:45:30", _ENGLISH)),
    "datetime": (("17.09.2026, 15:45 Uhr", _GERMAN), ("Thu, 17 Sep 2026 15:45:00 +0200", _ENGLISH), ("03/04/2018 10:30", _ENGLISH)),
    "duration": (("two (2) years", _ENGLISH), ("24 Monate", _GERMAN), ("1h30", _FRENCH), ("ten (10) business days", _ENGLISH)),
    "language": (("anglais", _FRENCH), ("de-AT", _ENGLISH)),
    "bic": (("BIC: COBADEFFXXX", _GERMAN),),
    "isin": (("US0378331005", _ENGLISH), ("US0378331006", _ENGLISH)),
    "isbn": (("ISBN 978-3-16-148410-0", _ENGLISH),),
    "lei": (("529900T8BM49AURSDO55", _ENGLISH),),
    "phone": (("Tel. +49 (0)30 901820-12", _GERMAN), ("(212) 555-0123", _ENGLISH)),
    "url": (("www.example.org/shop.", _ENGLISH),),
    "address": (("1 Example Street\nLondon SW1A 1AA", _ENGLISH),),
    "boolean": (("ja", _GERMAN), ("☐", _ENGLISH)),
    "choice": (("Waren", _GERMAN),),
}

_HEAD = """# Types

What a field's `type` may be, how each is read, and its form in results. This page is made by `schemas/types/reference.py`.

The locale of a document decides what `1.234` and `03/04/2018` mean: what the document itself shows (a day above 12, an amount with
groups and decimals) counts first, then the first language of the schema. A value that stays doubtful is shown with a finding:
`ambiguous` (two readings are possible) or `checksum` (check digits, length or format do not hold).
"""


def types_reference() -> str:
    """The page, in Markdown."""
    return "\n".join([_HEAD, *(_section(name) for name in TYPE_NAMES)])


def _section(name: str) -> str:
    kind = make_type(name, values={"goods": ("Waren",), "services": ("Dienstleistung",)}) if name == "choice" else make_type(name)
    rows = [_row(kind, text, locale) for text, locale in _EXAMPLES[name]]
    lines = [
        f"## {name}",
        "",
        getdoc(getmodule(type(kind))) or "",
        "",
        f"A model is told: *{kind.hint}*. JSON Schema: `{json.dumps(kind.json_schema)}`",
        "",
        "| printed | language | JSON | findings |",
        "|---|---|---|---|",
        *rows,
        "",
    ]
    return "\n".join(lines)


def _row(kind: FieldType, text: str, locale: Locale) -> str:
    parsed = kind.parse(text, locale)
    form = "" if parsed.value is None else f"`{json.dumps(kind.to_json(parsed.value), ensure_ascii=False)}`"
    findings = ", ".join(f"`{finding.code}`" for finding in parsed.findings)
    return f"| `{text}` | {', '.join(locale.languages)} | {form} | {findings} |".replace("\n", "⏎")


if __name__ == "__main__":
    sys.stdout.write(types_reference())
