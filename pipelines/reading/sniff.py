"""Which kind of file these bytes are. Names and headers are not asked: they are often wrong."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO

from pipelines.reading.encoding import decode
from pipelines.reading.errors import CorruptDocument, EncryptedDocument, UnsupportedDocument

_HEAD = 4096
_PICTURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MIME = re.compile(
    rb"\s*(?:MIME-Version:|Content-Type:\s*multipart/|From:.*\r?\n(?:.*\r?\n){0,6}MIME-Version:)", re.I
)
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
    DOC = "application/msword"
    RTF = "application/rtf"
    ODT = "application/vnd.oasis.opendocument.text"
    XLS = "application/vnd.ms-excel"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    MHTML = "multipart/related"
    PICTURE = "image/*"
    ZIP = "application/zip"
    ARCHIVE = "application/x-archive"


def sniff(data: bytes) -> FileKind:
    """The kind of a readable file.

    Raises `UnsupportedDocument`, `EncryptedDocument` or `CorruptDocument` for others.
    """
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if head.startswith(_OLE):
        return _ole_kind(data)
    return _kind_by_head(head) or _text_kind(head, data)


def _kind_by_head(head: bytes) -> FileKind | None:
    if picture_type(head):
        return FileKind.PICTURE
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return FileKind.ARCHIVE
    if head.lstrip().startswith(b"{\\rtf"):
        return FileKind.RTF
    return FileKind.MHTML if _MIME.match(head) else None


def picture_type(head: bytes) -> str | None:
    """The media type of a picture by its first bytes; None for anything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _PICTURES.items() if head.startswith(mark)), None)


def is_for_libreoffice(head: bytes) -> bool:
    """Whether a file that begins so may be one that LibreOffice has to convert (DOC, WPS, RTF)."""
    return head.startswith(_OLE) or head.lstrip().startswith(b"{\\rtf")


def _ole_kind(data: bytes) -> FileKind:
    """An OLE container: an old .doc, .wps or .xls, or a DOCX that Word has encrypted (EncryptedPackage)."""
    import olefile  # noqa: PLC0415 - old files alone need it

    try:
        with olefile.OleFileIO(data) as container:
            streams = {path[0] for path in container.listdir()}
    except (OSError, ValueError, IndexError, AttributeError, TypeError, RecursionError) as error:
        raise CorruptDocument(
            "expected a Word or Excel file of the old kind, but its directory is damaged: fetch it again"
        ) from error
    if "EncryptedPackage" in streams:
        raise EncryptedDocument("expected an open file, found one locked by a password: ask for it")
    if "WordDocument" in streams:
        return FileKind.DOC
    if streams & {"Workbook", "Book"}:
        return FileKind.XLS
    raise UnsupportedDocument(
        f"expected a Word or Excel file, found another of this kind ({', '.join(sorted(streams)[:5])}): "
        "look for an HTML, DOCX or PDF version"
    )


def _zip_kind(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            kind = package.read("mimetype")[:80] if "mimetype" in names else b""
    except (
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        ValueError,
        OSError,
        RuntimeError,
        EOFError,
    ) as error:
        raise CorruptDocument(
            "expected a DOCX or another zip, but its directory is missing: it was cut short, fetch it again"
        ) from error
    if kind == FileKind.ODT.encode():
        return FileKind.ODT
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    return FileKind.XLSX if any(name.startswith("xl/") for name in names) else FileKind.ZIP


def _text_kind(head: bytes, data: bytes) -> FileKind:
    text = decode(head).text
    if _is_binary(text):
        raise UnsupportedDocument(
            "expected HTML, Word, Excel, PDF or text, found binary data: fetch it again"
        )
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
