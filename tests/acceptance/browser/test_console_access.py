"""Who gets in, and what a page does with names and values that mean harm."""

from collections.abc import Callable
from typing import Any

HOSTILE = "<img src=x onerror=alert(1)>"


def test_a_link_signs_in_once(house: Any, browser: Any) -> None:
    link = house.link("once")
    first, second = browser.new_context(), browser.new_context()
    page = first.new_page()
    page.goto(link)
    assert page.url == f"{house.url}/console/documents"
    page.get_by_text("There are no documents yet").or_(page.get_by_role("table")).wait_for()
    (cookie,) = first.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert house.rows("select 1 from sessions where hash = sha256(%s)", cookie["value"].encode()), "only the hash is kept"
    again = second.new_page()
    assert again.goto(link).status == 401
    again.get_by_text("used already").wait_for()
    assert again.goto(f"{house.url}/console/documents").status == 401
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    first.add_cookies([cookie])
    assert page.goto(f"{house.url}/console/documents").status == 401, "the session is over, not only its cookie gone"
    first.close()
    second.close()


def test_a_change_without_the_proof_of_the_page_is_refused(ann: Any) -> None:
    page = ann.open("/console/documents")
    send = "([path, headers]) => fetch(path, {method: 'POST', headers}).then(async (one) => [one.status, (await one.json()).code])"
    path = "/console/api/v1/documents/00000000-0000-0000-0000-000000000000/retry"
    proof = page.locator("meta[name=csrf]").get_attribute("content")
    assert page.evaluate(send, [path, {}]) == [403, "forbidden"]
    assert page.evaluate(send, [path, {"X-CSRF-Token": "x" + proof}]) == [403, "forbidden"]
    assert page.evaluate(send, [path, {"X-CSRF-Token": proof}]) == [404, "not_found"]
    elsewhere = page.request.get(f"{ann.url}/console/api/v1/review/next", headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status == 403, "a link on another site takes no document"
    assert page.evaluate(send, [path.removeprefix("/console/api"), {"X-CSRF-Token": proof}]) == [401, "unauthorised"]


def test_a_dropped_file_is_listed_and_its_state_follows(house: Any, ann: Any) -> None:
    page = ann.open("/console/documents")
    ann.drop("dropped.pdf", "Slip number: D-1", "Date: 03/04/2026", "Total: 1.00 EUR")
    row = page.get_by_role("row").filter(has_text="dropped.pdf")
    row.get_by_text("to check").wait_for()
    ann.drop("again.pdf", "Slip number: D-1", "Date: 03/04/2026", "Total: 1.00 EUR")
    page.get_by_text("is here already").wait_for()
    ann.drop("broken.pdf", data=b"%PDF-1.4 and nothing more")
    page.get_by_role("row").filter(has_text="broken.pdf").get_by_text("failed").wait_for()
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    row.wait_for(state="detached")
    assert house.rows("select 1 from documents where name = 'dropped.pdf'") == []


def test_hostile_names_and_values_stay_text(house: Any, ann: Any) -> None:
    page = ann.open("/console/documents")
    name = f"{HOSTILE}.txt"
    ann.drop(name, data=f"Slip number: {HOSTILE}\nDate: {HOSTILE}\nTotal: 1.00 EUR\n{HOSTILE}\n".encode())
    page.get_by_role("link", name=name, exact=True).wait_for()
    document = house.worked(name)
    ann.review(document)
    page.get_by_role("heading", name=name).wait_for()
    page.locator(".sheet").get_by_text(HOSTILE.split()[1]).first.wait_for()
    assert page.locator("img").count() == 0
    page.locator("[data-path='/reference'] input").focus()
    page.keyboard.type("<script>alert(2)</script>")
    ann.press("Enter")
    ann.open("/console/queue").get_by_role("link", name=name).wait_for()


def test_who_may_only_look_is_offered_nothing_else(people: Callable[..., Any], slip: Callable[..., str]) -> None:
    document = slip("looked-at.pdf")
    guest = people("guest", "author")
    page = guest.open("/console/documents")
    page.get_by_role("row").filter(has_text="looked-at.pdf").wait_for()
    assert not page.locator("#hand-in").is_visible()
    assert page.get_by_role("button", name="Delete").count() == 0
    guest.review(document)
    assert page.locator("[data-path='/number'] input").get_attribute("readonly") is not None
