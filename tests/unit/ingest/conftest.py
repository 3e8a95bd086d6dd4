"""Small files made in code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

MakePdf = Callable[..., bytes]
MakeDocx = Callable[..., bytes]

_CONTENT_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
_DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def _stream(data: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def _file(objects: list[bytes], trailer: str) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


@pytest.fixture
def make_pdf() -> MakePdf:
    """A PDF of pages 300 by 400 points, one for each content stream, in 12-point Helvetica (`/F1`)."""

    def make(*contents: str, page: str = "", to_unicode: str = "", attached: dict[str, bytes] | None = None, trailer: str = "") -> bytes:
        font = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica " + ("/ToUnicode 4 0 R" if to_unicode else "/Encoding /WinAnsiEncoding")
        objects = [b"", b"", f"<< {font} >>".encode(), _stream(to_unicode.encode())]
        kids = []
        for content in contents:
            objects.append(_stream(content.encode("latin-1")))
            resources = f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >>"
            objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] {page} {resources} >>".encode())
            kids.append(f"{len(objects)} 0 R")
        names = []
        for name, data in (attached or {}).items():
            objects.append(_stream(data, "/Type /EmbeddedFile"))
            objects.append(f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {len(objects)} 0 R >> >>".encode())
            names.append(f"({name}) {len(objects)} 0 R")
        objects[0] = f"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [{' '.join(names)}] >> >> >>".encode()
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
        return _file(objects, trailer)

    return make


@pytest.fixture
def make_filled_form() -> Callable[[], bytes]:
    """A PDF of one page with two labels, and a field beside the first that someone has filled in."""

    def make() -> bytes:
        labels = b"BT /F1 12 Tf 20 300 Td (Name:) Tj 0 -20 Td (Date:) Tj ET"
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        field = "/Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Jane Doe) /Rect [70 295 200 315] /F 4 /AP << /N 7 0 R >>"
        return _file(
            [
                b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>",
                b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
                b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
                _stream(labels),
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R {font} /Annots [6 0 R] >>".encode(),
                f"<< {field} >>".encode(),
                _stream(b"BT /F1 12 Tf 2 5 Td (Jane Doe) Tj ET", f"/Type /XObject /Subtype /Form /BBox [0 0 130 20] {font}"),
            ],
            "",
        )

    return make


@pytest.fixture
def make_docx() -> MakeDocx:
    """A DOCX with this body, in WordprocessingML; `more` are further entries of the container."""

    def make(body: str, more: dict[str, str] | None = None) -> bytes:
        entries = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": _DOCUMENT.format(body)}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**entries, **(more or {})}.items():
                archive.writestr(name, content)
        return out.getvalue()

    return make
