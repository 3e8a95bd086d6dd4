"""Words of durations: units and numbers as they are written in contracts, recipes and tickets, without accents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from schemas.types.cldr import LANGUAGES

UNITS: Mapping[str, str] = {
    word: unit
    for unit, words in {
        "years": """year years yr yrs jahr jahre jahren jahres jahrig jahrige jahrigen jahriger jahriges an ans annee annees
            jaar jaren ano anos anni anno ar rok roku lata lat letni rok roky""",
        "months": """month months mth mths monat monate monaten monats monatig monatige monatigen mois maand maanden mes meses mese
            mesi miesiac miesiaca miesiace miesiecy manad manader maned maneder mesic mesice mesicu""",
        "weeks": """week weeks wk wks woche wochen wochig wochige wochigen semaine semaines weken semana semanas settimana settimane
            tydzien tygodnia tygodnie tygodni vecka veckor uge uger tyden tydny tydnu""",
        "days": """day days tag tage tagen tagig tagige tagigen jour jours dag dagen dia dias giorno giorni dzien dnia dni dagar
            dygn dage dny dnu werktag werktage werktagen arbeitstage arbeitstagen bankarbeitstage bankarbeitstagen geschaftstage
            werkdagen kalendertag kalendertage kalendertagen kalenderdagen""",
        "hours": """hour hours hr hrs h std stunde stunden stundig stundige stundigen heure heures uur uren hora horas ora ore
            godzina godziny godzin godz hodina hodiny hodin""",
        "minutes": """minute minutes min mins minuten minutig minutige minutigen mn minuut minuto minutos minuti minuta minuty minut
            minuter minutter""",
        "seconds": """second seconds sec secs sek sekunde sekunden seconde secondes seconden segundo segundos secondo secondi
            sekunda sekundy sekund sekunder""",
    }.items()
    for word in words.split()
}
"""Each word and its unit."""

WORKING_DAYS = frozenset(
    "werktag werktage werktagen arbeitstage arbeitstagen bankarbeitstage bankarbeitstagen geschaftstage werkdagen".split()  # noqa: SIM905 - as above
)

GLUED_UNITS: Mapping[str, str] = {"y": "years", "w": "weeks", "d": "days", "j": "days", "h": "hours"}
"""Letters that are units only right behind digits: `2h`."""
BEHIND_DIGITS: Mapping[str, str] = {"let": "years", "den": "days", "timme": "hours", "timmar": "hours", "tim": "hours", "timer": "hours"}
"""Words of one language that are other words elsewhere: units only behind digits."""
GLUED_BEHIND_LARGER: Mapping[str, str] = {"m": "minutes", "s": "seconds"}
"""Letters that are units only behind a larger unit: `2h 30m`; alone they may be metres."""

_SMALL = {
    "en": """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
        nineteen""",
    "de": """null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn
        neunzehn""",
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "nl": """nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien
        negentien""",
    "es": """cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho
        diecinueve""",
    "it": """zero un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette
        diciotto diciannove""",
    "pl": """zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec dziesiec jedenascie dwanascie trzynascie czternascie
        pietnascie szesnascie siedemnascie osiemnascie dziewietnascie""",
    "pt": """zero um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito
        dezenove""",
    "sv": "noll ett tva tre fyra fem sex sju atta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
    "da": "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pl": "dwadziescia trzydziesci czterdziesci piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio attio nittio",
    "da": "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems",
}
_JOINED = {"en": "{ten} {one}", "de": "{one}und{ten}", "fr": "{ten} {one}", "nl": "{one}en{ten}", "es": "{ten} y {one}",
           "it": "{ten}{one}", "pl": "{ten} {one}", "pt": "{ten} e {one}", "sv": "{ten}{one}", "da": "{one}og{ten}"}  # fmt: skip

# Inflected, spelled in another way, or round numbers that contracts write out.
_MORE = {
    "eine": 1, "einem": 1, "einen": 1, "einer": 1, "eines": 1, "une": 1, "una": 1, "uno": 1, "uma": 1, "dwie": 2, "duas": 2, "et": 1,
    "jednego": 1, "jedna": 1, "dwoch": 2, "trzech": 3, "czterech": 4, "pieciu": 5, "szesciu": 6, "dwunastu": 12, "trzydziestu": 30,
    "fuenf": 5, "zwoelf": 12, "fuenfzehn": 15, "dreizig": 30, "veintiun": 21, "veintiuno": 21, "veinticuatro": 24, "veintiocho": 28,
    "quatre vingts": 80, "vingt et un": 21, "trente et un": 31, "fourty": 40, "hundred": 100, "one hundred": 100, "a hundred": 100,
    "hundert": 100, "einhundert": 100, "cent": 100, "honderd": 100, "cien": 100, "cento": 100, "sto": 100, "cem": 100, "hundra": 100,
    "one hundred twenty": 120, "one hundred and twenty": 120, "hundertzwanzig": 120, "cent vingt": 120,
    "one hundred eighty": 180, "one hundred and eighty": 180, "hundertachtzig": 180, "cent quatre vingts": 180,
}  # fmt: skip

_HALVES = {
    "half a": "0.5", "half an": "0.5", "one half": "0.5", "halbe": "0.5", "halbes": "0.5", "halben": "0.5",
    "eine halbe": "0.5", "ein halbes": "0.5", "demi": "0.5", "une demi": "0.5", "een half": "0.5", "media": "0.5", "mezzo": "0.5",
    "mezza": "0.5", "poł": "0.5", "en halv": "0.5", "anderthalb": "1.5", "eineinhalb": "1.5", "anderhalf": "1.5", "połtora": "1.5",
    "połtorej": "1.5", "one and a half": "1.5", "one and one half": "1.5", "two and a half": "2.5", "two and one half": "2.5",
    "zweieinhalb": "2.5", "dreieinhalb": "3.5", "three and a half": "3.5",
}  # fmt: skip

LONGEST_NUMBER = 4
"""How many words a number has at most."""


@lru_cache(maxsize=32)
def number_words(languages: Sequence[str]) -> Mapping[str, Decimal]:
    """Numbers below one hundred, some round ones and halves, each with spaces for hyphens and `ss` for `ß`.

    Of a language outside `LANGUAGES` only when it is asked for: `to` and `um` are two and one, and common words elsewhere.
    """
    known = {word: number for language in dict.fromkeys((*LANGUAGES, *languages)) for word, number in _numbers_of(language)}
    return {word: Decimal(number) for word, number in (known | _MORE | _HALVES).items()}


def _numbers_of(language: str) -> Iterator[tuple[str, int]]:
    if language in _SMALL:
        small = [word.replace("-", " ") for word in _SMALL[language].split()]
        yield from ((word, number) for number, word in enumerate(small))
        for index, written in enumerate(_TENS[language].split()):
            ten = written.replace("-", " ")
            yield ten, 20 + 10 * index
            yield from ((word, 20 + 10 * index + one) for one in range(1, 10) for word in _compound(language, ten, small[one]))


def _compound(language: str, ten: str, one: str) -> Iterator[str]:
    yield _JOINED[language].format(ten=ten, one=one)
    if language == "it" and one[0] in "uo":
        yield f"{ten[:-1]}{one}"
        yield f"{ten[:-1]}{one}o"
    if language == "fr" and one == "un":
        yield f"{ten} et un"
