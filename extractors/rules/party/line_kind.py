"""What a line of an address block is: a street, a way to reach somebody, a heading, a company."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from extractors.rules.vocabulary import label_key
from schemas.vocabularies import vocabulary

Role = Literal["sender", "recipient", "delivery"]

_STREET_WORD = (
    r"stra(?:ß|ss)e\b|str\.|\bstr\b|gasse\b|weg\b|allee\b|platz\b|ring\b|damm\b|ufer\b|postfach\b|\brue\b|\bavenue\b|\bav\.?\b|\bboulevard\b|\bbd\b|\bchemin\b|\broute\b"
    r"|\bplace\b|\bquai\b|\bimpasse\b|\ballée\b|\bcours\b|\bstreet\b|\bst\b\.?|\broad\b|\brd\b|\blane\b|\bdrive\b|\bdr\b\.|\bway\b|\bblvd\b|\bsquare\b|\bcourt\b|\bp\.? ?o\.? box\b"
    r"|straat\b|\blaan\b|laan\b|plein\b|gracht\b|kade\b|\bcalle\b|\bc/|\bavda\b|\bplaza\b|\bpaseo\b|\bvia\b|\bviale\b|\bpiazza\b|\bcorso\b|\bul\.|\bulica\b|\baleja\b|\bal\."
    r"|\brua\b|\bavenida\b|gatan\b|vägen\b|vej\b|gade\b|\bjalan\b|\bjln\b|\bjl\b|\blorong\b|\btaman\b|\blot\b|\bunit\b|\blevel\b|\bfloor\b|\bplot\b|\bsuite\b|\bbuilding\b"
)
_STREET = re.compile(rf"(?i)(?:{_STREET_WORD})")
# `Marktplatz 5`, `Hauptstr. 12a-14`, `12 Pier Road`, `7, rue Haute`.
_HOUSE = re.compile(r"(?:.*[^\W\d_].*[ .,]\d{1,4} ?[a-zA-Z]?(?:[-/–+ ]{1,3}\d{1,4} ?[a-zA-Z]?)?|\d{1,5}[a-zA-Z]?(?:[-/]\d+)?(?: ?bis| ?ter)?,? .*[^\W\d_]{3}.*)")
_CONTACT = re.compile(
    r"(?i)(?:\b(?:tel|telefon|telefax|fax|phone|mobile?|mobil|handy|téléphone|tél|teléfono|e-?mail|mail|www|http|web|hotline)\b|[@☎📞📱✉🌐]|\.(?:de|com|fr|net|org)\b|^\+\d)"
)
_REGISTERED = re.compile(
    r"(?i)\b(?:ust-?id\w*|ust|steuer-?n\w*|st\.?-?nr|vat|tva|iva|btw|nip|siret|siren|iban|bic|swift|hrb|hra|handelsregister|amtsgericht|gst|reg(?:istration)?\.? ?no|co\.? ?(?:reg|no)|company no"
    r"|roc|kvk|cif|nif|p\.? ?iva|gln|glaeubiger|gläubiger|geschäftsführer|bank|konto|blz|rcs|ape|naf|krs|regon)\b"
)
_KIND = re.compile(
    r"(?i)^\W*(?:\w*rechnung|gutschrift|invoice|tax invoice|credit note|receipt|facture|avoir|factuur|factura|fattura|faktura|lieferschein|quittung|kassenbon|bill|cash (?:bill|sales?))\b"
)
_PERSON = re.compile(r"(?i)^\W*(?:c/o|z\.? ?h[dä]\.?|attn|att\.|att:|à l'attention|zu händen|herrn?\b|frau\b|mr\b|mrs\b|ms\b|mme\b|m\.\s|abt\.|abteilung|department|einkauf\b|buchhaltung\b|service comptabilité)")
_LEGAL = re.compile(
    r"(?i)(?<!\w)(?:gmbh|ggmbh|mbh|ag|kg|ohg|gbr|e\.? ?k\.?|e\.? ?v\.?|ug|se|ltd|limited|plc|llp|llc|inc|corp|corporation|company|co|sarl|s\.à r\.l|s\.a\.r\.l|sas|sasu|eurl|sa|s\.a|sci|scop|s\.?r\.?l"
    r"|s\.?p\.?a|s\.?a\.?s|b\.?v|n\.?v|v\.?o\.?f|s\.?l\.?u?|sp\. ?z ?o\. ?o|sp\. ?j|s\.a|lda|ab|as|a/s|aps|oy|oyj|sdn\.? ?bhd|bhd|pte|pty|s\.?r\.?o|kft|zrt|d\.o\.o|verein|stiftung|genossenschaft)\.?(?!\w)"
)
_HONORIFIC = re.compile(r"(?i)^(?:firma|company|herrn?|frau|an|à|to|madame|monsieur)\W*$")
LONGEST_NAME = 90


def is_street(content: str) -> bool:
    """Whether it names a street, a building or a post box."""
    return len(content) <= LONGEST_NAME and not is_contact(content) and bool(_STREET.search(content) or _HOUSE.fullmatch(content))


def is_contact(content: str) -> bool:
    """Whether it says how to reach somebody, or under which number a register has them."""
    return bool(_CONTACT.search(content) or _REGISTERED.search(content))


def is_company(content: str) -> bool:
    """Whether it carries a legal form."""
    return _LEGAL.search(content) is not None


def may_be_name(content: str) -> bool:
    """Whether a party may be called so."""
    letters = sum(map(str.isalpha, content))
    return 2 <= letters and letters * 2 >= len(content.replace(" ", "")) and len(content) <= LONGEST_NAME and ":" not in content and not is_aside(content)


def is_aside(content: str) -> bool:
    """Whether it is in an address block without being part of the address: contacts, the document's kind, a salutation."""
    return bool(is_contact(content) or _KIND.search(content) or _HONORIFIC.match(content))


def is_person(content: str) -> bool:
    """Whether it says for whom in the house a letter is."""
    return _PERSON.search(content) is not None


def heading_of(content: str) -> tuple[Role, int] | None:
    """The role that the text's beginning announces, and how many code points the heading takes."""
    opening, colon, _ = content.partition(":")
    if (role := _headings().get(label_key(opening))) is None:
        return None
    return role, len(opening) + len(colon)


@cache
def _headings() -> Mapping[str, Role]:
    roles: tuple[Role, ...] = ("delivery", "sender", "recipient")
    return {label_key(label): role for role in roles for labels in vocabulary("party")[role].values() for label in labels}
