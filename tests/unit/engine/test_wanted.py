from __future__ import annotations

import pytest

from assay.errors import SchemaNotFound
from engine.wanted import schemas_wanted

NOTE = "assay: 1\nschema: note\nfields:\n  number: {type: code, labels: [No]}\n"


def names(wanted):
    return [schema.name for schema in schemas_wanted(wanted)]


def test_one_is_wanted_by_name_or_file(tmp_path):
    file = tmp_path / "note.yaml"
    file.write_text(NOTE)
    assert names("invoice") == ["invoice"]
    assert names(str(file)) == ["note"]


def test_auto_is_all_that_ship():
    assert set(names("auto")) >= {"invoice", "receipt"}


def test_a_folder_adds_its_own(tmp_path):
    (tmp_path / "note.yaml").write_text(NOTE)
    assert set(names(str(tmp_path))) == {*names("auto"), "note"}


def test_a_schema_comes_before_a_folder_of_its_name(tmp_path, monkeypatch):
    (tmp_path / "invoice").mkdir()
    monkeypatch.chdir(tmp_path)
    assert names("invoice") == ["invoice"]


def test_neither_is_said(tmp_path):
    with pytest.raises(SchemaNotFound):
        schemas_wanted(str(tmp_path / "nothing"))
