"""Sources of data: where their values stand, and how much they are worth."""

from __future__ import annotations

import time

from extractors.rules.extractor import RuleExtractor
from pipeline.run import run
from tests.unit.extractors_rules.pages import found_in, schema_of, typed

LEAD = "From: Website <noreply@shop.example>\nMessage-ID: <1@shop.example>\n\nFull name: Ines Calder\n"


def state_of(rules: str, text: str, name: str) -> tuple[object, str]:
    schema = schema_of(f"who: {rules}")
    told = run(typed(text, name), schema, rules=RuleExtractor(), model=None, clock=time.perf_counter).fields["/who"]
    return told.chosen.value if told.chosen else None, told.state


def test_what_a_mail_says_of_itself_does_not_outdo_what_the_schema_asks_before() -> None:
    rules = "{type: name, labels: [Full name], from: [label, {header: from.name}]}"
    assert state_of(rules, LEAD, "lead.eml")[0] == "Ines Calder"


def test_the_word_of_the_file_alone_goes_to_a_person_where_others_were_asked_before() -> None:
    page = '<html><head><meta name="author" content="Channel Nine"></head><body>Soup</body></html>'
    assert state_of("{type: name, from: [css: .author, metadata: author]}", page, "a.html") == ("Channel Nine", "check")
    assert state_of("{type: name, from: [metadata: author]}", page, "a.html") == ("Channel Nine", "accepted")


def test_a_cell_of_a_row_stands_in_its_row() -> None:
    columns = "name: {type: text, from: [css: .n]}, price: {type: decimal, from: [css: .p]}"
    rules = f"lines: {{type: table, from: [css: tr.item], columns: {{{columns}}}}}"
    rows = "".join(f'<tr class="item"><td class="n">{name}<td class="p">5.00</tr>' for name in ("Oak", "Elm", "Ash"))
    document = typed(f"<p>From 5.00</p><table>{rows}</table>", "a.html")
    prices = [one for one in found_in(document, schema_of(rules)) if one.path.endswith("price")]
    lines = [document.text[: one.evidence[0].span.start].count("\n") for one in prices]
    assert lines == [1, 2, 3]


def test_a_page_of_things_that_are_not_shown_is_soon_given_up() -> None:
    hidden = "".join(f'<p class="x" hidden>{number}</p>' for number in range(20_000))
    document = typed(f"<p>{'word ' * 50_000}</p>{hidden}", "a.html")
    assert found_in(document, schema_of("who: {type: text, from: [css: .x]}")) == ()
