"""A stack of slips in one file: the file says what it holds, and each slip is reviewed by itself."""

from typing import Any

WHOLE = "select id from documents where name = %s and parent_id is null and status = 'succeeded'"


def test_a_stack_leads_to_its_slips_and_each_shows_its_own_page(house: Any, ann: Any) -> None:
    page = ann.open("/console/documents")
    ann.drop("stack.pdf", "Slip number: P-1", "\f", "\fSlip number: P-2", "Total: 2.00 EUR")
    stack = house.wait_for(WHOLE, "stack.pdf")

    page = ann.review(str(stack))
    page.get_by_role("link", name="2 documents").click()
    page.get_by_role("link", name="stack.pdf, page 1").wait_for()
    assert page.locator("#documents tbody tr").count() == 2
    page.get_by_role("link", name="stack.pdf, page 3").click()
    page.locator("#fields[aria-busy=false]").wait_for()
    assert page.locator("#name").inner_text() == "stack.pdf, page 3"
    assert page.locator("[data-path='/total'] input").input_value() == "2.00 EUR"
