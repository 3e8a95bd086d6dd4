"""Makes our own sample documents anew: `make samples`. Every company, number and address in them is invented."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent

RECEIPT = """\
CORNER BAKERY CO-OP
8 Market Square
Galway H91 XY00

Receipt no: 004512
Date: 14/03/2026  08:41

2 x Sourdough loaf        9.00
1 x Oat biscuits          3.40
1 x Filter coffee         2.80

Subtotal                 15.20
VAT                       1.82
TOTAL EUR                17.02

Card payment. Thank you!
"""

ATTACHED_INVOICE = """\
Brightwater Tools Ltd
Unit 4, Canal Yard, Cork, Ireland
VAT ID: IE1234567T

INVOICE

Invoice number: BT-10482
Invoice date: 3 March 2026
Due date: 2 April 2026
Order number: PO-7731

Bill to: Hill & Dale Gardens Ltd

Description                Quantity   Unit price     Amount
Pruning shears                   12        18.50     222.00
Garden hose 25 m                  4        31.00     124.00
Work gloves, pair                20         4.20      84.00

Subtotal  EUR 430.00
VAT 23%  EUR 98.90
Total  EUR 528.90

IBAN: IE29AIBK93115212345678
"""

WEB_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Invoice CP-2026-0193</title></head>
<body>
<h1>Cedar Print Studio Ltd</h1>
<p>27 Harbour Street, Galway, Ireland<br>VAT ID: IE1234567FA</p>
<h2>Invoice</h2>
<dl>
  <dt>Invoice number</dt><dd>CP-2026-0193</dd>
  <dt>Invoice date</dt><dd>21 February 2026</dd>
  <dt>Due date</dt><dd>23 March 2026</dd>
  <dt>Bill to</dt><dd>Northgate Museum Trust</dd>
</dl>
<table>
  <tr><th>Description</th><th>Quantity</th><th>Unit price</th><th>Amount</th></tr>
  <tr><td>Exhibition posters A1</td><td>40</td><td>6.50</td><td>260.00</td></tr>
  <tr><td>Visitor leaflets</td><td>1500</td><td>0.12</td><td>180.00</td></tr>
</table>
<p>Subtotal: EUR 440.00</p>
<p>VAT 23%: EUR 101.20</p>
<p>Total: EUR 541.20</p>
<p>IBAN: IE29AIBK93115212345678</p>
</body>
</html>
"""

API_RESPONSE = {
    "invoice": {
        "number": "SW-88120",
        "issue_date": "2026-01-31",
        "due_date": "2026-02-14",
        "currency": "EUR",
        "order_number": "4500017",
        "seller": {"name": "Skyline Web Hosting B.V.", "vat_id": "NL123456782B01", "iban": "NL91ABNA0417164300"},
        "buyer": {"name": "Harbour Cycles GmbH"},
        "line_items": [
            {"name": "Virtual server, January", "quantity": "2", "unit_price": "24.00", "line_total": "48.00"},
            {"name": "Backup storage, 500 GB", "quantity": "1", "unit_price": "12.50", "line_total": "12.50"},
        ],
        "net_total": "60.50",
        "tax_total": "12.71",
        "total": "73.21",
        "amount_due": "73.21",
    }
}

GERMAN_FACTS = (
    ("Rechnungsnummer", "2026-0417"),
    ("Rechnungsdatum", "12.02.2026"),
    ("Fällig am", "14.03.2026"),
    ("Bestellnummer", "B-5520"),
    ("USt-IdNr.", "DE123456788"),
)
GERMAN_ROWS = (
    ("Bezeichnung", "Menge", "Einzelpreis", "Betrag"),
    ("Schreibtischlampe Modell Fjord", "6", "49,90", "299,40"),
    ("Aktenordner, 10 Stück", "8", "18,50", "148,00"),
    ("Kopierpapier A4, Karton", "15", "21,00", "315,00"),
)
GERMAN_SUMS = (("Summe netto", "762,40 EUR"), ("MwSt. 19%", "144,86 EUR"), ("Gesamtbetrag", "907,26 EUR"))


def main() -> None:
    """Write every file beside this script."""
    (HERE / "receipt.txt").write_text(RECEIPT, encoding="utf-8")
    (HERE / "web-page.html").write_text(WEB_PAGE, encoding="utf-8")
    (HERE / "api-response.json").write_text(json.dumps(API_RESPONSE, indent=2) + "\n", encoding="utf-8")
    (HERE / "mail-invoice.eml").write_bytes(mail_with(pdf_of(ATTACHED_INVOICE)))
    word_document().save(str(HERE / "word-invoice.docx"))
    picture_of(RECEIPT).save(HERE / "receipt-photo.png", optimize=True)


def pdf_of(text: str) -> bytes:
    """A PDF of one A4 page with the lines of the text in Courier, 12 points apart."""
    lines = "".join(f"({escaped(line)}) Tj T*\n" for line in text.splitlines())
    content = f"BT /F1 10 Tf 12 TL 60 780 Td\n{lines}ET".encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    )
    return with_table_of(objects)


def with_table_of(objects: tuple[bytes, ...]) -> bytes:
    """The objects of a PDF file between its header and its cross-reference table (ISO 32000-1, 7.5)."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))


def escaped(line: str) -> str:
    """A line as it stands in a PDF string."""
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def mail_with(pdf: bytes) -> bytes:
    """A mail with the PDF attached."""
    mail = EmailMessage()
    mail["From"] = "Brightwater Tools Ltd <accounts@brightwater-tools.example>"
    mail["To"] = "Hill & Dale Gardens Ltd <purchasing@hill-and-dale.example>"
    mail["Subject"] = "Your invoice BT-10482"
    mail["Date"] = "Tue, 03 Mar 2026 09:15:00 +0000"
    mail["Message-ID"] = "<bt-10482@brightwater-tools.example>"
    mail.set_content("Dear customer,\n\nplease find our invoice BT-10482 attached.\n\nBrightwater Tools Ltd\n")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="BT-10482.pdf")
    mail.set_boundary("=_brightwater_bt_10482")
    return mail.as_bytes()


def word_document() -> WordDocument:
    """A German invoice with its line items in a table."""
    document = Document()
    document.add_heading("Nordlicht Bürobedarf GmbH", level=1)
    document.add_paragraph("Hafenstraße 12, 24103 Kiel")
    document.add_paragraph("Rechnungsempfänger: Küstenwind Reisen GmbH")
    document.add_heading("Rechnung", level=2)
    for label, value in GERMAN_FACTS:
        document.add_paragraph(f"{label}: {value}")
    table = document.add_table(rows=0, cols=len(GERMAN_ROWS[0]))
    for row in GERMAN_ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for label, value in GERMAN_SUMS:
        document.add_paragraph(f"{label}: {value}")
    document.add_paragraph("IBAN: DE89370400440532013000")
    return document


def picture_of(text: str) -> Image.Image:
    """A till receipt as a camera would see it on a white table: the text has to be recognised."""
    font = ImageFont.load_default(size=22)
    picture = Image.new("L", (520, 40 + 30 * len(text.splitlines())), color=248)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(text.splitlines()):
        label, _, amount = line.partition("  ")
        pen.text((30, 20 + 30 * number), label, font=font, fill=30)
        pen.text((490, 20 + 30 * number), amount.strip(), font=font, fill=30, anchor="ra")
    return picture.rotate(0.6, fillcolor=248)


if __name__ == "__main__":
    main()
