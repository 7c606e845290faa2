"""Which kind of file these bytes are. Names and headers are not asked: they are often wrong."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO

from pipelines.reading.encoding import text_of
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
_OF_OFFICE = (b"[Content_Types].xml", b"_rels/", b"mimetypeapplication/")
_MANIFEST = "META-INF/manifest.xml"
_OTHERS = {"OFD.xml": "an OFD (版式文档)", "ppt/presentation.xml": "a presentation (PPTX)"}
"""Zips that are one document of a kind that is not read, by a part that each of them has."""
_LOCKED = "expected an open file, found one locked by a password: ask for it"
_LOCKED_WORD = 0x01
"""[MS-DOC] 2.5.2: the bit fEncrypted, the lowest of byte 11 of the stream WordDocument."""
_MIME = re.compile(
    rb"\s*(?:MIME-Version:|Content-Type:\s*multipart/|From:.*\r?\n(?:.*\r?\n){0,6}MIME-Version:)", re.I
)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
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


def may_hold_pictures(head: bytes) -> bool:
    """Whether a file that begins so may be or hold a scan: a picture, a PDF, an archive that is no DOCX."""
    if head.startswith(b"PK"):
        return not any(part in head for part in _OF_OFFICE)
    return b"%PDF-" in head or _kind_by_head(head) in (FileKind.PICTURE, FileKind.ARCHIVE)


def _ole_kind(data: bytes) -> FileKind:
    """An OLE container: an old .doc, .wps or .xls, or a DOCX that Word has encrypted (EncryptedPackage)."""
    import olefile  # noqa: PLC0415 - old files alone need it

    try:
        with olefile.OleFileIO(data) as container:
            streams = {path[0] for path in container.listdir()}
            head = container.openstream("WordDocument").read(12) if "WordDocument" in streams else b""
    except (OSError, ValueError, IndexError, AttributeError, TypeError, RecursionError) as error:
        raise CorruptDocument(
            "expected a Word or Excel file of the old kind, but its directory is damaged: fetch it again"
        ) from error
    if "EncryptedPackage" in streams or (head[11:12] and head[11] & _LOCKED_WORD):
        raise EncryptedDocument(_LOCKED)
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
            manifest = package.read(_MANIFEST) if kind and _MANIFEST in names else b""
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
    if b"encryption-data" in manifest:
        raise EncryptedDocument(_LOCKED)
    if kind == FileKind.ODT.encode():
        return FileKind.ODT
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if other := kind.decode("ascii", "replace") or next(
        (_OTHERS[name] for name in names if name in _OTHERS), ""
    ):
        raise UnsupportedDocument(f"expected a report, found {other}: look for an HTML, DOCX or PDF version")
    return FileKind.ZIP


def _text_kind(head: bytes, data: bytes) -> FileKind:
    text = text_of(head)
    if _is_binary(text):
        raise UnsupportedDocument(
            "expected HTML, Word, Excel, PDF or text, found binary data: fetch it again"
        )
    if _MARKUP.search(text):
        return FileKind.HTML
    return FileKind.HTML if len(_MARKUP.findall(text_of(data))) >= 3 else FileKind.TEXT


def _is_binary(text: str) -> bool:
    """Control characters and undecodable bytes in more than one of twenty characters."""
    return len(_NO_TEXT.findall(text)) * 20 > len(text)
