"""The one entry of reading: size and emptiness first, then the reader for the kind of file."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from pipelines.model import Document, Note, Severity, Table
from pipelines.reading.docx import read_docx
from pipelines.reading.dump import read_dump
from pipelines.reading.errors import DocumentTooLarge, EmptyDocument, EncryptedDocument, UnsupportedDocument
from pipelines.reading.html import read_html
from pipelines.reading.pdf import read_pdf
from pipelines.reading.pdfstreams import broken_streams
from pipelines.reading.sniff import FileKind, is_ole, sniff

MAX_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 8 * 1024 * 1024
"""Limits of a whole file and of one in HTML or plain text; real reports stay far below."""


def read_all(data: bytes, *, url: str | None = None, media_type: str | None = None) -> tuple[Document, ...]:
    """Read every document in a file: one, or those that an archive (压缩包) holds.

    Raises a subclass of `UnreadableDocument`, and nothing else.
    """
    return (read(data, url=url, media_type=media_type),)


def read(data: bytes, *, url: str | None = None, media_type: str | None = None) -> Document:
    """Read one file into a Document.

    `url` makes links absolute; `media_type` (the Content-Type header) is a weak hint: the kind of file
    and its charset come from the bytes. Raises a subclass of `UnreadableDocument`, and nothing else.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyDocument("expected a document, found an empty file: fetch it again")
    if len(data) > MAX_BYTES:
        raise DocumentTooLarge(f"expected at most {MAX_BYTES} bytes, found {len(data)}: split the file")
    if is_ole(data):
        _refuse_ole(data)
    return _read(sniff(data), data, url, media_type)


def _read(kind: FileKind, data: bytes, url: str | None, media_type: str | None) -> Document:
    sha256 = hashlib.sha256(data).hexdigest()
    if kind in (FileKind.HTML, FileKind.TEXT) and len(data) > MAX_TEXT_BYTES:
        raise DocumentTooLarge(
            f"expected at most {MAX_TEXT_BYTES} bytes of text, found {len(data)}: split the file"
        )
    if kind is FileKind.HTML:
        return read_html(data, sha256=sha256, url=url, media_type=media_type)
    if kind is FileKind.TEXT:
        return read_dump(data, sha256=sha256, media_type=media_type)
    if kind is FileKind.DOCX:
        return read_docx(data, sha256=sha256)
    return _doubted(read_pdf(data, sha256=sha256), broken_streams(data))


def _doubted(document: Document, broken: int) -> Document:
    """A document whose file is damaged where its text is packed: any cell may differ from the printed one."""
    if not broken:
        return document
    doubt = "the file is damaged"
    blocks = (
        replace(block, cells=tuple(replace(cell, doubt=cell.doubt or doubt) for cell in block.cells))
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    message = f"{broken} parts of the file fail their checksum: it was damaged on its way. Fetch it again."
    note = Note("reading.damaged", message, Severity.WARNING)
    return replace(document, blocks=tuple(blocks), notes=(*document.notes, note))


def _refuse_ole(data: bytes) -> None:
    """Word encrypts a DOCX by wrapping it into an OLE container with a stream EncryptedPackage."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedDocument(
            "expected a readable DOCX, found one locked by a password: ask for an open copy"
        )
    raise UnsupportedDocument(
        "expected HTML, DOCX, PDF or text, found an old .doc/.wps/.xls: save it as DOCX first"
    )
