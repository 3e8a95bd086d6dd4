"""Text made clean: what is taken out, and what becomes a line break."""

from __future__ import annotations

import pytest

from ingest.text.clean import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain text\tand a tab\n", "plain text\tand a tab\n"),
        ("Café\u00a05 €", "Café\u00a05 €"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\r\r\nb", "a\n\nb"),
        ("a\u2028b\vc\u0085d", "a\nb\nc\nd"),
        ("a\u200bb\u00ad\0c\x1b", "abc"),
        ("a\ud800", "a\ufffd"),
        ("next page\fhere", "next page\fhere"),
    ],
)
def test_texts_are_made_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
