"""A document that no schema knows waits in a list of its own, until a person says what it is."""

from typing import Any

FAILED = "select id from documents where name = %s and error_code = 'no_schema_applies'"
READ = "select id from documents where name = %s and status = 'succeeded' and schema_name = 'slip'"


def test_a_person_names_the_schema_of_a_document_that_no_schema_knows(house: Any, ann: Any) -> None:
    page = ann.open("/console/documents")
    ann.drop("unknown.pdf", "Slip number: U-1", "Total: 2.00 EUR", schema="auto")
    house.wait_for(FAILED, "unknown.pdf")

    page.get_by_role("button", name="to triage").click()
    page.get_by_label("Schema for unknown.pdf").select_option("slip")

    house.wait_for(READ, "unknown.pdf")
    page.get_by_text("No document is in this state.").wait_for()
