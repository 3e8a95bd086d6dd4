"""Outlook messages, made here in their container."""

from __future__ import annotations

import struct
import sys
from datetime import UTC, datetime
from typing import TypeAlias

import pytest

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.upload import upload_of
from tests.unit.ingest.read_parts import pieces_of

Tree: TypeAlias = "dict[str, bytes | Tree]"

_FREE, _END, _NO_ENTRY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
_SECTOR, _MINI_SECTOR = 512, 64


def container(tree: Tree) -> bytes:
    """An OLE container with these storages and streams; streams are shorter than 4,096 bytes."""
    entries: list[list[object]] = [["Root Entry", 5, _NO_ENTRY, _NO_ENTRY, _END, 0]]
    small = bytearray()
    chain: list[int] = []

    def add(parent: int, folder: Tree) -> None:
        previous = None
        for name, content in folder.items():
            number = len(entries)
            is_stream = isinstance(content, bytes)
            start = len(chain) if is_stream and content else _END
            entries.append([name, 2 if is_stream else 1, _NO_ENTRY, _NO_ENTRY, start, len(content) if is_stream else 0])
            if previous is None:
                entries[parent][3] = number
            else:
                entries[previous][2] = number
            previous = number
            if isinstance(content, bytes):
                sectors = -(-len(content) // _MINI_SECTOR)
                chain.extend([*range(len(chain) + 1, len(chain) + sectors), _END] if sectors else [])
                small.extend(content.ljust(sectors * _MINI_SECTOR, b"\0"))
            else:
                add(number, content)

    add(0, tree)
    directory_sectors = -(-len(entries) // 4)
    chain_sectors = -(-len(chain) // 128)
    small_sectors = -(-len(small) // _SECTOR)
    first_chain = 1 + directory_sectors
    first_small = first_chain + chain_sectors
    entries[0][4:] = [first_small, len(small)]
    table = [0xFFFFFFFD]
    for sectors in (directory_sectors, chain_sectors, small_sectors):
        table.extend([*range(len(table) + 1, len(table) + sectors), _END] if sectors else [])
    assert len(table) <= 128
    return b"".join(
        (
            _header(first_chain, chain_sectors),
            _numbers(table, 1),
            b"".join(map(_entry, entries)).ljust(directory_sectors * _SECTOR, b"\0"),
            _numbers(chain, chain_sectors),
            bytes(small).ljust(small_sectors * _SECTOR, b"\0"),
        )
    )


def _header(first_chain: int, chain_sectors: int) -> bytes:
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    difat = [0, *[_FREE] * 108]
    numbers = (0, 1, 1, 0, 4096, first_chain, chain_sectors, _END, 0, *difat)
    return struct.pack("<8s16sHHHHH6s118I", magic, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", *numbers)


def _numbers(numbers: list[int], sectors: int) -> bytes:
    return struct.pack(f"<{128 * sectors}I", *numbers, *[_FREE] * (128 * sectors - len(numbers)))


def _entry(entry: list[object]) -> bytes:
    name, kind, right, child, start, size = entry
    encoded = f"{name}\0".encode("utf-16-le")
    return struct.pack("<64sHBBIII16sIQQIQ", encoded, len(encoded), kind, 1, _NO_ENTRY, right, child, b"", 0, 0, 0, start, size)


def storage(start: int, numbers: dict[tuple[int, int], int] | None = None, **streams: bytes | str | Tree) -> Tree:
    """A message, recipient or attachment: numbers by tag and type, streams by tag and type (`p0037001F`)."""
    entries = (struct.pack("<HHIQ", kind, tag, 0, value) for (tag, kind), value in (numbers or {}).items())
    tree: Tree = {"__properties_version1.0": bytes(start) + b"".join(entries)}
    for name, value in streams.items():
        tree[f"__substg1.0_{name[1:]}"] = value.encode("utf-16-le") if isinstance(value, str) else value
    return tree


def message(start: int = 32, **streams: bytes | str | Tree) -> Tree:
    sent = datetime(2026, 3, 3, 9, 15, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)
    numbers = {(0x0039, 0x0040): round(sent.total_seconds()) * 10_000_000, (0x3FDE, 0x0003): 1252}
    return storage(start, numbers, **{"p0037001F": "Your order", **streams})


def recipient(kind: int, name: str, address: str) -> Tree:
    return storage(8, {(0x0C15, 0x0003): kind}, p3001001F=name, p39FE001F=address)


def read(tree: Tree, **limits: int) -> Document:
    return read_document(upload_of("mail.msg", container(tree)), limits=Limits(**limits))


def test_headers_and_body_are_those_of_a_mail() -> None:
    tree = message(p0C1A001F="Café Ltd", p0C1F001F="/O=EXCHANGE/CN=CAFE", p5D01001F="sales@cafe.example", p1000001F="Total 5\r\n")
    tree["__recip_version1.0_#00000000"] = recipient(1, "You", "you@shop.example")
    tree["__recip_version1.0_#00000001"] = recipient(2, "boss@shop.example", "boss@shop.example")
    assert read(tree).visible_text == (
        "From: Café Ltd <sales@cafe.example>\nTo: You <you@shop.example>\nCc: boss@shop.example\n"
        "Date: Tue, 03 Mar 2026 09:15:00 +0000\nSubject: Your order\n\nTotal 5"
    )


def test_text_in_the_code_page_of_the_message_is_read() -> None:
    tree = storage(32, {(0x3FFD, 0x0003): 1251}, p0037001E="Сумма".encode("cp1251"), p1000001E="Итого 5".encode("cp1251"))
    assert read(tree).visible_text == "Subject: Сумма\n\nИтого 5"


def test_html_is_read_in_its_encoding() -> None:
    assert read(message(p10130102="<p>Total <b>5 €</b></p>".encode("cp1252"))).visible_text.endswith("\n\nTotal 5 €")


def test_alternatives_that_disagree_are_noticed() -> None:
    document = read(message(p1000001F="Total 0.00", p10130102=b"<p>Total 950.00</p>"))
    assert document.visible_text.endswith("\n\nTotal 950.00")
    assert [hidden.why for hidden in document.hidden] == ["other_alternative"]


def rich(source: bytes) -> bytes:
    return struct.pack("<II4sI", len(source) + 12, len(source), b"MELA", 0) + source


def test_rich_text_is_read_where_there_is_nothing_else() -> None:
    document = read(message(p10090102=rich(rb"{\rtf1 Total 5{\v  hidden}\par}")))
    assert document.visible_text.endswith("\n\nTotal 5")
    assert [(hidden.why, hidden.text) for hidden in document.hidden] == [("vanish", "hidden")]


def test_rich_text_with_html_in_it_is_read_as_html() -> None:
    source = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}Total{\*\htmltag84 <b>} 5{\*\htmltag72 </b></p>}}"
    assert read(message(p10090102=rich(source))).visible_text.endswith("\n\nTotal 5")


def test_rich_text_counts_where_it_and_the_plain_text_disagree() -> None:
    document = read(message(p1000001F="Total 0.00", p10090102=rich(rb"{\rtf1 Total 950.00\par}")))
    assert document.visible_text.endswith("\n\nTotal 950.00")
    assert [(hidden.why, hidden.text) for hidden in document.hidden] == [("other_alternative", "Total 0.00")]
    assert "alternatives_disagree" in [notice.code for notice in document.notices]


def test_attachments_and_messages_inside_are_parts() -> None:
    inner = message(24, p1000001F="Total 7")
    inner["__attach_version1.0_#00000000"] = storage(8, p3707001F="deep.txt", p37010102=b"deep")
    tree = message(p1000001F="Total 5")
    tree["__attach_version1.0_#00000000"] = storage(8, p3707001F="../note.txt", p37010102=b"a note")
    tree["__attach_version1.0_#00000001"] = storage(8, p3001001F="Re: order", p3701000D=inner)
    tree["__attach_version1.0_#00000002"] = storage(8, p3707001F="logo.png", p37010102=b"\x89PNG\r\n\x1a\n", p3712001F="logo")
    document = read(tree)
    assert [part.name for part in pieces_of(document)] == ["main", "note.txt", "Re: order.msg", "Re: order.msg/deep.txt"]
    assert document.quote(document.parts[2].span).endswith("Subject: Your order\n\nTotal 7")
    assert document.notices == ()


def test_an_attachment_without_its_file_is_noticed() -> None:
    tree = message(p1000001F="Total 5")
    tree["__attach_version1.0_#00000000"] = storage(8, p3707001F="gone.pdf")
    assert [(notice.code, "gone.pdf" in notice.says) for notice in read(tree).notices] == [("attachment_failed", True)]


def test_messages_in_messages_end_at_a_depth() -> None:
    tree = message(24, p1000001F="innermost")
    for start in (24, 24, 32):
        tree = {**message(start), "__attach_version1.0_#00000000": storage(8, p3001001F="in", p3701000D=tree)}
    document = read(tree, mime_depth=1)
    assert [part.name for part in pieces_of(document)] == ["main", "in.msg"]
    assert "nested" in document.notices[-1].says


def test_too_many_attachments_are_refused() -> None:
    tree = message(p1000001F="Total 5")
    tree.update({f"__attach_version1.0_#{number:08}": storage(8) for number in range(4)})
    with pytest.raises(DocumentError) as caught:
        read(tree, attachments=3)
    assert caught.value.code == "too_many_attachments"


def test_a_message_that_is_cut_off_is_damaged_or_read_as_far_as_it_goes() -> None:
    data = container(message(p1000001F="Total 5", p0C1A001F="Café Ltd"))
    for length in range(600, len(data), 100):
        try:
            assert read_document(upload_of("mail.msg", data[:length])).visible_text
        except DocumentError as error:
            assert error.code in {"corrupt_document", "no_text", "unsupported_type"}


def test_a_stream_that_goes_round_in_circles_ends_where_the_file_would() -> None:
    data = bytearray(container(message(p1000001F="Total 5", p0C1A001F="Café Ltd")))
    last = len(data) // _SECTOR - 2
    struct.pack_into("<I", data, _SECTOR + 4 * last, last)
    struct.pack_into("<II", data, data.index("__substg1.0_1000001F".encode("utf-16-le")) + 116, last, 0xFFFFFFF0)
    document = read_document(upload_of("mail.msg", bytes(data)))
    assert document.visible_text.startswith("From: Café Ltd\n")
    assert len(document.visible_text) < len(data)


def test_without_the_extra_its_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "olefile", None)
    with pytest.raises(DocumentError) as caught:
        read(message())
    assert caught.value.code == "unsupported_type"
    assert "`msg`" in caught.value.fix
