"""What a file is, told by its first bytes, then by its content; its name only settles what both leave open."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from assay.errors import DocumentError
from ingest.archive import open_archive
from ingest.encoding import decoded
from ingest.limits import Limits
from ingest.upload import Upload

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MAIL = "message/rfc822"
JSON = "application/json"
XML = "application/xml"
TEXT = "text/plain"

_HEAD = 4_096
_PDF_HEADER_WITHIN = 1_024
_HIGH_BYTES = bytes(range(0x80, 0x100))


class Refused(NamedTuple):
    """What a kind of file that is not read is called, and what to do instead."""

    what: str
    fix: str


_AS_PDF = "Save it as PDF and send that."
_AS_DOCX = "Save it as DOCX or PDF and send that."
_UNPACK = "Take the documents out of it and send them one by one."

# A dot stands for any byte.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM....\x00\x00\x00\x00", "BMP"),
    (b"RIFF....WEBP", "WebP"),
    (b"....ftyphei", "HEIC"),
    (b"....ftypmif1", "HEIF"),
    (b"....ftypavif", "AVIF"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
)
_REFUSED = (
    (b"{\\rtf", Refused("a rich text file (RTF)", _AS_DOCX)),
    (b"\x1f\x8b", Refused("a compressed file (gzip)", _UNPACK)),
    (b"BZh", Refused("a compressed file (bzip2)", _UNPACK)),
    (b"\xfd7zXZ\x00", Refused("a compressed file (xz)", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Refused("an archive (7z)", _UNPACK)),
    (b"Rar!\x1a\x07", Refused("an archive (RAR)", _UNPACK)),
    (b"%!PS", Refused("a PostScript file", _AS_PDF)),
    (b"8BPS", Refused("a Photoshop file", _AS_PDF)),
    (b"SQLite format 3\x00", Refused("a database file (SQLite)", "Export what you need from it as PDF or text.")),
)
_PROGRAMS = (b"MZ", b"\x7fELF")
_PROGRAM = Refused("a program", "Send the document itself.")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = {
    "msg": Refused("an Outlook message (MSG)", "Save it as .eml and send that."),
    "xls": Refused("a spreadsheet of Office 97 (XLS)", _AS_PDF),
    "ppt": Refused("a presentation of Office 97 (PPT)", _AS_PDF),
}
_OFFICE_97 = Refused("a document of Office 97 (DOC)", _AS_DOCX)
# Office keeps an encrypted document as a stream of this name inside an OLE container.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

# The entry that tells each kind of ZIP container from the others.
_CONTAINERS = (
    ("xl/workbook.xml", Refused("a spreadsheet (XLSX)", _AS_PDF)),
    ("xl/workbook.bin", Refused("a spreadsheet (XLSB)", _AS_PDF)),
    ("ppt/presentation.xml", Refused("a presentation (PPTX)", _AS_PDF)),
    ("META-INF/manifest.xml", Refused("an OpenDocument file", _AS_DOCX)),
    ("META-INF/container.xml", Refused("an electronic book (EPUB)", _AS_PDF)),
)
_ARCHIVE = Refused("an archive (ZIP)", _UNPACK)
_MAILBOX = Refused("a mailbox with several messages", "Save each message as .eml and send those.")

_STRANGE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")

# Names with these endings promise a format that begins in a way of its own.
_PROMISES = {
    **{ending: ending.upper() for ending in ("pdf", "docx", "doc", "xlsx", "xls", "pptx", "zip", "msg", "png", "gif", "bmp")},
    **{"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "tiff": "TIFF", "webp": "WebP"},
}

_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|style|script|center|font|"
    r"h[1-6]|table|div|span|p|br|ul|ol)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(r"<(?:html|body|table|div|p|br)\b[^>]*>", re.IGNORECASE)
_XML_START = re.compile(r"\s*(?:<\?xml\b|<!--|<!DOCTYPE\b|<[A-Za-z_][\w.-]*(?::[\w.-]+)?(?:\s[^<]*)?/?>)")
_HEADER = re.compile(r"(?:(?P<name>[!-9;-~]+)[ \t]*:|[ \t]|From )")
_MAIL_ONLY = frozenset({"received", "return-path", "message-id", "mime-version", "content-type", "delivered-to", "reply-to"})
_MAIL_AND_MEMOS = frozenset({"from", "to", "cc", "subject", "date"})
_NEXT_MESSAGE = re.compile(rb"\n\r?\nFrom \S+ ")


def sniff(upload: Upload, limits: Limits) -> str:
    """The media type of an upload that Assay reads.

    Raises `DocumentError`: `unsupported_type` with the name of what it is, `no_text` for a picture, `type_mismatch` when
    content and name contradict each other, `corrupt_document` and its like for a broken container.
    """
    head = upload.data[:_HEAD]
    if _is_pdf(head, upload.extension):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _container(upload, limits)
    _refuse_by_magic(upload, head)
    return _by_content(upload)


def _is_pdf(head: bytes, extension: str) -> bool:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return True
    # Some gateways put a few lines before the header, and every PDF program accepts that.
    return extension == "pdf" and b"%PDF-" in head[:_PDF_HEADER_WITHIN] and not head.startswith(_PROGRAMS)


def _container(upload: Upload, limits: Limits) -> str:
    with open_archive(upload.data, limits) as archive:
        names = {name.replace("\\", "/").lstrip("/") for name in archive.namelist()}
    if any(name.lower().startswith("word/") for name in names):
        return DOCX
    raise _unsupported(next((refused for entry, refused in _CONTAINERS if entry in names), _ARCHIVE))


def _refuse_by_magic(upload: Upload, head: bytes) -> None:
    if head.startswith(_OLE):
        raise _ole(upload)
    if head.startswith(_PROGRAMS) and b"\0" in head:
        raise _mismatch(upload, "a program") if upload.extension in _PROMISES else _unsupported(_PROGRAM)
    for magic, refused in _REFUSED:
        if head.startswith(magic):
            raise _unsupported(refused)
    for magic, name in _PICTURES:
        if _begins(head, magic):
            raise _picture(name)


def _begins(head: bytes, magic: bytes) -> bool:
    return len(head) >= len(magic) and all(want in (b"."[0], byte) for want, byte in zip(magic, head, strict=False))


def _ole(upload: Upload) -> DocumentError:
    if _ENCRYPTED_STREAM in upload.data:
        return DocumentError("encrypted")
    if upload.extension in {"docx", "xlsx", "pptx", "pdf"}:
        return _mismatch(upload, "a file of Office 97")
    return _unsupported(_OLE_KINDS.get(upload.extension, _OFFICE_97))


def _picture(name: str) -> DocumentError:
    return DocumentError(
        "no_text",
        f"This is a picture ({name}); reading it needs text recognition (the `ocr` extra), which comes with a later version.",
        fix="Send the document as a PDF with text.",
    )


def _unsupported(refused: Refused) -> DocumentError:
    return DocumentError("unsupported_type", f"This is {refused.what}, which is not read.", fix=refused.fix)


def _mismatch(upload: Upload, found: str) -> DocumentError:
    return DocumentError("type_mismatch", f"The name says {_PROMISES[upload.extension]}, the content is {found}.")


def _by_content(upload: Upload) -> str:
    """The type of a file without magic bytes: what it looks like as text."""
    # Without a trailing character that the cut may have halved.
    sample = decoded(upload.data[:_HEAD].rstrip(_HIGH_BYTES))
    if _is_binary(sample):
        if upload.extension in _PROMISES:
            says = f"The name says {_PROMISES[upload.extension]}, but the content does not begin like one."
            raise DocumentError("corrupt_document", says)
        raise DocumentError("unsupported_type", "This is a binary file of an unknown kind.")
    found = _text_type(sample, upload)
    if upload.extension in _PROMISES:
        raise _mismatch(upload, f"text ({found})")
    if found == MAIL and upload.data.startswith(b"From ") and _NEXT_MESSAGE.search(upload.data):
        raise _unsupported(_MAILBOX)
    return found


def _is_binary(sample: str) -> bool:
    """More than one in fifty characters cannot stand in a text. A few do: tools put NUL and the like into text files."""
    return len(_STRANGE.findall(sample)) * 50 > len(sample) + 100


def _text_type(sample: str, upload: Upload) -> str:
    if _is_mail(sample, upload.extension):
        return MAIL
    if _HTML_START.match(sample) or (upload.extension in {"html", "htm", "xhtml"} and "<" in sample):
        return HTML
    if _XML_START.match(sample):
        return XML if _is_xml(sample, upload.extension) else HTML
    if upload.extension == "json" or (sample.lstrip()[:1] in ("{", "[") and _is_json(upload.data)):
        return JSON
    return TEXT


def _is_mail(sample: str, extension: str) -> bool:
    """Begins with header lines, one of which only mail has: a memo, too, says from whom to whom."""
    names: set[str] = set()
    for line in sample.lstrip("\r\n").splitlines():
        header = _HEADER.match(line)
        if header is None:
            break
        names.add((header["name"] or "").lower())
    return extension == "eml" or bool(names & _MAIL_ONLY and names & _MAIL_AND_MEMOS)


def _is_xml(sample: str, extension: str) -> bool:
    """Not a web page that was saved without its first lines."""
    return extension == "xml" or sample.lstrip().startswith("<?xml") or not _HTML_TAG.search(sample)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(decoded(data))
    except (ValueError, RecursionError):
        return False
    return True
