"""Which encoding of one byte a sign a text was written in, told by the letters of the languages that use it.

An encoding is right where all of the letters beyond ASCII belong to one language and stand where its letters stand: capitals at the
beginning of words, signs beside them, no letters of two scripts in one word. Wrong ones turn `Győr` into `Gyõr` and `fällig` into `f„llig`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Where two languages and encodings fit a text equally well, the first wins.
_GERMAN = "äöüßéèàáç"
_ROMANCE = ("àâæçèéêëîïôœùûÿ", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú")
_NORDIC = ("åäöéü", "æøåéöäü", "åäöšž")
_ICELANDIC = ("áðéíóúýþæö",)
_DUTCH = "éëïèöüçá"
_WESTERN = (_GERMAN, *_ROMANCE, _DUTCH, *_NORDIC)
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ")
_TURKISH = ("çğıİöşüâîû",)
_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž")
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC = (_RUSSIAN, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдђежзијклљмнњопрстћуфхцчџш")
_GREEK = ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",)
_HEBREW = ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",)
_ARABIC = ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ",)

_USED_FOR = (
    ("cp1252", _WESTERN),
    ("iso8859_15", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859_2", _CENTRAL),
    ("cp1254", _TURKISH),
    ("cp1252", _ICELANDIC),
    ("cp1251", _CYRILLIC),
    ("koi8_u", _CYRILLIC),
    ("iso8859_5", _CYRILLIC),
    ("cp866", _CYRILLIC),
    ("cp1253", _GREEK),
    ("iso8859_7", _GREEK),
    ("cp1255", _HEBREW),
    ("cp1256", _ARABIC),
    ("iso8859_6", _ARABIC),
    ("cp1257", _BALTIC),
    ("cp850", _WESTERN),
    ("cp852", _CENTRAL),
    ("cp857", _TURKISH),
    ("cp737", _GREEK),
    ("cp775", _BALTIC),
    ("mac_roman", _WESTERN),
    ("mac_cyrillic", _CYRILLIC),
)
# The letters that a text in these scripts is mostly made of: a wrong encoding of the same script takes others as often.
_FREQUENT = frozenset("".join(("оеаинтсрвлкмдпу", "αοιετσνηυρπκςίό", "יוהלאתרבמשן", "اليمونترةبدع")))
_SIGNS = frozenset(" €£¥§©®™°±²³¼½¾µ·•…–—‘’‚“”„‹›«»¡¿ªº×´\u00ad№")
_INSIDE_WORDS = frozenset("’·\u00ad´–")
_FIRST_OTHER_SCRIPT = "\u0370"
_WORD = re.compile(r"(?<!\S)\S*[^\x00-\x7f\s]\S*")  # begun at each sign of a long word, it would take quadratic time
_WORDS = 300
_FITS = 0.9
_WEIGHT_OF_FREQUENT = 0.3


@dataclass(slots=True)
class _Fit:
    """How many signs beyond ASCII there are, and how many of them stand where they should."""

    signs: int = 0
    good: int = 0
    frequent: int = 0

    def score(self, *, latin: bool) -> float:
        if not self.signs:
            return 0.0
        return (self.good + _WEIGHT_OF_FREQUENT * (self.good if latin else self.frequent)) / self.signs


def encoding_of(data: bytes) -> str | None:
    """The likeliest of the encodings of one byte a sign; None where the letters of no language fit."""
    best, encoding = 0.0, None
    for candidate, languages in _USED_FOR:
        words = _words(data, candidate)
        for letters in languages:
            fit = _fit(words, frozenset(letters))
            score = fit.score(latin=max(letters) < _FIRST_OTHER_SCRIPT)
            if fit.good >= _FITS * fit.signs and score > best:
                best, encoding = score, candidate
    return encoding


def _words(data: bytes, encoding: str) -> list[str]:
    found = _WORD.finditer(data.decode(encoding, "replace"))
    return [word[0] for word, _ in zip(found, range(_WORDS), strict=False)]


def _fit(words: list[str], letters: frozenset[str]) -> _Fit:
    fit = _Fit()
    for word in words:
        for before, sign, after in _beyond_ascii(word):
            fit.signs += 1
            fit.good += _stands_well(before, sign, after, letters)
            fit.frequent += sign.lower() in _FREQUENT or not sign.isalpha()
    return fit


def _beyond_ascii(word: str) -> Iterator[tuple[str, str, str]]:
    """Each sign beyond ASCII between its neighbours."""
    padded = f" {word} "
    return ((padded[index - 1], sign, padded[index + 1]) for index, sign in enumerate(padded) if sign > "\x7f")


def _stands_well(before: str, sign: str, after: str, letters: frozenset[str]) -> bool:
    if sign in _SIGNS:
        return sign in _INSIDE_WORDS or not (before.isalpha() and after.isalpha())
    if sign not in letters and sign.lower() not in letters:
        return False
    if sign >= _FIRST_OTHER_SCRIPT and (_is_ascii_letter(before) or _is_ascii_letter(after)):
        return False
    if sign.isupper():
        return not before.islower()
    return not (before.isupper() and after.isupper()) or sign == "ß"


def _is_ascii_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()
