"""The reference page and the tables that facts from elsewhere are kept in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from schemas.types import cldr
from schemas.types.currency_signs import CODES, SIGNS, WORDLIKE
from schemas.types.reference import types_reference

ROOT = Path(__file__).parents[3]


def test_the_reference_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "reference" / "types.md").read_text(encoding="utf-8")
    assert page == types_reference(), "run: python -m schemas.types.reference > docs/reference/types.md"


def test_every_currency_code_and_sign_is_known_to_the_locale_data() -> None:
    known = set(cldr.currencies("en"))
    assert known >= CODES
    assert set(SIGNS.values()) <= CODES
    assert WORDLIKE <= CODES


def test_an_unknown_language_is_no_error() -> None:
    assert cldr.decimal_mark("xx") == "."
    assert not cldr.groups_by_space("xx")
    assert cldr.months("xx") == {}


def test_the_registry_loads_no_library_of_facts() -> None:
    program = "import sys, schemas.types.registry; print(sorted({'babel', 'stdnum', 'phonenumbers'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
