"""Mail with attachments: each becomes parts, and none of them can harm the mail."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.ocr.base import Recognised, Scan, SeenWord
from ingest.upload import upload_of
from tests.unit.ingest.read_parts import pieces_of

MakePdf = Callable[..., bytes]

# Made by Info-ZIP with `zip -X -P secret a.zip a.txt`: the file holds "Total 5".
PROTECTED = bytes.fromhex(
    "504b03040a00090000006563785df9ab66be130000000700000005000000612e74787489e09b6410b4bf45d6ad49dd052b054b1c61f0504b0708f9ab"
    "66be1300000007000000504b01021e030a00090000006563785df9ab66be1300000007000000050000000000000001000000a48100000000612e7478"
    "74504b0506000000000100010033000000460000000000"
)


def mail(body: str = "See attached.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "sales@shop.example"
    message["Subject"] = "Invoice"
    message.set_content(body)
    return message


def read(message: EmailMessage, **limits: int) -> Document:
    return read_document(upload_of("mail.eml", message.as_bytes()), limits=Limits(**limits))


def test_attachments_are_parts_and_so_is_what_they_embed(make_pdf: MakePdf) -> None:
    message = mail()
    pdf = make_pdf("BT /F1 12 Tf 20 300 Td (Total 5) Tj ET", attached={"factur-x.xml": b"<Invoice><ID>7</ID></Invoice>"})
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename="invoice.pdf")
    document = read(message)
    assert [part.name for part in pieces_of(document)] == ["main", "invoice.pdf", "invoice.pdf/factur-x.xml"]
    main, attached, embedded = pieces_of(document)
    assert document.quote(main.span) == "From: sales@shop.example\nSubject: Invoice\n\nSee attached."
    assert document.quote(attached.span) == "Total 5"
    words = attached.pages[0].words
    assert words is not None
    assert [document.quote(word.span) for word in words] == ["Total", "5"]
    assert document.quote(embedded.leaves["/Invoice/ID"]) == "7"


def test_an_attachment_that_cannot_be_read_is_noticed_and_the_mail_read() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="broken.pdf")
    message.add_attachment(b"PK\x03\x04 broken", maintype="application", subtype="zip", filename="all.zip")
    message.add_attachment("Total: 5", filename="note.txt")
    document = read(message)
    assert [part.name for part in pieces_of(document)] == ["main", "note.txt"]
    assert [notice.code for notice in document.notices] == ["attachment_failed", "attachment_failed"]
    assert "broken.pdf" in document.notices[0].says


def test_pictures_in_the_body_are_no_attachments() -> None:
    message = mail()
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", disposition="inline", filename="logo.png")
    document = read(message)
    assert [part.name for part in pieces_of(document)] == ["main"]
    assert document.notices == ()


def test_forwarded_mails_are_read_with_their_attachments() -> None:
    inner = mail("Total: 5")
    inner.add_attachment("IBAN DE89", filename="note.txt")
    outer = mail("As discussed.")
    outer.add_attachment(inner)
    document = read(outer)
    assert [part.name for part in pieces_of(document)] == ["main", "attachment-1.eml", "attachment-1.eml/note.txt"]
    assert "Total: 5" in document.quote(document.parts[1].span)


def test_attachments_of_one_name_are_told_apart_and_names_are_no_paths() -> None:
    message = mail()
    message.add_attachment("one", filename="../../note.txt")
    message.add_attachment("two", filename="note.txt")
    assert [part.name for part in pieces_of(read(message))] == ["main", "note.txt", "note.txt (2)"]


def test_too_many_attachments_are_refused() -> None:
    message = mail()
    for number in range(4):
        message.add_attachment("x", filename=f"{number}.txt")
    with pytest.raises(DocumentError) as caught:
        read(message, attachments=3)
    assert caught.value.code == "too_many_attachments"


def test_mails_in_mails_end_at_a_depth() -> None:
    message = mail("innermost")
    for _ in range(4):
        outer = mail()
        outer.add_attachment(message)
        message = outer
    document = read(message, mime_depth=2)
    assert len(pieces_of(document)) == 3
    assert "nested" in document.notices[-1].says


def test_a_mail_that_is_one_file_has_that_file_as_a_part(make_pdf: MakePdf) -> None:
    message = EmailMessage()
    message["Subject"] = "Scan"
    pdf = make_pdf("BT /F1 12 Tf 20 300 Td (Total 5) Tj ET")
    message.set_content(pdf, maintype="application", subtype="pdf", filename="scan.pdf")
    assert [part.name for part in pieces_of(read(message))] == ["main", "scan.pdf"]


def test_a_photograph_in_the_body_is_read_where_text_is_recognised() -> None:
    seen: list[Scan] = []

    def recognise(scan: Scan) -> Recognised:
        seen.append(scan)
        word = SeenWord(text="Receipt", box=(1, 1, 30, 9), confidence=0.9, line=0)
        return Recognised(engine="test", words=(word,))

    picture = io.BytesIO()
    Image.new("L", (40, 10), 255).save(picture, "PNG")
    message = mail()
    message.add_attachment(picture.getvalue(), maintype="image", subtype="png", disposition="inline", filename="photo.png")
    message.add_attachment(picture.getvalue(), maintype="image", subtype="png", disposition="inline", filename="logo.png", cid="<logo>")
    document = read_document(upload_of("mail.eml", message.as_bytes()), recognise=recognise)
    assert [part.name for part in pieces_of(document)] == ["main", "photo.png"]
    assert document.quote(document.parts[1].span) == "Receipt"
    assert len(seen) == 1


def test_signatures_are_no_attachments() -> None:
    message = mail()
    message.add_attachment(b"0\x82\x00\x00", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert read(message).notices == ()


def test_an_invitation_is_read_as_a_calendar_beside_its_alternatives() -> None:
    message = mail("Come at 9")
    message.add_alternative("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Audit\nEND:VEVENT\nEND:VCALENDAR\n", subtype="calendar")
    document = read(message)
    assert [part.media_type for part in pieces_of(document)] == ["message/rfc822", "text/calendar"]
    assert "Audit" in document.quote(document.parts[1].span)


def test_a_binary_file_that_says_that_it_is_text_stays_as_it_is(make_pdf: MakePdf) -> None:
    pdf = make_pdf("BT /F1 12 Tf 20 300 Td (Total 5) Tj ET") + b"\0\xff"
    message = mail()
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename="invoice.pdf")
    data = message.as_bytes().replace(b"application/pdf", b"text/plain; charset=utf-8")
    document = read_document(upload_of("mail.eml", data))
    assert document.quote(document.parts[1].span) == "Total 5"


def test_a_mail_inside_may_be_encoded_against_the_rules() -> None:
    inner = base64.encodebytes(mail("Total: 5").as_bytes())
    data = b"Subject: Fwd\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner
    assert "Total: 5" in read_document(upload_of("mail.eml", data)).visible_text


def test_the_mails_of_a_digest_are_mails_without_saying_so() -> None:
    mails = b"--b\n\nSubject: one\n\nTotal: 1\n--b\n\nSubject: two\n\nTotal: 2\n--b--\n"
    data = b"Subject: Digest\nContent-Type: multipart/digest; boundary=b\n\n" + mails
    assert [part.name for part in pieces_of(read_document(upload_of("mail.eml", data)))] == ["main", "attachment-1.eml", "attachment-2.eml"]


def test_parts_that_lie_too_deep_are_noticed_and_the_others_read() -> None:
    data = b"Subject: Deep\n"
    for number in range(60):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n\nlevel %d\n--b%d\n" % (number, number, number, number)
    document = read_document(upload_of("mail.eml", data + b"\nbottom"))
    assert "level 49" in document.visible_text
    assert "bottom" not in document.visible_text
    assert [notice.code for notice in document.notices] == ["attachment_failed"]


def test_an_attachment_is_opened_with_the_password_of_the_mail() -> None:
    message = mail()
    message.add_attachment(PROTECTED, maintype="application", subtype="zip", filename="a.zip")
    document = read_document(upload_of("mail.eml", message.as_bytes(), password="secret"))
    assert document.visible_text.endswith("Total 5")


PIECES = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"--b", b"--b--", b"--", b"\xff\x00", b"text", b"<p>", b"=?utf-8?q?=E9?=", b"=E9=\n", b"VG90"),
        *(b"Content-Type: multipart/alternative; boundary=b\n", b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: ;;=\n"),
        *(b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n", b"Content-Type: message/rfc822\n"),
        *(b"Content-Disposition: attachment; filename*0*=x''%\n", b"Subject: x\n", b" folded\n", b"From "),
    ]
)


@given(st.lists(PIECES, max_size=30))
def test_no_mail_is_so_damaged_that_reading_it_fails_unforeseen(pieces: list[bytes]) -> None:
    mailed = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n" + b"".join(pieces)
    assert read_document(upload_of("mail.eml", mailed)).visible_text.startswith("Subject: x")
