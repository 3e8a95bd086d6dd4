"""What a file is, told by its first bytes, then by its content; its name only settles what both leave open."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from assay.errors import DocumentError
from ingest.archive import open_archive
from ingest.limits import Limits
from ingest.text.clean import beyond_ascii
from ingest.text.encoding import decoded
from ingest.upload import Upload

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
HTML = "text/html"
MAIL = "message/rfc822"
MSG = "application/vnd.ms-outlook"
MBOX = "application/mbox"
CALENDAR = "text/calendar"
ZIP = "application/zip"
PNG, JPEG, TIFF, WEBP, BMP, GIF = "image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp", "image/gif"
PICTURES = frozenset({PNG, JPEG, TIFF, WEBP, BMP, GIF})
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
_UNPACK = "Pack the documents as ZIP, or send them one by one."

# A dot stands for any byte.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"RIFF....WEBP", WEBP),
    (b"BM....\x00\x00\x00\x00", BMP),
    (b"GIF8", GIF),
)
_OTHER_PICTURES = (
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
    (b"AT&TFORM", Refused("a DjVu document", _AS_PDF)),
    (b"%!PS", Refused("a PostScript file", _AS_PDF)),
    (b"8BPS", Refused("a Photoshop file", _AS_PDF)),
    (b"SQLite format 3\x00", Refused("a database file (SQLite)", "Export what you need from it as PDF or text.")),
)
_PROGRAMS = (b"MZ", b"\x7fELF")
_PROGRAM = Refused("a program", "Send the document itself.")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = {
    "xls": Refused("a spreadsheet of Office 97 (XLS)", "Save it as XLSX and send that."),
    "ppt": Refused("a presentation of Office 97 (PPT)", _AS_PDF),
}
_OFFICE_97 = Refused("a document of Office 97 (DOC)", _AS_DOCX)
# Office keeps an encrypted document as a stream of this name inside an OLE container.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# Every Outlook message has a stream of this name.
_MESSAGE_STREAM = "__properties_version1.0".encode("utf-16-le")

# Office files say in this entry what their others are.
_CONTENT_TYPES = "[content_types].xml"
# The entry, in lower case, that tells each other kind of ZIP container.
_CONTAINERS = (
    ("xl/workbook.bin", Refused("a spreadsheet (XLSB)", "Save it as XLSX and send that.")),
    ("ppt/presentation.xml", Refused("a presentation (PPTX)", _AS_PDF)),
    ("meta-inf/manifest.xml", Refused("an OpenDocument file", _AS_DOCX)),
    ("meta-inf/container.xml", Refused("an electronic book (EPUB)", _AS_PDF)),
    ("meta-inf/manifest.mf", Refused("a program (JAR)", "Send the document itself.")),
    ("visio/document.xml", Refused("a drawing (VSDX)", _AS_PDF)),
    ("index/document.iwa", Refused("a document of Pages, Numbers or Keynote", _AS_PDF)),
    ("fixeddocseq.fdseq", Refused("an XPS document", _AS_PDF)),
)

_STRANGE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")

# Names with these endings promise a format that begins in a way of its own.
_PROMISES = {
    **{ending: ending.upper() for ending in ("pdf", "docx", "doc", "xlsx", "xls", "pptx", "zip", "msg", "png", "gif", "bmp")},
    **{"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "tiff": "TIFF", "webp": "WebP"},
}

_OFFICE = frozenset({"docx", "xlsx", "pptx"})
_JSON_ENDINGS = frozenset({"json", "jsonl", "ndjson"})

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

    Raises `DocumentError`: `unsupported_type` with the name of what it is, `type_mismatch` when content and name contradict each other,
    `corrupt_document` and its like for a broken container.
    """
    head = upload.data[:_HEAD]
    if _is_pdf(head, upload.extension):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _container(upload, limits)
    if head.startswith(_OLE):
        return _ole(upload)
    return _picture(head) or _by_content(upload, head)


def _is_pdf(head: bytes, extension: str) -> bool:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return True
    # Some gateways put a few lines before the header, and every PDF program accepts that.
    return extension == "pdf" and b"%PDF-" in head[:_PDF_HEADER_WITHIN] and not head.startswith(_PROGRAMS)


def _container(upload: Upload, limits: Limits) -> str:
    with open_archive(upload.data, limits, password=upload.password) as archive:
        names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
    refused = next((refused for entry, refused in _CONTAINERS if entry in names), None)
    if refused is not None:
        raise _unsupported(refused)
    # An archive of documents may well have a folder of this name.
    if upload.extension in _OFFICE or _CONTENT_TYPES in names:
        for folder, media_type in (("word/", DOCX), ("xl/", XLSX)):
            if any(name.startswith(folder) for name in names):
                return media_type
    if upload.extension in _OFFICE:
        raise DocumentError(
            "corrupt_document", f"The name says {_PROMISES[upload.extension]}, and the file holds no document of that kind."
        )
    return ZIP


def _picture(head: bytes) -> str | None:
    return next((media_type for magic, media_type in _PICTURES if _begins(head, magic)), None)


def _refuse_by_magic(head: bytes) -> None:
    if head.startswith(_PROGRAMS) and b"\0" in head:
        raise _unsupported(_PROGRAM)
    for magic, refused in _REFUSED:
        if head.startswith(magic):
            raise _unsupported(refused)
    for magic, name in _OTHER_PICTURES:
        if _begins(head, magic):
            raise _unsupported(Refused(f"a picture ({name})", "Save it as PNG, JPEG or PDF and send that."))


def _begins(head: bytes, magic: bytes) -> bool:
    return len(head) >= len(magic) and all(want in (b"."[0], byte) for want, byte in zip(magic, head, strict=False))


def _ole(upload: Upload) -> str:
    if _ENCRYPTED_STREAM in upload.data:
        raise DocumentError("encrypted", fix="Save a copy without the password and send that.")
    if _MESSAGE_STREAM in upload.data:
        return MSG
    if upload.extension in {"docx", "xlsx", "pptx", "pdf"}:
        raise _mismatch(upload, "a file of Office 97")
    raise _unsupported(_OLE_KINDS.get(upload.extension, _OFFICE_97))


def _unsupported(refused: Refused) -> DocumentError:
    return DocumentError("unsupported_type", f"This is {refused.what}, which is not read.", fix=refused.fix)


def _mismatch(upload: Upload, found: str) -> DocumentError:
    return DocumentError("type_mismatch", f"The name says {_PROMISES[upload.extension]}, the content is {found}.")


def _by_content(upload: Upload, head: bytes) -> str:
    """The type of a file without the magic bytes of a format that is read: what it looks like as text."""
    _refuse_by_magic(head)
    # Without a trailing character that the cut may have halved.
    sample = decoded(head.rstrip(_HIGH_BYTES))
    # A mail may carry bytes as they are, and a page some that its browser passed over.
    if _is_binary(sample) and not (_has_mail_headers(sample) or _HTML_START.match(sample)):
        if upload.extension in _PROMISES:
            says = f"The name says {_PROMISES[upload.extension]}, but the content does not begin like one."
            raise DocumentError("corrupt_document", says)
        raise DocumentError("unsupported_type", "This is a binary file of an unknown kind.")
    found = _text_type(sample, upload)
    if upload.extension in _PROMISES:
        raise _mismatch(upload, f"text ({found})")
    return MBOX if _is_mailbox(upload, found) else found


def _is_mailbox(upload: Upload, found: str) -> bool:
    """Begins with the line that begins each message of a mailbox; programs put it before single mails, too."""
    if not upload.data.startswith(b"From "):
        return False
    return upload.extension == "mbox" or (found == MAIL and _NEXT_MESSAGE.search(upload.data) is not None)


def _is_binary(sample: str) -> bool:
    """More than one in fifty characters cannot stand in a text. A few do: tools put NUL and the like into text files."""
    return len(_STRANGE.findall(beyond_ascii(sample))) * 50 > len(sample) + 100


def _text_type(sample: str, upload: Upload) -> str:
    if _is_mail(sample, upload.extension):
        return MAIL
    if sample.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR"):
        return CALENDAR
    if _HTML_START.match(sample) or (upload.extension in {"html", "htm", "xhtml"} and "<" in sample):
        return HTML
    if _XML_START.match(sample):
        return XML if _is_xml(sample, upload.extension) else HTML
    if upload.extension in _JSON_ENDINGS or (sample.lstrip()[:1] in ("{", "[") and _is_json(upload.data)):
        return JSON
    return CSV if upload.extension in {"csv", "tsv"} else TEXT


def _is_mail(sample: str, extension: str) -> bool:
    return extension == "eml" or _has_mail_headers(sample)


def _has_mail_headers(sample: str) -> bool:
    """Begins with header lines, one of which only mail has: a memo, too, says from whom to whom."""
    names: set[str] = set()
    for line in sample.lstrip("\r\n").splitlines():
        header = _HEADER.match(line)
        if header is None:
            break
        names.add((header["name"] or "").lower())
    return bool(names & _MAIL_ONLY and names & _MAIL_AND_MEMOS)


def _is_xml(sample: str, extension: str) -> bool:
    """Not a web page that was saved without its first lines."""
    return extension == "xml" or sample.lstrip().startswith("<?xml") or not _HTML_TAG.search(sample)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(decoded(data))
    except (ValueError, RecursionError):
        return False
    return True
