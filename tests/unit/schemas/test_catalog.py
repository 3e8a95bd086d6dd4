"""Which schemas can be named, and what is said about those that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.errors import SchemaError, SchemaNotFound
from schemas.catalog import Catalog
from schemas.loader import lint

TEXT = "assay: 1\nschema: {name}\nfields:\n  total: {{type: money}}\n"


def write(folder: Path, name: str, text: str | None = None) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text or TEXT.format(name=name), encoding="utf-8")
    return path


def test_shipped_schemas_load_without_a_warning() -> None:
    catalog = Catalog()
    assert {"invoice", "receipt"} <= set(catalog.names())
    for schema in catalog.all():
        assert lint(catalog.text(schema.name), file=f"{schema.name}.yaml") == ()
        assert schema.applies_to is not None


def test_a_users_copy_of_a_shipped_schema_is_checked_like_any_other(tmp_path: Path) -> None:
    text = Catalog().text("invoice").replace("fields:\n", "fields:\n  mine: {type: code, from: [{regex: 'No ('}, {xml: '//['}]}\n", 1)
    write(tmp_path, "invoice", text)

    with pytest.raises(SchemaError) as error:
        Catalog([tmp_path]).load("invoice")

    assert [problem.says for problem in error.value.problems] == [
        "The pattern opens a round bracket `(` and never closes it.",
        "`//[` is not an XPath.",
    ]


def test_folders_of_the_user_add_and_win(tmp_path: Path) -> None:
    write(tmp_path, "order")
    write(tmp_path, "receipt")
    (tmp_path / "notes.txt").write_text("no schema", encoding="utf-8")
    catalog = Catalog([tmp_path])
    assert {"invoice", "order", "receipt"} <= set(catalog.names())
    assert "notes" not in catalog.names()
    assert [field.name for field in catalog.load("receipt").fields] == ["total"]


def test_a_path_is_loaded_too(tmp_path: Path) -> None:
    assert Catalog().load(str(write(tmp_path, "order"))).name == "order"


def test_a_schema_is_compiled_once(tmp_path: Path) -> None:
    write(tmp_path, "order")
    catalog = Catalog([tmp_path])
    assert catalog.load("order") is catalog.load("order")


def test_an_unknown_name_is_answered_with_the_one_meant() -> None:
    with pytest.raises(SchemaNotFound) as error:
        Catalog().load("invoce")
    assert error.value.says == "There is no schema `invoce`."
    assert "Did you mean `invoice`?" in error.value.fix


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaNotFound) as error:
        Catalog().load(str(tmp_path / "order.yaml"))
    assert "order.yaml" in error.value.says


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "order", TEXT.format(name="order").replace("money", "mony"))
    with pytest.raises(SchemaError) as error:
        Catalog().load(str(path))
    assert f"{path}, line 4, column 17" in error.value.says


@pytest.mark.parametrize(("content", "says"), [(b"\xff\xfe\x00", "UTF-8"), (b"#" * 5_000_000, "too large")])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "order.yaml"
    path.write_bytes(content)
    with pytest.raises(SchemaError) as error:
        Catalog().load(str(path))
    assert says in error.value.says


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "order.yaml").mkdir()
    with pytest.raises(SchemaError) as error:
        Catalog().load(str(tmp_path / "order.yaml"))
    assert "cannot be read" in error.value.says


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError) as error:
        Catalog([tmp_path / "nowhere"])
    assert "nowhere" in error.value.says


def test_a_file_with_another_name_than_its_schema_is_warned_about(tmp_path: Path) -> None:
    text = "assay: 1\nschema: order\nfields:\n  a: {type: code, ask: The code., from: model}\n"
    (warning,) = lint(text, file=str(tmp_path / "bestellung.yaml"))
    assert (warning.line, warning.column, warning.severity) == (2, 1, "warning")
    assert "`bestellung`" in warning.says
    assert lint(text, file="order.yaml") == ()
