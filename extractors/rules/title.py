"""The title of a document: what its first page says it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assay.finding import Signal
from assay.span import Span
from extractors.rules.contract.names import LEGAL_FORM
from extractors.rules.hit import Claimant, Hit
from extractors.rules.layout import Line
from extractors.rules.reading import Reading, pages_of

# A title stands among the first lines; covers and filing marks come before it.
LINES_READ = 80
LONGEST_TITLE = 140
MOST_LINES = 4
NEAR = 6000
LAST_WORDS = 3
# Shorter words may be written small in a title: `with`, `über`.
LONG_WORD = 4

REPEATED, KNOWN, BARE, TALL, NAMED = 1.0, 0.7, 0.5, 0.4, 0.4
# A headline is so much higher than the page's usual line.
TALLER = 1.25

# What documents call themselves, as the last or the first word of their title.
_KIND = re.compile(
    r"(?i)\b(?:agreements?|contract|lease|licen[cs]e|amendment|addendum|deed|memorandum|undertaking|guarant[ye]e?|settlement|release|indenture|charter|bylaws|"
    r"policy|terms|conditions|plan|note|warrant|assignment|waiver|joinder|arrangement|protocol|understanding|covenant|"
    r"term sheet|bill of sale|(?:engagement|offer|side|commitment|appointment) letter|subscription|proposal|authori[sz]ation|"
    r"letter of intent|purchase order|statement of work|order form|report|certificate|power of attorney|"
    r"\w*vertrag|\w*vereinbarung|\w*erklärung|vollmacht|satzung|contrat|convention|accord|avenant|bail|contrato|acuerdo|convenio|contratto|accordo|"
    r"overeenkomst|\w*overeenkomst|umowa|aneks|porozumienie|avtal|aftale|kontrakt)\b"
)
_NO_TITLE = re.compile(
    r"(?i)^\W*(?:(?:exhibit|anlage|annexe?|appendix|schedule|ex-)\b.{0,20}$|page\b|"
    r"table of contents|execution (?:copy|version)|source:|confidential$|\d+$|dated?\b|www\.|contract no)"
    r"|\b(?:this|shall|hereby|hereinafter|entered into|is made|pursuant|have been|has been|will be|which|that)\b"
    r"|\.htm|\.{4}|\.\s*$|[;:]\s*$|\S+@\S+"
)
_ENDS_TITLE = re.compile(
    r"(?i)^\W*(?:by\s+and\s+)?(?:between|among|zwischen|entre|tra|tussen|dated|effective|this|the\s|parties|recitals|whereas)\b"
)
_BEFORE = re.compile(r"(?i)\W*(?:exhibit|ex-|schedule|annexe?|appendix|anlage)\W{0,2}(?:\d[\w.()-]{0,9}|[a-z])\W+(?=\w)")
# What stands behind the title in its own line: the parties, or what the text calls itself.
_BEHIND = re.compile(r"(?i)[\s:,–-]+(?:by\s+and\s+between|between|among|zwischen|entre|tussen|dated|vom)\b|\s*\([^()]{0,20}[\"“„«]")
# In these languages only the first word of a title has a capital.
_ONE_CAPITAL = re.compile(
    r"(?:Contrat|Convention|Accord|Avenant|Bail|Contrato|Acuerdo|Convenio|Contratto|Accordo|Umowa|Overeenkomst|Avtal)\b[^.]{0,60}$"
)
_CAPITALS = r"[^\W\d_a-z][\w&/-]*"
_WORDS_ALONE = re.compile(rf"\W*{_CAPITALS}(?:\s*,?\s+(?:(?:and|of|for)\s+)?{_CAPITALS}){{0,3}}\W*")
_CALLS_ITSELF = re.compile(
    r"\b(?i:this)\s+(?P<title>(?:[^\W\d_a-z][\w&/-]*\s+(?:(?:and|of|for|to)\s+)?){1,8}(?i:agreement|contract|lease|amendment|deed|licen[cs]e|letter|undertaking))\b"
)
_GOES_ON = re.compile(r"(?i)(?:\b(?:and|of|for|to|the|on|or|und|et|de|y|e|en|regarding|re)|[,&/–-])\W*$")
_CONTINUES = re.compile(r"(?i)^\W*(?:and|of|for|or|to|on|und|et|de|y|e|en|&|relating|regarding)\b")
_QUALIFIES = re.compile(
    r"(?i)^\W*(?:(?:first|second|third|fourth|fifth|amended|restated|and|mutual|master|form|of|general|special|employee|executive|strategic|exclusive|non-exclusive)\W*)+$"
)


def read_title(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """The lines that name the document's kind, best first; without any, what it calls itself, or the highest line of the first page."""
    text, lines = reading.document.text, reading.once(_first_lines)
    titled = sorted(_titled(lines, text), key=lambda found: (-found[1], found[0].start))
    for span, strength, says in titled or [*_called(text), *_tall(lines)]:
        parsed = claimant.type.parse(text[span.start : span.end], reading.locale)
        if parsed.value is not None:
            yield Hit(
                span=span, value=parsed.value, findings=parsed.findings, signals=(Signal(name="title_line", strength=strength, says=says),)
            )


def _first_lines(reading: Reading) -> Sequence[Line]:
    lines = (line for page in reading.once(pages_of) for line in page)
    return [line for line, _ in zip(lines, range(LINES_READ), strict=False)]


def _titled(lines: Sequence[Line], text: str) -> Iterator[tuple[Span, float, str]]:
    last = -1
    for number, line in enumerate(lines):
        own = _title_of(_span(line), text)
        if number <= last or not _is_title(text[own.start : own.end]):
            continue
        first, last = _block(lines, text, number)
        span = _title_of(Span(_span(lines[first]).start, _span(lines[last]).end), text)
        if len(span) <= LONGEST_TITLE:
            yield _judged(span, text)


def _title_of(span: Span, text: str) -> Span:
    """`Exhibit 4 Supply Agreement between Acme Ltd and ...` is called Supply Agreement."""
    stop = min(span.end, span.start + LONGEST_TITLE)
    before, behind = _BEFORE.match(text, span.start, stop), _BEHIND.search(text, span.start, stop)
    start = before.end() if before else span.start
    return Span(start, behind.start() if behind and behind.start() > start else span.end)


def _judged(span: Span, text: str) -> tuple[Span, float, str]:
    title = text[span.start : span.end]
    if len(title.split()) == 1:
        return span, BARE, "A line of its own names the document's kind in one word."
    if _named_again(title, text[span.end : span.end + NEAR]):
        return span, REPEATED, "A line of its own names the document's kind, and the text calls itself so."
    return span, KNOWN, "A line of its own names the document's kind."


def _named_again(title: str, after: str) -> bool:
    """Whether the text speaks of itself as its title does: `This Supply Agreement`."""
    words = r"\W+".join(re.escape(word) for word in title.split()[-LAST_WORDS:])
    return re.search(rf"(?i)\b(?:this|diese[rs]?|ce|cet|el presente|il presente|deze)\W+(?:\w+\W+){{0,6}}?{words}", after) is not None


def _is_title(content: str) -> bool:
    if len(content) > LONGEST_TITLE or _NO_TITLE.search(content) or not _KIND.search(content):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", content) if len(word) > LONG_WORD]
    return bool(_ONE_CAPITAL.match(content)) or (bool(words) and sum(word[0].isupper() for word in words) >= 0.8 * len(words))


def _block(lines: Sequence[Line], text: str, number: int) -> tuple[int, int]:
    """The lines of the title around the line that names the kind."""
    first = last = number
    while first > 0 and number - first < MOST_LINES and _belongs_before(_content(lines[first - 1], text), _content(lines[first], text)):
        first -= 1
    while (
        last + 1 < len(lines)
        and last - number < MOST_LINES
        and _belongs_behind(_content(lines[last], text), _content(lines[last + 1], text))
    ):
        last += 1
    return first, last


def _belongs_before(above: str, below: str) -> bool:
    if len(above) > LONGEST_TITLE or _NO_TITLE.search(above):
        return False
    return bool(_GOES_ON.search(above) or _CONTINUES.match(below) or _QUALIFIES.match(above) or _is_cut(above, below))


def _is_cut(above: str, below: str) -> bool:
    """Whether the last word of a title stands in its own line: `CONTENT LICENSE`, `AGREEMENT`."""
    if len(below.split()) != 1 or not _KIND.search(below) or above.isupper() != below.isupper():
        return False
    return _WORDS_ALONE.fullmatch(above) is not None and not LEGAL_FORM.search(above.strip())


def _belongs_behind(above: str, below: str) -> bool:
    if len(below) > LONGEST_TITLE or _NO_TITLE.search(below) or _ENDS_TITLE.match(below):
        return False
    return bool(_GOES_ON.search(above) or _CONTINUES.match(below) or _is_cut(above, below))


def _called(text: str) -> Iterator[tuple[Span, float, str]]:
    called = _CALLS_ITSELF.search(text, 0, NEAR)
    if called:
        yield Span(*called.span("title")), NAMED, "No line of its own names the document's kind, and its text calls itself so."


def _tall(lines: Sequence[Line]) -> Iterator[tuple[Span, float, str]]:
    heights = sorted(line.height for line in lines)
    if heights:
        tallest = max(lines, key=lambda line: line.height)
        if tallest.height >= TALLER * heights[len(heights) // 2]:
            yield _span(tallest), TALL, "It is the highest line of the first page."


def _content(line: Line, text: str) -> str:
    span = _span(line)
    return text[span.start : span.end]


def _span(line: Line) -> Span:
    return Span(min(cell.span.start for cell in line.cells), max(cell.span.end for cell in line.cells))
