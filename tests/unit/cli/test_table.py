"""The table fits its width, shows every value, and names what is missing."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cli.table import table_lines
from engine.order import Outcome
from exports.table import Row


def row(field: str = "total", value: str = "12.50 EUR", *, state: Any = "accepted", document: str = "a.pdf") -> Row:
    return Row(document=document, schema="invoice", field=field, value=value, state=state, confidence=0.987, page="2")


def outcome(*rows: Row, name: str = "a.pdf", error: dict[str, str] | None = None) -> Outcome:
    return Outcome(form={"document": {"name": name, "page_range": None}, "schema": {"name": "invoice"}, "error": error}, rows=rows)


def lines(*outcomes: Outcome, width: int = 100) -> list[str]:
    return [line.plain.rstrip() for line in table_lines(outcomes, width)]


def test_a_value_is_a_line_with_its_state_confidence_and_page() -> None:
    assert lines(outcome(row()))[2].split() == ["a.pdf", "invoice", "total", "12.50", "EUR", "accepted", "0.98", "2"]


def test_the_document_is_named_once() -> None:
    assert [line.count("a.pdf") for line in lines(outcome(row(), row("iban")))[2:]] == [1, 0]


def test_a_long_name_of_a_document_runs_on_below() -> None:
    name = "a-name-that-is-longer-than-its-column.pdf"

    fields = [row(field, document=name) for field in ("total", "iban", "currency", "due_date")]

    shown = lines(outcome(*fields, name=name), width=80)[2:]

    assert "".join(line.split(" ")[0] for line in shown) == name
    assert [line.split()[1] for line in shown] == ["invoice", "iban", "currency", "due_date"]
    assert len(lines(outcome(*fields[:2], name=name), width=80)[2:]) == 2


def test_missing_fields_are_named_together_and_absent_ones_not_at_all() -> None:
    rows = (row("iban", "", state="missing"), row("due_date", "", state="missing"), row("prepaid", "", state="absent"))

    shown = "\n".join(lines(outcome(*rows)))

    assert "missing: iban, due_date" in shown
    assert "prepaid" not in shown


def test_a_failed_document_says_why_in_its_place() -> None:
    error = {"says": "The file is damaged and cannot be opened.", "code": "corrupt_document", "fix": "Export or download it again."}

    shown = lines(outcome(name="b.pdf", error=error), width=80)

    assert shown[2].startswith("b.pdf")
    assert " ".join(" ".join(shown[2:]).split()).endswith("[corrupt_document] Export or download it again.")


@given(
    st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1), st.text(), st.sampled_from(["accepted", "check", "missing", "invalid"]))),
    st.integers(80, 200),
)
def test_no_line_is_wider_than_the_screen_or_obeys_a_control_character(cells: list[tuple[str, str, str, str]], width: int) -> None:
    rows = [row("".join(filter(str.isalnum, field)) or "f", value, state=state, document=name) for name, field, value, state in cells]

    for line in table_lines([outcome(*rows, name=cells[0][0] if cells else "a")], width):
        assert line.cell_len <= width
        assert line.plain.isprintable()
