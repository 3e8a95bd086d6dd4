"""Every query has a name, a comment that says what it is for, and a place that uses it."""

import re
from pathlib import Path

import pytest

import store
from store.sql import queries

ROOM = Path(store.__file__).parent
FILES = sorted(path.stem for path in (ROOM / "queries").glob("*.sql"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))


@pytest.mark.parametrize("file", FILES)
def test_each_query_says_what_it_is_for(file: str) -> None:
    for name, query in queries(file).items():
        assert re.match(rb"-- \S.*\.\n(-- .*\n)*\s*[a-z(]", query), name


@pytest.mark.parametrize("file", FILES)
def test_each_query_is_used(file: str) -> None:
    assert not [name for name in queries(file) if f'"{name}"' not in CODE]


def test_each_file_was_split_whole() -> None:
    for file in FILES:
        text = (ROOM / "queries" / f"{file}.sql").read_text(encoding="utf-8")
        assert len(queries(file)) == text.count("-- name: ")
