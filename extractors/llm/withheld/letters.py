"""Letters by what a reader sees: without accents, small, and those of other alphabets that look the same made one."""

from __future__ import annotations

import unicodedata

GAP = " "

# Cyrillic and Greek letters that look like Latin ones, large or small, and Latin ones that Unicode does not take apart.
_LATIN = str.maketrans(
    "авекмнорстухѕіјԁһԛԝαβεηικμνορτυχωγıøłđðßæœ",
    "abekmhopctyxsijdhqwabenikmvoptuxwyiolddsao",
)


class Letters(dict[int, str]):
    """A table for `str.translate` that keeps lengths: each code point becomes one small Latin letter or digit, or a gap."""

    def __missing__(self, code: int) -> str:
        character = unicodedata.normalize("NFKD", chr(code))[0].casefold()[:1].translate(_LATIN)
        self[code] = character if character.isalnum() else GAP
        return self[code]


LETTERS = Letters()


def letters_of(text: str) -> str:
    """The text in these letters, code point for code point."""
    return text.translate(LETTERS)
