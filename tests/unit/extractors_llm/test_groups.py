"""Which fields share a call."""

from __future__ import annotations

from extractors.llm.groups import MOST_FIELDS, groups_of
from schemas.schema import Field, Rung
from tests.unit.extractors_llm.pieces import table, wanted


def grouped(*fields: Field, **options: bool) -> list[tuple[str, str, list[str]]]:
    return [(group.name, group.size, [field.name for field in group.fields]) for group in groups_of(fields, **options)]


def asked(name: str, **options: str) -> Field:
    return wanted(name, "text", ladder=(Rung(id=f"{name}.from[0]", kind="model", **options),))  # type: ignore[arg-type]


def test_fields_of_one_group_and_size_are_asked_together() -> None:
    fields = (asked("a"), asked("b", group="clauses"), asked("c", size="large"), asked("d"), asked("e", group="clauses"))
    assert grouped(*fields) == [("values", "small", ["a", "d"]), ("clauses", "small", ["b", "e"]), ("values", "large", ["c"])]


def test_private_fields_and_fields_without_a_model_are_in_no_group() -> None:
    by_rule = wanted("number", "code", ladder=(Rung(id="number.from[0]", kind="label"),))
    assert grouped(asked("a"), by_rule, wanted("iban", "iban", private=True)) == [("values", "small", ["a"])]


def test_a_table_is_a_group_of_its_own_where_it_is_long() -> None:
    fields = (asked("a"), table("lines", name="text"))
    assert grouped(*fields) == [("values", "small", ["a", "lines"])]
    assert grouped(*fields, tables_apart=True) == [("values", "small", ["a"]), ("lines", "small", ["lines"])]


def test_a_large_group_is_parted_evenly() -> None:
    groups = grouped(*(asked(f"f{number}") for number in range(MOST_FIELDS + 3)))
    assert [(name, len(fields)) for name, _, fields in groups] == [("values 1", 14), ("values 2", 14)]
