"""What a line of an address block is: a street, a way to reach somebody, a heading, a company."""

from __future__ import annotations

import re
from functools import lru_cache

# An address is read upwards from its town, and each line is asked several times what it is.
_remembered = lru_cache(maxsize=1024)

_STREET_WORD = (
    r"stra(?:ß|ss)e\b|str\.|\bstr\b|gasse\b|weg\b|allee\b|platz\b|ring\b|damm\b|ufer\b|postfach\b|\brue\b|\bavenue\b|\bav\.?\b"
    r"|\bboulevard\b|\bbd\b|\bchemin\b|\broute\b"
    r"|\bplace\b|\bquai\b|\bimpasse\b|\ballée\b|\bcours\b|\bstreet\b|\bst\b\.?|\broad\b|\brd\b|\blane\b|\bdrive\b|\bdr\b\.|\bway\b"
    r"|\bblvd\b|\bsquare\b|\bcourt\b|\bp\.? ?o\.? box\b"
    r"|straat\b|\blaan\b|laan\b|plein\b|gracht\b|kade\b|\bcalle\b|\bc/(?! ?o)|\bavda\b|\bplaza\b|\bpaseo\b|\bvia\b|\bviale\b"
    r"|\bpiazza\b|\bcorso\b|\bul\.|\bulica\b|\baleja\b|\bal\."
    r"|\brua\b|\bavenida\b|gatan\b|vägen\b|vej\b|gade\b|\bjalan\b|\bjln\b|\bjl\b|\blorong\b|\btaman\b|\blot\b|\bunit\b|\blevel\b"
    r"|\bfloor\b|\bplot\b|\bsuite\b|\bbuilding\b"
)
_STREET = re.compile(rf"(?i)(?:{_STREET_WORD})")
# `Marktplatz 5`, `Hauptstr. 12a-14`, `12 Pier Road`, `7, rue Haute`.
_HOUSE = re.compile(
    r"(?:.*[^\W\d_].*[ .,]\d{1,4} ?[a-zA-Z]?(?:[-/–+ ]{1,3}\d{1,4} ?[a-zA-Z]?)?|\d{1,5}[a-zA-Z]?(?:[-/]\d+)?(?: ?bis"
    r"| ?ter)?,? .*[^\W\d_]{3}.*)"
)
_CONTACT = re.compile(
    r"(?i)(?:\b(?:tel|telefon|telefax|fax|phone|mobile?|mobil|handy|téléphone|tél|teléfono|e-?mail|mail|www|http|web|hotline)\b"
    r"|[@☎📞📱✉🌐]|\.(?:de|com|fr|net|org)\b|^\+\d)"
)
_REGISTERED = re.compile(
    r"(?i)\b(?:ust-?id\w*|ust|steuer-?n\w*|st\.?-?nr|vat|tva|iva|btw|nip|siret|siren|iban|bic|swift|hrb|hra|handelsregister"
    r"|amtsgericht|gst|reg(?:istration)?\.? ?no|co\.? ?(?:reg|no)|company no"
    r"|roc|kvk|cif|nif|p\.? ?iva|gln|glaeubiger|gläubiger|geschäftsführer|bank(?=\s*:)|bankverbindung|konto|blz|rcs|ape|naf|krs|regon"
    r"|au capital|capital social|share capital|stammkapital)\b"
)
_KIND = re.compile(
    r"(?i)^\W*(?:\w*rechnung|gutschrift|invoice|tax invoice|credit note|receipt|facture|avoir|factuur|factura|fattura|faktura"
    r"|lieferschein|quittung|kassenbon|bill|cash (?:bill|sales?))\b"
)
_PERSON = re.compile(
    r"(?i)^\W*(?:c/o|z\.? ?h[dä]\.?|attn|att\.|att:|à l'attention|zu händen|herrn?\b|frau\b|mr\b|mrs\b|ms\b|mme\b|m\.\s|abt\."
    r"|abteilung|department|einkauf\b|buchhaltung\b|service comptabilité)"
)
_LEGAL = re.compile(
    r"(?i)(?<!\w)(?:gmbh|ggmbh|mbh|ag|kg|ohg|gbr|e\.? ?k\.?|e\.? ?v\.?|ug|se|ltd|limited|plc|llp|llc|inc|corp|corporation|company|co"
    r"|sarl|s\.à r\.l|s\.a\.r\.l|sas|sasu|eurl|sa|s\.a|sci|scop|s\.?r\.?l"
    r"|s\.?p\.?a|s\.?a\.?s|b\.?v|n\.?v|v\.?o\.?f|s\.?l\.?u?|sp\. ?z ?o\. ?o|sp\. ?j|s\.a|lda|ab|as|a/s|aps|oy|oyj|sdn\.? ?bhd|bhd|pte"
    r"|pty|s\.?r\.?o|kft|zrt|d\.o\.o|verein|stiftung|genossenschaft)\.?(?!\w)"
)
_HONORIFIC = re.compile(r"(?i)^(?:firma|company|herrn?|frau|an|à|to|madame|monsieur)\W*$")
# A post box, a door or a courtyard stands beside the street's name.
_DOOR = re.compile(
    r"(?i)^(?:hof|tor|haus|geb[äa]ude|aufgang|eingang|etage|stock|bp|b\.p\.|cs|boîte|apt|apartment|flat|unit|suite|ste|floor|level"
    r"|room|p\.? ?o\.? ?box|postfach|postbus|box|apartado|c/o)\b"
)
_DESK = re.compile(
    r"(?i)^\W*(?:c/o|z\.? ?h[dä]\b\.?|attn|att\b\.?|attention|à l'attention|zu händen|abt\b\.?|abteilung|department|dept\b\.?"
    r"|einkauf\b|buchhaltung\b|rechnungseingang|accounts payable|service\b|direction\b|t\.a\.v|a la atención|alla c\.? ?a|ufficio"
    r"|dział)"
)
# `Ortlepp & Partner` is a firm, though it has no legal form.
_FIRM = re.compile(
    r"(?i)(?:&|\b(?:und|and|et|y|e|i|en)) (?:partner|co|söhne|sohn|sons?|associates|cie|fils|hijos|figli|zonen|zn|wspólnicy|collègues"
    r"|kollegen|brothers|gebrüder)\b|\b[^\W\d_]{2,30}(?:verein|verband|genossenschaft|gesellschaft|stiftung)\b|\bvvag\b"
    r"|\ba\. ?g\.(?!\w)"
)
# `Page 2` and `May 2026` are built as a street and its house number are.
_COUNTED = re.compile(
    r"(?i)^\W*(?:(?:page|seite|página|pagina|strona|sida|side|nr|no|nº|n°|kw|week|version)\b\W*\d"
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d_]*\W+\d{4}$)"
)
LONGEST_NAME = 90
LONGEST_FORM = 24


@_remembered
def is_street(content: str) -> bool:
    """Whether it names a street, a building or a post box."""
    return len(content) <= LONGEST_NAME and not is_contact(content) and bool(_STREET.search(content) or _HOUSE.fullmatch(content))


@_remembered
def is_contact(content: str) -> bool:
    """Whether it says how to reach somebody, or under which number a register has them."""
    return bool(_CONTACT.search(content) or _REGISTERED.search(content))


@_remembered
def is_company(content: str) -> bool:
    """Whether it carries a legal form."""
    return _LEGAL.search(content) is not None


def may_be_name(content: str) -> bool:
    """Whether a party may be called so."""
    letters = sum(map(str.isalpha, content))
    return (
        letters >= 2
        and letters * 2 >= len(content.replace(" ", ""))
        and len(content) <= LONGEST_NAME
        and ":" not in content
        and not is_aside(content)
    )


def is_aside(content: str) -> bool:
    """Whether it is in an address block without being part of the address: contacts, the document's kind, a salutation."""
    return bool(is_contact(content) or _KIND.search(content) or _HONORIFIC.match(content))


def is_person(content: str) -> bool:
    """Whether it says for whom in the house a letter is."""
    return _PERSON.search(content) is not None


def is_salutation(content: str) -> bool:
    """Whether it is nothing but the word before a name: `Herrn`, `To`."""
    return _HONORIFIC.match(content) is not None


@_remembered
def street_rank(content: str) -> int:
    """How much it reads like an address's street: 3 with a word for streets, 2 with a house number, 1 for a door or a box, 0 not at all."""
    if _DOOR.match(content) and not _STREET.search(content.partition(",")[2]):
        return 1 if any(map(str.isdigit, content)) else 0
    if not is_street(content) or is_counted(content) or (is_company(content) and not content[:1].isdigit()):
        return 0
    return 3 if _STREET.search(content) else 2


def is_bare_form(content: str) -> bool:
    """Whether it is a legal form and nothing else, the end of a name that took two lines."""
    return len(content) <= LONGEST_FORM and _LEGAL.sub("", content).strip(" .,&+") == ""


def is_firm(content: str) -> bool:
    """Whether it carries a legal form or is named as partnerships are."""
    return is_company(content) or _FIRM.search(content) is not None


def is_desk(content: str) -> bool:
    """Whether it says for whom in the house, or for which department, a letter is."""
    return _DESK.match(content) is not None


def is_counted(content: str) -> bool:
    """Whether it is the number of something that is no house: a page, a week, a year of a month."""
    return _COUNTED.match(content) is not None
