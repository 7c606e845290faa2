"""The one entry of reading: size and emptiness first, then the reader for the kind of file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from pipelines.model import Document, Note, Severity, Table
from pipelines.reading import libreoffice
from pipelines.reading.container import members_of, prefixed, put_together
from pipelines.reading.docx import read_docx
from pipelines.reading.dump import read_dump
from pipelines.reading.errors import (
    DocumentTooLarge,
    EmptyDocument,
    ReaderMissing,
    UnreadableDocument,
    UnsupportedDocument,
)
from pipelines.reading.html import read_html
from pipelines.reading.mhtml import page_of
from pipelines.reading.pdf import read_pdf
from pipelines.reading.pdfstreams import broken_streams
from pipelines.reading.picture import read_picture
from pipelines.reading.sniff import FileKind, sniff
from pipelines.reading.spreadsheet import read_xls, read_xlsx

MAX_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 8 * 1024 * 1024
"""Limits of a whole file and of one in HTML or plain text; real reports stay far below."""
_HEAD = 4096
_BLANK = b"\x00 \t\r\n"
MAX_DEPTH = 2
"""An archive inside an archive is unpacked; what lies deeper is not."""
_ARCHIVES = (FileKind.ZIP, FileKind.ARCHIVE)
_CONVERTED = {FileKind.DOC: "doc", FileKind.RTF: "rtf", FileKind.ODT: "odt"}


def read_all(data: bytes, *, url: str | None = None, media_type: str | None = None) -> tuple[Document, ...]:
    """Read every document in a file: one, or those that an archive (压缩包) holds.

    `url` makes links absolute; `media_type` (the Content-Type header) is a weak hint: the kind of file and
    its charset come from the bytes. Raises a subclass of `UnreadableDocument`, and nothing else.
    """
    return _read_all(data, url, media_type, 0)


def read(data: bytes, *, url: str | None = None, media_type: str | None = None) -> Document:
    """Read a file that holds one document; of an archive, the first. As `read_all`."""
    return read_all(data, url=url, media_type=media_type)[0]


def convert_many(files: Sequence[bytes]) -> None:
    """Have LibreOffice convert old Word files in one call, for the calls of `read` that follow.

    What is no such file is left alone. Raises `ReaderMissing` without LibreOffice.
    """
    kinds = ((data, _kind(data)) for data in files)
    sources = [(data, _CONVERTED[kind]) for data, kind in kinds if kind in _CONVERTED]
    if sources:
        libreoffice.convert_many(sources)


def _kind(data: bytes) -> FileKind | None:
    try:
        return sniff(data)
    except UnreadableDocument:
        return None  # told when it is read


def _read_all(data: bytes, url: str | None, media_type: str | None, depth: int) -> tuple[Document, ...]:
    if not data[:_HEAD].strip(_BLANK) and not data.strip(_BLANK):
        raise EmptyDocument("expected a document, found an empty file: fetch it again")
    if len(data) > MAX_BYTES:
        raise DocumentTooLarge(f"expected at most {MAX_BYTES} bytes, found {len(data)}: split the file")
    kind = sniff(data)
    sha256 = hashlib.sha256(data).hexdigest()
    if kind in _ARCHIVES:
        return _members(kind, data, sha256, depth)
    return (_read(kind, data, sha256, url, media_type),)


def _members(kind: FileKind, data: bytes, sha256: str, depth: int) -> tuple[Document, ...]:
    """The documents in an archive; what of it cannot be read is a note on those that can."""
    if depth >= MAX_DEPTH:
        raise UnsupportedDocument("expected a document, found archives inside archives: unpack them first")
    found: list[Document] = []
    failed: dict[str, UnreadableDocument] = {}
    members = list(members_of(kind, data))
    _convert_together([member for _, member in members if isinstance(member, bytes)])
    for name, member in members:
        try:
            if isinstance(member, UnreadableDocument):
                raise member
            found += [prefixed(one, name) for one in _read_all(member, None, None, depth + 1)]
        except UnreadableDocument as error:
            failed[name] = error
    return put_together(found, failed, sha256, kind)


def _convert_together(files: Sequence[bytes]) -> None:
    with suppress(ReaderMissing):  # told for each of them when it is read
        convert_many(files)


def _read(kind: FileKind, data: bytes, sha256: str, url: str | None, media_type: str | None) -> Document:
    if kind in (FileKind.HTML, FileKind.TEXT, FileKind.MHTML) and len(data) > MAX_TEXT_BYTES:
        raise DocumentTooLarge(
            f"expected at most {MAX_TEXT_BYTES} bytes of text, found {len(data)}: split the file"
        )
    if kind is FileKind.HTML:
        return read_html(data, sha256=sha256, url=url, media_type=media_type)
    if kind is FileKind.TEXT:
        return read_dump(data, sha256=sha256, media_type=media_type)
    if kind is FileKind.MHTML:
        page, charset = page_of(data)
        return replace(read_html(page, sha256=sha256, url=url, media_type=charset), media_type=kind)
    if kind in _CONVERTED:
        return replace(read_docx(libreoffice.to_docx(data, _CONVERTED[kind]), sha256=sha256), media_type=kind)
    return _READERS[kind](data, sha256=sha256)


def _read_pdf(data: bytes, *, sha256: str) -> Document:
    return _doubted(read_pdf(data, sha256=sha256), broken_streams(data))


def _doubted(document: Document, broken: int) -> Document:
    """A document whose file is damaged where its text is packed: any cell may differ from the printed one."""
    if not broken:
        return document
    doubt = "the file is damaged"
    blocks = (
        replace(block, cells=tuple(cell._replace(doubt=cell.doubt or doubt) for cell in block.cells))
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    message = f"{broken} parts of the file fail their checksum: it was damaged on its way. Fetch it again."
    note = Note("reading.damaged", message, Severity.WARNING)
    return replace(document, blocks=tuple(blocks), notes=(*document.notes, note))


_READERS: dict[FileKind, Callable[..., Document]] = {
    FileKind.DOCX: read_docx,
    FileKind.PDF: _read_pdf,
    FileKind.PICTURE: read_picture,
    FileKind.XLS: read_xls,
    FileKind.XLSX: read_xlsx,
}
