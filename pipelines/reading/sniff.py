"""Which kind of file these bytes are. Names and headers are not asked: they are often wrong."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from io import BytesIO

from pipelines.reading.encoding import decode
from pipelines.reading.errors import CorruptDocument, UnsupportedDocument

_HEAD = 4096
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    r"<(!doctype|html|head|body|meta|title|table|tr|td|div|p|span|h[1-6]|br|a|ul|ol|li|font|center|script|style|b|strong"
    r"|section|article|ucap\w+)\b[^<]*>",
    re.IGNORECASE,
)


class FileKind(StrEnum):
    """The kinds that can be read, by their media type."""

    HTML = "text/html"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"
    TEXT = "text/plain"


def sniff(data: bytes) -> FileKind:
    """The kind of a readable file. Raises `UnsupportedDocument` or `CorruptDocument` for others."""
    head = data[:_HEAD]
    _refuse_known(head)
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    return _text_kind(head, data)


def _refuse_known(head: bytes) -> None:
    if head.startswith(_PICTURES):
        raise UnsupportedDocument(
            "expected a document, found a picture: look for the report's text elsewhere"
        )
    if head.startswith(_ARCHIVES):
        raise UnsupportedDocument("expected a document, found an archive (rar, 7z, gzip): unpack it first")
    if head.startswith(b"{\\rtf"):
        raise UnsupportedDocument("expected HTML, DOCX, PDF or text, found RTF: save it as DOCX first")


def is_ole(data: bytes) -> bool:
    """True for an OLE container: an old .doc, .wps or .xls, or an encrypted DOCX."""
    return data.startswith(_OLE)


def _zip_kind(data: bytes) -> FileKind:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise CorruptDocument(
            "expected a DOCX (a zip), but its directory is missing: the file was cut short, fetch it again"
        ) from error
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    kind = "a spreadsheet" if any(name.startswith("xl/") for name in names) else "a zip of other files"
    raise UnsupportedDocument(
        f"expected HTML, DOCX, PDF or text, found {kind}: take the report out of it first"
    )


def _text_kind(head: bytes, data: bytes) -> FileKind:
    text = decode(head).text
    if _is_binary(text):
        raise UnsupportedDocument("expected HTML, DOCX, PDF or text, found binary data: fetch it again")
    if _MARKUP.search(text):
        return FileKind.HTML
    return FileKind.HTML if len(_MARKUP.findall(decode(data).text)) >= 3 else FileKind.TEXT


def _is_binary(text: str) -> bool:
    """Control characters and undecodable bytes in more than one of twenty characters."""
    odd = sum(
        1
        for character in text
        if (character < " " and character not in "\t\r\n\f\x0b") or character == "\ufffd"
    )
    return odd * 20 > len(text)
