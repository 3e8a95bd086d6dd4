"""`assay migrate` and `assay status`, as a person types them."""

from pathlib import Path
from typing import Any

import pytest

from store.migrate import published
from store.pool import connect

NAMES = [one.name for one in published()]


def shown(assay: Any, database: str | None = None) -> Any:
    run = assay("status", "--json", settings={} if database is None else {"ASSAY_DATABASE_URL": database})
    return run.status, run.json


def test_the_own_database_is_made_looked_at_and_left_stopped(assay: Any, tmp_path: Path) -> None:
    before, report = shown(assay)
    assert (before, report["trouble"]["code"]) == (1, "database_behind")
    assert not (tmp_path / ".assay" / "postgres").exists()

    first, second = assay("migrate"), assay("migrate")
    assert (first.status, second.status) == (0, 0)
    assert f"applied {NAMES[0]} (1 of {len(NAMES)})" in first.out
    assert "applied" not in second.out

    after, report = shown(assay)
    assert (after, report["parts"]["workers"]["state"], report["parts"]["broker"]["state"]) == (1, "degraded", "ok")
    assert (report["database"]["own"], report["migrations"]["state"], report["trouble"]) == (True, "current", None)
    assert (report["documents"], report["doubtful_fields"]) == ({}, 0)
    assert not list(Path(report["database"]["folder"]).glob("postmaster.pid"))


def test_a_schema_file_that_cannot_be_used_and_a_broker_that_is_gone_are_said(assay: Any, database: str, tmp_path: Path) -> None:
    (tmp_path / ".assay" / "schemas").mkdir(parents=True)
    (tmp_path / ".assay" / "schemas" / "broken.yaml").write_text("assay: 1\nschema: broken\nfields: 7\n")
    run = assay("status", "--json", settings={"ASSAY_DATABASE_URL": database, "ASSAY_BROKER_URL": "redis://:secret@127.0.0.1:1/0"})
    assert run.status == 1
    assert list(run.json["unusable_schemas"]) == ["broken"]
    assert run.json["parts"]["broker"]["state"] == "degraded"
    assert "secret" not in run.out + run.err


def test_a_dry_run_names_what_it_would_apply_and_applies_nothing(assay: Any, empty_database: str) -> None:
    settings = {"ASSAY_DATABASE_URL": empty_database}

    assert [line.split()[-1] for line in assay("migrate", "--dry-run", settings=settings).out.splitlines()[1:-1]] == NAMES
    status, report = shown(assay, empty_database)
    assert (status, report["migrations"], report["documents"]) == (1, {"state": "behind", "pending": NAMES}, None)


def test_with_an_address_nothing_of_ones_own_is_started(assay: Any, database: str, tmp_path: Path) -> None:
    status, report = shown(assay, database)

    assert (status, report["database"]["own"], report["database"]["reachable"]) == (1, False, True)
    assert report["parts"]["workers"]["state"] == "degraded", "no worker is alive"
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_newer_is_refused_by_both(assay: Any, database: str) -> None:
    with connect(database) as connection:
        connection.execute("insert into migrations (name, checksum) values ('9999_of_the_future', '')")

    run = assay("migrate", settings={"ASSAY_DATABASE_URL": database})
    assert (run.status, "[database_newer]" in run.err) == (1, True)
    status, report = shown(assay, database)
    assert (status, report["migrations"]["state"]) == (1, "newer")


@pytest.mark.parametrize("command", ["migrate", "status"])
@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("postgresql://user:secret@127.0.0.1:1/assay", 1, "storage_unavailable"), ("postgresql:secret", 2, "setting_invalid")],
)
def test_a_wrong_address_is_said_without_what_is_secret_in_it(assay: Any, command: str, address: str, status: int, code: str) -> None:
    run = assay(command, settings={"ASSAY_DATABASE_URL": address})

    assert run.status == status
    assert f"[{code}]" in run.out + run.err
    assert "secret" not in run.out + run.err
