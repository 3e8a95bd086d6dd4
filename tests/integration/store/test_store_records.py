"""Records in a real Postgres: rows with types, versions, one table for all workspaces, and tables that people touch."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from exports.records import records_of
from schemas.loader import load_schema
from schemas.schema import Schema
from store.decisions import Judgement, Word, decide, undo
from store.documents import erase, reprocess
from store.jobs import Finished, finish
from store.pool import Database
from store.records import Recorded, record, unrecorded

INVOICE = """
assay: 1
schema: invoice
fields:
  number: {type: code}
  seller.name: {type: text}
  total: {type: money}
  issued: {type: date}
  paid: {type: boolean}
  tags: {type: list, of: text}
  ibans: {type: list, of: iban}
  lines:
    type: table
    columns:
      name: {type: text}
      quantity: {type: decimal}
      price: {type: money}
output:
  records: {table: invoices, key: [seller.name, number], children: {lines: invoice_lines, ibans: invoice_ibans}}
"""
WIDER = INVOICE.replace("  paid: {type: boolean}", "  paid: {type: boolean}\n  due: {type: date}")
RETYPED = INVOICE.replace("number: {type: code}", "number: {type: integer}")

Form = dict[str, Any]


def data_form(**changed: Any) -> Form:
    data = {
        "number": "R-1",
        "seller": {"name": "Example Ltd"},
        "total": {"amount": "1234.50", "currency": "EUR"},
        "issued": "2026-09-17",
        "paid": False,
        "tags": ["a", "b"],
        "ibans": ["DE89370400440532013000"],
        "lines": [
            {"name": "Chair\tblack", "quantity": "2", "price": {"amount": "10.00", "currency": None}},
            {"name": "Desk", "quantity": None, "price": None},
        ],
    }
    return data | changed


class Office:
    """A desk whose documents have a schema with records."""

    def __init__(self, desk: Any, field: Callable[..., Form], form: Callable[..., Form]) -> None:
        self.desk, self.field, self.form = desk, field, form
        self.db: Database = desk.db

    def result(self, data: Form, *, doubtful: bool = False) -> Form:
        fields = {"/number": self.field("R-1", state="check" if doubtful else "accepted")}
        return self.form(fields) | {"data": data}

    def finished(self, lease: Any, data: Form, *, schema: Schema, doubtful: bool = False) -> Finished:
        form = self.result(data, doubtful=doubtful)
        return Finished(lease=lease, form=form, records=records_of(form, schema))

    def read(self, name: bytes, data: Form, *, text: str = INVOICE, doubtful: bool = False) -> UUID:
        document: UUID = self.desk.submit(name).document
        self.work(data, text=text, doubtful=doubtful)
        return document

    def again(self, document: UUID, data: Form, *, text: str = INVOICE, doubtful: bool = False) -> None:
        reprocess(self.db, self.desk.workspace, document)
        self.work(data, text=text, doubtful=doubtful)

    def work(self, data: Form, *, text: str, doubtful: bool) -> None:
        lease = self.desk.claim().lease
        assert finish(self.db, [self.finished(lease, data, schema=load_schema(text), doubtful=doubtful)]) == {lease.job}

    def correct(self, document: UUID, revision: int, data: Form) -> int:
        form = self.result(data)
        words = [Word(path="/number", verdict="confirm")]
        judgement = Judgement(revision=revision, by="ann", words=words, form=form, records=records_of(form, load_schema(INVOICE)))
        return decide(self.db, self.desk.workspace, document, judgement)

    def undo(self, document: UUID, revision: int) -> int:
        return undo(
            self.db,
            self.desk.workspace,
            document,
            revision=revision,
            by="ann",
            records_of=lambda form: records_of(form, load_schema(INVOICE)),
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.desk.rows(query)
        return found

    def current(self, columns: str = "number") -> list[tuple[Any, ...]]:
        return self.rows(f"select {columns} from records.invoices_current order by number")


@pytest.fixture
def office(desk: Any, field: Any, form: Any) -> Office:
    return Office(desk, field, form)


@pytest.fixture
def other_office(other_desk: Any, field: Any, form: Any) -> Office:
    return Office(other_desk, field, form)


def test_an_accepted_result_becomes_typed_rows(office: Office) -> None:
    document = office.read(b"a", data_form())

    columns = "document_id, version, number, seller_name, total::text, total_currency, issued::text, paid, tags, duplicate_of"
    assert office.current(columns) == [(document, 1, "R-1", "Example Ltd", "1234.50", "EUR", "2026-09-17", False, ["a", "b"], None)]
    lines = "select position, name, quantity::text, price::text, price_currency from records.invoice_lines_current order by position"
    assert office.rows(lines) == [(0, "Chair\tblack", "2", "10.00", None), (1, "Desk", None, None, None)]
    assert office.rows("select value from records.invoice_ibans_current") == [("DE89370400440532013000",)]
    assert office.rows("select pg_typeof(total)::text, pg_typeof(issued)::text from records.invoices") == [("numeric", "date")]


def test_a_doubtful_result_waits_and_a_correction_records_it(office: Office) -> None:
    document = office.read(b"a", data_form(), doubtful=True)
    assert office.rows("select count(*) from recordings") == [(0,)]

    office.correct(document, 1, data_form(number="R-2"))

    assert office.current("number, version, revision") == [("R-2", 1, 2)]


def test_changed_values_make_a_version_and_others_none(office: Office) -> None:
    document = office.read(b"a", data_form())
    office.again(document, data_form())
    assert office.current("number, version") == [("R-1", 1)]

    office.correct(document, 2, data_form(lines=[]))

    assert office.current("number, version") == [("R-1", 2)]
    assert office.rows("select * from records.invoice_lines_current") == []
    history = "select version, superseded_at is null from records.invoices_history order by version"
    assert office.rows(history) == [(1, False), (2, True)]


def test_an_undo_records_what_was_before(office: Office) -> None:
    document = office.read(b"a", data_form(), doubtful=True)
    office.correct(document, 1, data_form(number="R-2"))
    office.correct(document, 2, data_form(number="R-3"))

    assert office.undo(document, 3) == 4
    assert office.current("number, version") == [("R-2", 3)]

    office.undo(document, 4)
    assert office.current() == []
    assert office.rows("select number from records.invoices_history where superseded_at is null and withdrawn_at is not null") == [("R-2",)]


def test_a_document_that_is_doubted_again_is_withdrawn_until_it_is_accepted(office: Office) -> None:
    document = office.read(b"a", data_form())
    office.again(document, data_form(), doubtful=True)
    assert office.current() == []

    office.correct(document, 2, data_form())
    assert office.current("number, version") == [("R-1", 1)]


def test_the_same_key_twice_names_the_document_that_had_it_first(office: Office) -> None:
    first = office.read(b"a", data_form())
    second = office.read(b"b", data_form(total=None))
    office.read(b"c", data_form(number=None))
    office.read(b"d", data_form(number=None))
    office.again(first, data_form(paid=True))
    office.again(second, data_form(paid=True))

    assert office.rows("select document_id, duplicate_of from records.invoices_current where duplicate_of is not null") == [(second, first)]


def test_workspaces_share_tables_and_keys_do_not_meet(office: Office, other_office: Office) -> None:
    office.read(b"a", data_form())
    other_office.read(b"a", data_form())

    found = office.current("workspace_id, duplicate_of")
    assert set(found) == {(office.desk.workspace, None), (other_office.desk.workspace, None)}


def test_a_new_field_widens_the_table(office: Office) -> None:
    office.read(b"a", data_form())
    office.read(b"b", data_form(number="R-2", due="2026-10-01"), text=WIDER)
    office.read(b"c", data_form(number="R-3"))

    assert office.current("number, due::text") == [("R-1", None), ("R-2", "2026-10-01"), ("R-3", None)]


def test_a_new_type_gets_a_column_beside_the_old_one(office: Office) -> None:
    office.read(b"a", data_form())
    office.read(b"b", data_form(number=7), text=RETYPED)

    assert office.current("number, number_numeric") == [("R-1", None), (None, 7)]


def test_erasing_a_document_erases_its_rows(office: Office) -> None:
    document = office.read(b"a", data_form())
    office.again(document, data_form(number="R-2"))
    erase(office.db, office.desk.workspace, document, by="ann", reason="asked for")

    for table in ("invoices", "invoice_lines", "invoice_ibans"):
        assert office.rows(f"select * from records.{table}") == []


def test_a_dropped_table_is_made_again(office: Office) -> None:
    document = office.read(b"a", data_form())
    office.db.execute("drop table records.invoices cascade")
    office.read(b"b", data_form(number="R-2"))
    assert office.current() == [("R-2",)]

    office.again(document, data_form())
    assert office.current() == [("R-1",), ("R-2",)]


def test_a_dropped_schema_is_made_again(office: Office) -> None:
    office.db.execute("drop schema records cascade")
    office.read(b"a", data_form())

    assert office.current() == [("R-1",)]


def finish_together(office: Office, data: Sequence[Form]) -> list[UUID]:
    documents = [office.desk.submit(bytes([number])).document for number in range(len(data))]
    jobs = [office.desk.claim() for _ in data]
    given = dict(zip(documents, data, strict=True))
    schema = load_schema(INVOICE)
    done = [office.finished(job.lease, given[job.document], schema=schema) for job in jobs]
    assert len(finish(office.db, done)) == len(data)
    return documents


def test_a_row_that_its_table_does_not_take_costs_nobody_else_anything(office: Office) -> None:
    office.read(b"first", data_form())
    office.db.execute("alter table records.invoices add check (number <> 'R-3')")
    documents = finish_together(office, [data_form(number=number) for number in ("R-2", "R-3", "R-4")])

    assert office.current() == [("R-1",), ("R-2",), ("R-4",)]
    assert [(one.document, one.code) for one in unrecorded(office.db, office.desk.workspace)] == [(documents[1], "records_conflict")]
    assert office.rows("select count(*) from documents where status = 'succeeded'") == [(4,)]

    office.db.execute("alter table records.invoices drop constraint invoices_number_check")
    office.again(documents[1], data_form(number="R-3"))
    assert unrecorded(office.db, office.desk.workspace) == []
    assert len(office.current()) == 4


def test_a_conflict_withdraws_what_was_recorded_before(office: Office) -> None:
    document = office.read(b"a", data_form())
    office.db.execute("alter table records.invoices add column approved_by text not null default 'x'")
    office.db.execute("alter table records.invoices alter column approved_by drop default")
    office.again(document, data_form(number="R-2"))

    assert office.current() == []
    assert len(unrecorded(office.db, office.desk.workspace)) == 1


def test_a_long_look_at_a_table_does_not_stop_the_work(office: Office, connections: Callable[[], Database]) -> None:
    office.read(b"a", data_form())
    reader = connections()
    with reader.transaction():
        reader.execute("select * from records.invoices")
        office.read(b"b", data_form(number="R-2", due=None), text=WIDER)
        assert [one.code for one in unrecorded(office.db, office.desk.workspace)] == ["records_busy"]
        office.read(b"c", data_form(number="R-3"))
    assert office.current() == [("R-1",), ("R-3",)]


def sent(connection: Database, file: Path, work: Callable[[], object]) -> int:
    """How many statements the connection sent meanwhile, as libpq saw them."""
    with file.open("wb") as trace:
        connection.pgconn.trace(trace.fileno())
        work()
        connection.pgconn.untrace()
    return len(re.findall(rb"\t(?:Query|Execute)\t", file.read_bytes()))


def test_a_chunk_costs_as_many_statements_as_a_document(office: Office, tmp_path: Path) -> None:
    office.read(b"first", data_form())

    def statements(numbers: Sequence[int]) -> int:
        documents = [office.desk.submit(f"document {number}".encode()).document for number in numbers]
        named = [(document, data_form(number=f"N-{number}")) for document, number in zip(documents, numbers, strict=True)]
        recorded = [
            Recorded(
                workspace=office.desk.workspace,
                document=document,
                revision=1,
                records=records_of(office.result(data), load_schema(INVOICE)),
            )
            for document, data in named
        ]

        def work() -> None:
            with office.db.transaction():
                record(office.db, recorded)

        return sent(office.db, tmp_path / "trace", work)

    alone = statements([1])
    assert alone > 5
    assert statements(range(2, 27)) == alone
    assert len(office.current()) == 27


def test_workers_at_once_make_the_tables_once_and_see_each_others_keys(office: Office, connections: Callable[[], Database]) -> None:
    documents = [office.desk.submit(bytes([number])).document for number in range(4)]
    schemas = [load_schema(INVOICE), load_schema(WIDER)]
    leases = [office.desk.claim().lease for _ in documents]
    start = Barrier(len(documents))

    def work(number: int) -> None:
        connection, schema = connections(), schemas[number % 2]
        done = office.finished(leases[number], data_form(due=None), schema=schema)
        start.wait()
        finish(connection, [done])

    with ThreadPoolExecutor(len(documents)) as threads:
        list(threads.map(work, range(len(documents))))

    assert unrecorded(office.db, office.desk.workspace) == []
    firsts = office.current("duplicate_of, document_id")
    assert len([one for one, _ in firsts if one is None]) == 1
    assert len({one for one, _ in firsts}) == 2
