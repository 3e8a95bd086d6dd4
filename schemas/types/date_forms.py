"""The forms in which dates are printed.

In each form y, m, d say which number is what; a and b are day and month in either order; w is a word that may be a month, o an
ordinal in words, r a month in Roman numbers.
"""

from __future__ import annotations

import re

_DAY = "[0-3]?[0-9]"
_MONTH = "[01]?[0-9]"
_YEAR = "[12][0-9]{3}"
_SHORT_YEAR = "['’]?[0-9]{2}(?![:%0-9]|[.,][0-9])"
_WORD = r"[^\W\d_]{3,12}"
_SPACE = r"[ \u00a0]?[ \u00a0\n]"  # a date in running text may go over the end of a line
_ENDS = r"(?:(?=r\.)|(?![^\W_]|[./][0-9]))"  # `17.09.2026r.`, Polish
_NTH = "(?: ?er|ᵉʳ|st|nd|rd|th|re|ten|ter|sten|º|°|ª)?"

ORDINALS = {
    word: day
    for day, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
        seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth
        twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first""".split(),  # noqa: SIM905 - a table reads better than 31 strings
        1,
    )
} | {"primero": 1, "primo": 1, "premier": 1}
"""Days in words, in small letters."""
_ORDINAL = "|".join(sorted(ORDINALS, reverse=True))

ROMAN = {numeral: month for month, numeral in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}  # noqa: SIM905 - as above

_ISO = rf"(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>{_MONTH})(?P=s)(?P<d>{_DAY})(?:(?=T[0-9])|{_ENDS}(?!-[0-9]))"
_DOTTED = rf"(?P<a>{_DAY})(?P<s>\.) ?(?P<b>{_DAY})\. ?(?P<y>{_YEAR}){_ENDS}"
_NUMERIC = rf"(?P<a>{_DAY})(?P<s>/|-| / )(?P<b>{_DAY})(?P=s)(?P<y>{_YEAR}){_ENDS}"
_SHORT = rf"(?P<a>[0-3][0-9])(?P<s>[./-])(?P<b>[0-3][0-9])(?P=s)(?P<y>[0-9]{{2}}){_ENDS}(?!-[0-9])"
_SHORT_SLASHED = rf"(?P<a>{_DAY})(?P<s>/)(?P<b>{_DAY})/(?P<y>[0-9]{{2}}){_ENDS}"
_DAY_WORD = (
    rf"(?P<d>{_DAY}){_NTH}(?:[. \u00a0/-]{{0,2}}(?:d['’])?|{_SPACE}(?:(?i:day{_SPACE})?(?i:of){_SPACE}|de{_SPACE}))"
    rf"(?P<w>{_WORD})(?:\.?[ \u00a0/-]{{0,2}}|,{_SPACE}?)(?:del?{_SPACE})?(?P<y>{_YEAR}|{_SHORT_YEAR}){_ENDS}"
)
_YEAR_WORD = rf"(?P<y>{_YEAR})(?:[ -]|\. )(?P<w>{_WORD})[ -](?P<d>{_DAY}){_ENDS}"
_YEAR_DOTTED = rf"(?P<y>{_YEAR})\. (?P<m>{_MONTH})\. (?P<d>{_DAY})\.?(?![0-9])"
_EAST_ASIAN = rf"(?P<y>{_YEAR})年 ?(?P<m>{_MONTH})月 ?(?P<d>{_DAY})日"
_ROMAN = rf"(?P<d>{_DAY})\. ?(?P<r>{'|'.join(sorted(ROMAN, key=len, reverse=True))})\.? ?(?P<y>{_YEAR}){_ENDS}"
_WORD_DAY = (
    rf"(?P<w>{_WORD})(?:\.?{_SPACE}(?:(?i:the){_SPACE})?|[ -]|,{_SPACE}|\.)(?P<d>{_DAY})(?:st|nd|rd|th)?"
    rf"(?:[ \u00a0]?,{_SPACE}?|[ \u00a0-]{{1,2}}|{_SPACE}of{_SPACE})(?P<y>{_YEAR}|['’][0-9]{{2}}){_ENDS}"
)
_ORDINAL_DAY = (
    rf"(?P<o>(?i:{_ORDINAL})){_SPACE}(?:(?:(?i:day){_SPACE})?(?i:of|de){_SPACE})?(?P<w>{_WORD})(?:,?{_SPACE})(?:del?{_SPACE})?"
    rf"(?P<y>{_YEAR}){_ENDS}"
)
_COMPACT = r"(?P<y>[12][0-9]{3})(?P<m>[01][0-9])(?P<d>[0-3][0-9])"
_SHORT_LOOSE = rf"(?P<a>{_DAY})(?P<s>[.-])(?P<b>{_DAY})(?P=s)(?P<y>[0-9]{{2}})"
_SPACED = rf"(?P<a>{_DAY})(?P<s> | - )(?P<b>[01][0-9])(?P=s)(?P<y>{_YEAR})"

BY_DIGIT = tuple(
    map(
        re.compile,
        (_ISO, _DOTTED, _NUMERIC, _SHORT, _SHORT_SLASHED, _DAY_WORD, _YEAR_WORD, _YEAR_DOTTED, _EAST_ASIAN, _ROMAN),
    )
)
"""Forms that begin with a digit, in the order of trying."""
BY_WORD = tuple(map(re.compile, (_WORD_DAY, _ORDINAL_DAY)))
"""Forms that begin with a word."""
ALONE = tuple(map(re.compile, (_COMPACT, _SHORT_LOOSE, _SPACED)))
"""Forms that say too little to be found in running text."""

START = re.compile(
    r"(?<![^\W_])(?<![0-9][./,])"
    r"(?:(?P<digits>[0-9]{1,4}(?=[./ \u00a0\n年’'º°ªᵉ\-a-zA-Z]))"
    rf"|(?P<word>{_WORD})(?=[.,]?[ \u00a0\n-]{{0,2}}(?:(?i:the)[ \n])?[0-3]?[0-9](?![0-9]))"
    rf"|(?P<ordinal>(?i:{_ORDINAL}))(?=[ \u00a0\n]))"
)
"""Where a date may begin."""

TIME = (
    r"(?:T|at |um |à )?[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?: ?(?:[AP]\.?M|Uhr|h|Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
)
"""A time of day beside a date."""

LED_BY = (
    "dated(?: as of)?|as of|date|this|the|on|den|der|vom|am|datum|le|du|date du|dnia|dn|dzień|roku|rok|r|d[.]d|del|el|em|il|li|lì|op|de|à|г"
)
"""Small words before and behind a date, as a pattern."""
