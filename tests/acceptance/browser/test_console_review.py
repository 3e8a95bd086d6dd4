"""People review documents with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest

HANDLED = "select verdict, typed from decisions where document_id = %s order by revision"


def box(page: Any, path: str) -> Any:
    return page.locator(f"[data-path='{path}'] input")


def test_each_doubtful_field_takes_one_enter(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    document = slip("enter.pdf")
    page = ann.review(document)
    doubtful = house.rows("select count(*) from review_items where document_id = %s", document)[0][0]
    assert doubtful == 4
    ann.press(*["Enter"] * doubtful)
    ann.saved()
    assert page.evaluate("document.activeElement.id") == "finish"
    assert house.revision(document) == 1 + doubtful
    assert {house.field(document, path)[0] for path in ("/number", "/day", "/total")} == {"confirmed"}
    assert house.rows("select distinct decided_by from decisions where document_id = %s", document) == [("ann",)]
    assert house.rows("select review_state from documents where id = %s", document) == [("approved",)]


def test_typing_corrects_and_delete_says_that_nothing_is_there(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    document = slip("typed.pdf")
    page = ann.review(document)
    box(page, "/total").focus()
    page.keyboard.type("99.90 EUR")
    ann.press("Enter")
    page.locator("[data-path='/total']").get_by_text("corrected").wait_for()
    assert house.field(document, "/total") == ("corrected", {"amount": "99.90", "currency": "EUR"})
    box(page, "/day").focus()
    ann.press("Delete", "Enter")
    page.locator("[data-path='/day']").get_by_text("check").wait_for(state="detached")
    ann.saved()
    assert house.field(document, "/day")[1] is None
    assert house.rows(HANDLED, document) == [("correct", "99.90 EUR"), ("reject", None)]


def test_what_is_typed_and_cannot_be_read_stays_with_the_reason_beside_it(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    document = slip("unreadable.pdf")
    page = ann.review(document)
    box(page, "/day").focus()
    page.keyboard.type("some day")
    ann.press("Enter")
    page.locator("[data-path='/day']").get_by_role("alert").get_by_text("cannot be read as a date").wait_for()
    assert page.evaluate("document.activeElement.value") == "some day"
    assert house.revision(document) == 1
    ann.press("Escape")
    assert box(page, "/day").input_value() == house.field(document, "/day")[1]


def test_an_undo_opens_the_field_again_and_tab_decides_nothing(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    document = slip("undo.pdf")
    page = ann.review(document)
    ann.press("Tab", "Shift+Tab")
    assert house.revision(document) == 1
    ann.press("Enter")
    page.locator("[data-path='/number']").get_by_text("confirmed").wait_for()
    ann.press("Control+z")
    page.locator("[data-path='/number']").get_by_text("check").wait_for()
    assert page.evaluate("document.activeElement.closest('.field').dataset.path") == "/number"
    assert (house.revision(document), house.field(document, "/number")[0]) == (3, "check")


def test_a_click_on_a_word_fills_the_field_that_has_the_focus_and_keeps_the_place(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    document = slip("click.pdf")
    page = ann.review(document)
    box(page, "/reference").focus()
    words = page.evaluate("fetch(document.querySelector('.picture img').src.replace('pages/1', 'words')).then((one) => one.json())")
    word = next(word for word in words["pages"][0]["words"] if "03/04" in word["text"])
    left, top, right, bottom = word["box"]
    picture = page.locator(".picture img").bounding_box()
    x, y = picture["x"] + (left + right) / 2 * picture["width"], picture["y"] + (top + bottom) / 2 * picture["height"]
    page.mouse.click(x, y)
    page.locator("[data-path='/reference'] .dirty").wait_for()
    assert box(page, "/reference").input_value() == "03/04/2026"
    assert page.evaluate("document.activeElement.closest('.field').dataset.path") == "/reference"
    ann.press("Enter")
    page.locator("[data-path='/reference']").get_by_text("corrected").wait_for()
    place = "select evidence->0->'chars' from fields where document_id = %s and path = '/reference' and revision = 2"
    assert house.rows(place, document) == [(word["chars"],)]


def test_the_mark_lies_on_the_word_that_the_value_was_read_from(ann: Any, slip: Callable[..., str]) -> None:
    page = ann.review(slip("mark.pdf"))
    box(page, "/day").focus()
    mark = page.locator("rect.current[data-path='/day']").bounding_box()
    words = page.evaluate("fetch(document.querySelector('.picture img').src.replace('pages/1', 'words')).then((one) => one.json())")
    word = next(word["box"] for word in words["pages"][0]["words"] if "03/04" in word["text"])
    picture = page.locator(".picture img").bounding_box()
    edges = (mark["x"], mark["y"], mark["x"] + mark["width"], mark["y"] + mark["height"])
    sides = (("x", "width"), ("y", "height")) * 2
    expected = [picture[start] + fraction * picture[size] for fraction, (start, size) in zip(word, sides, strict=True)]
    assert edges == pytest.approx(expected, abs=2)
    field = page.locator(".field[data-path='/day']")
    enlarged, entry = field.locator(".crop").bounding_box(), field.locator("input").bounding_box()
    assert enlarged["y"] + enlarged["height"] <= entry["y"], "the enlarged place is above the input"
    assert enlarged["x"] == entry["x"]
    keys = page.locator(".keys").bounding_box()
    assert keys["y"] + keys["height"] <= page.viewport_size["height"], "the keys and what is saved stay in view"


def test_the_page_follows_the_field_and_the_keys_turn_it(ann: Any, slip: Callable[..., str]) -> None:
    page = ann.review(slip("two-pages.pdf", total="\fTotal: 7.00 EUR"))
    page.get_by_text("1 of 2").wait_for()
    box(page, "/total").focus()
    page.get_by_text("2 of 2").wait_for()
    assert page.locator("rect.current").get_attribute("data-path") == "/total"
    ann.press("PageUp")
    page.get_by_text("1 of 2").wait_for()
    assert page.locator("rect.current").count() == 0
    box(page, "/day").focus()
    page.locator("rect.current[data-path='/day']").wait_for()


def test_another_reading_is_taken_with_the_arrow(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    document = slip("readings.txt", b"Slip number: R-1\nDate: 03/04/2026\nTotal: 12.00 EUR\n\nTotal: 15.00 EUR\n")
    page = ann.review(document)
    box(page, "/total").focus()
    ann.press("ArrowDown")
    assert box(page, "/total").input_value() == "15.00 EUR"
    ann.press("Enter")
    page.locator("[data-path='/total']").get_by_text("corrected").wait_for()
    assert house.field(document, "/total")[1] == {"amount": "15.00", "currency": "EUR"}


def test_the_cells_of_a_table_take_the_same_keys(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    document = slip("lines.json", b'{"lines": [{"item": "Lamp", "count": 3}, {"item": "Desk", "count": 1}]}')
    page = ann.review(document)
    page.get_by_text("Lines").last.click()
    page.get_by_label("Lines 2 count").focus()
    page.keyboard.type("4")
    ann.press("Enter")
    page.locator("[data-path='/lines/1/count']").get_by_text("corrected").wait_for()
    assert house.field(document, "/lines/1/count") == ("corrected", 4)


def test_finishing_takes_the_next_document_and_needs_every_field_decided(house: Any, ann: Any, slip: Callable[..., str]) -> None:
    one, other = slip("first.pdf"), slip("second.pdf")
    page = ann.review(one)
    ann.press("Control+Enter")
    page.get_by_role("status").get_by_text("4 fields are still open").wait_for()
    ann.press("Enter", "Enter", "Enter", "Enter", "Control+Enter")
    page.wait_for_url(lambda url: one not in url)
    assert house.rows("select review_state from documents where id = %s", one) == [("approved",)]
    ann.review(other)
    ann.press("Control+Shift+Enter")
    page.wait_for_url(lambda url: other not in url)
    house.wait_for("select 1 from reviews where document_id = %s and reviewer is null and free_at > now()", other)


def test_two_reviewers_never_get_the_same_document(house: Any, people: Callable[..., Any], slip: Callable[..., str]) -> None:
    slip("shared-1.pdf"), slip("shared-2.pdf")
    both = [people("bob", "review"), people("eve", "review")]
    taken = []
    for one in both:
        one.open("/console/queue").get_by_role("button", name="Start").click()
        one.page.wait_for_url("**/console/documents/*")
        one.page.get_by_text("yours until").wait_for()
        taken.append(one.page.url.rpartition("/")[2])
    assert taken[0] != taken[1]
    before = house.revision(taken[0])
    page = both[1].review(taken[0])
    page.get_by_text("held by bob").wait_for()
    page.locator("input").first.focus()
    both[1].press("Enter")
    both[1].open("/console/queue").locator(f"[data-id='{taken[0]}']").get_by_text("bob").wait_for()
    assert house.revision(taken[0]) == before
    both[0].open("/console/queue")
    house.wait_for("select 1 from reviews where document_id = %s and reviewer is null", taken[0])


def test_somebody_else_s_revision_is_shown_and_what_is_typed_stays(
    house: Any, ann: Any, people: Callable[..., Any], slip: Callable[..., str]
) -> None:
    document = slip("stale.pdf")
    page = ann.review(document)
    path = f"/console/api/v1/review/{document}/decisions"
    send = """([path, csrf]) => fetch(path, {method: "POST", body: JSON.stringify({decisions: [{path: "/number", verdict: "confirm"}]}),
        headers: {"X-CSRF-Token": csrf, "If-Match": '"1"', "Content-Type": "application/json"}}).then((one) => one.status)"""
    second = people("ann").open("/console/documents")
    assert second.evaluate(send, [path, second.locator("meta[name=csrf]").get_attribute("content")]) == 200
    box(page, "/total").focus()
    page.keyboard.type("7.00 EUR")
    ann.press("Enter")
    page.locator("[data-path='/total']").get_by_role("alert").get_by_text("has changed").wait_for()
    page.locator("[data-path='/number']").get_by_text("confirmed").wait_for()
    assert (page.evaluate("document.activeElement.value"), house.revision(document)) == ("7.00 EUR", 2)
    ann.press("Enter")
    page.locator("[data-path='/total']").get_by_text("corrected").wait_for()
    assert house.revision(document) == 3
