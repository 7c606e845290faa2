"""Archives (压缩包) -> their members, within limits: ZIP, tar, gzip by Python, RAR and 7z by libarchive."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import zip_longest
from pathlib import PurePosixPath

from pipelines.model import Document, Note, Paragraph, Severity, Table
from pipelines.reading.errors import (
    CorruptDocument,
    DocumentTooLarge,
    EncryptedDocument,
    ReaderMissing,
    UnreadableDocument,
    UnsupportedDocument,
)
from pipelines.reading.package import DAMAGE
from pipelines.reading.rar import Header, decoded, headers_of
from pipelines.reading.sniff import FileKind

MAX_MEMBERS = 500
MAX_UNPACKED = 256 * 1024 * 1024
"""Limits of what an archive may hold, in files and in bytes."""
_OF_THE_SYSTEM = ("__MACOSX/", ".")
_FURNITURE = ("Thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1
_LOCKED = "expected an open archive, found one locked by a password: ask for it"
_GZIP = b"\x1f\x8b"
_RAR = (b"Rar!",)
_SEVEN_ZIP = (b"7z\xbc\xaf\x27\x1c",)

Member = tuple[str, bytes | UnreadableDocument]


def members_of(kind: FileKind, data: bytes) -> Iterator[Member]:
    """The files in an archive by name, in its order, without those that operating systems leave.

    In place of one that is locked or damaged stands the reason.

    Raises `CorruptDocument`, `EncryptedDocument`, `DocumentTooLarge`, `ReaderMissing`.
    """
    unpacked = 0
    members = _zipped(data) if kind is FileKind.ZIP else _archived(data)
    for number, (name, content) in enumerate(members):
        unpacked += len(content) if isinstance(content, bytes) else 0
        if number >= MAX_MEMBERS or unpacked > MAX_UNPACKED:
            raise DocumentTooLarge(
                f"expected an archive of at most {MAX_MEMBERS} files and {MAX_UNPACKED} bytes: unpack it"
            )
        if _is_meant(name) and content:
            yield name, content


def _is_meant(name: str) -> bool:
    own = PurePosixPath(name).name
    return not name.startswith(_OF_THE_SYSTEM[0]) and not own.startswith(".") and own not in _FURNITURE


def _zipped(data: bytes) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for info in package.infolist():
                if not info.is_dir():
                    yield _name(info), _unzipped(package, info)
    except DAMAGE as error:
        raise CorruptDocument("expected a zip, but it is damaged: fetch it again") from error


def _unzipped(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | UnreadableDocument:
    if info.flag_bits & _ENCRYPTED:
        return EncryptedDocument(_LOCKED)
    if info.file_size > MAX_UNPACKED:
        raise DocumentTooLarge(f"{_name(info)} unpacks to {info.file_size} bytes: unpack it first")
    try:
        return package.read(info)
    except (*DAMAGE, RuntimeError, LookupError) as error:
        return CorruptDocument(f"it is damaged ({error}): fetch the archive again")


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member: without the mark for UTF-8 it is what Windows wrote, in China GBK."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _archived(data: bytes) -> Iterator[Member]:
    if data.startswith(_GZIP) or not data.startswith(_RAR + _SEVEN_ZIP):
        yield from _tarred(data)
        return
    yield from _of_rar(data) if data.startswith(_RAR) else _by_libarchive(data)


def _of_rar(data: bytes) -> Iterator[Member]:
    """The files of a RAR under the names and with the checksums of its headers, which come in one order."""
    headers = headers_of(data)
    locked = {number for number, header in enumerate(headers) if header.locked}
    contents = (content for _, content in _by_libarchive(data, locked))
    for header, content in zip_longest(headers, contents):
        if header is None or content is None:
            raise CorruptDocument("expected a RAR, but its list and its files differ: fetch it again")
        yield header.name, _checked(header, content)


def _checked(header: Header, content: bytes) -> bytes | UnreadableDocument:
    if header.locked:
        return EncryptedDocument(_LOCKED)
    if header.checksum not in (None, zlib.crc32(content)):
        return CorruptDocument("it fails its checksum: fetch the archive again")
    return content


def _tarred(data: bytes) -> Iterator[Member]:
    """A tar, packed or not, or one file packed by gzip: libarchive does not look at gzip's checksum."""
    try:
        plain = (
            gzip.GzipFile(fileobj=BytesIO(data)).read(MAX_UNPACKED + 1) if data.startswith(_GZIP) else data
        )
        if len(plain) > MAX_UNPACKED:
            raise DocumentTooLarge(f"the archive unpacks to more than {MAX_UNPACKED} bytes: unpack it first")
        if not tarfile.is_tarfile(BytesIO(plain)):
            yield "file", plain
            return
        with tarfile.open(fileobj=BytesIO(plain)) as package:
            for info in package:
                if info.isfile() and (file := package.extractfile(info)):
                    yield decoded(info.name.encode("utf-8", "surrogateescape")), file.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, LookupError) as error:
        raise CorruptDocument(f"expected an archive, but it is damaged ({error}): fetch it again") from error


def _by_libarchive(data: bytes, locked: Container[int] = ()) -> Iterator[tuple[str, bytes]]:
    """The files in an archive; of those whose numbers are in ``locked`` the content is not asked for."""
    try:
        import libarchive  # noqa: PLC0415 - it loads a shared library that may be missing
        from libarchive.exception import ArchiveError  # noqa: PLC0415
    except (ImportError, OSError, TypeError, AttributeError) as error:
        raise ReaderMissing(
            "a RAR or 7z archive needs libarchive: install Debian's package libarchive13"
        ) from error
    try:
        with libarchive.memory_reader(data) as entries:
            for number, entry in enumerate(entry for entry in entries if entry.isfile):
                name = entry.pathname or "file"
                content = b"" if number in locked else _content(entry.get_blocks())
                yield name if isinstance(name, str) else decoded(name), content
    except ArchiveError as error:
        if "ncrypt" in str(error) or "assphrase" in str(error):
            raise EncryptedDocument(_LOCKED) from error
        raise CorruptDocument(f"expected an archive, but it is damaged ({error}): fetch it again") from error


def _content(blocks: Iterator[bytes]) -> bytes:
    content = bytearray()
    for block in blocks:
        content += block
        if len(content) > MAX_UNPACKED:
            raise DocumentTooLarge(
                f"a file in the archive unpacks to more than {MAX_UNPACKED} bytes: unpack it first"
            )
    return bytes(content)


def prefixed(document: Document, name: str) -> Document:
    """A member's document, its places beginning with the member's name, which is its title if it has none."""
    blocks = tuple(_block(block, name) for block in document.blocks)
    title = document.metadata.get("title") or PurePosixPath(name).stem
    return replace(document, blocks=blocks, metadata={**document.metadata, "title": title})


def _block(block: Paragraph | Table, name: str) -> Paragraph | Table:
    if isinstance(block, Paragraph):
        return replace(block, place=f"{name}: {block.place}")
    cells = tuple(
        cell._replace(place=f"{name}: {cell.place}") if cell.place else cell for cell in block.cells
    )
    return replace(block, cells=cells, place=f"{name}: {block.place}")


def put_together(
    found: Sequence[Document], failed: Mapping[str, UnreadableDocument], sha256: str, kind: FileKind
) -> tuple[Document, ...]:
    """The documents of an archive as evidence of the archive itself, each with a note on what was not read.

    Raises the members' own error where all have the same one, else `UnsupportedDocument`.
    """
    if not found:
        raise _nothing_readable(failed)
    notes = tuple(_note(name, error) for name, error in failed.items())
    return tuple(replace(one, sha256=sha256, media_type=kind, notes=(*one.notes, *notes)) for one in found)


def _note(name: str, error: UnreadableDocument) -> Note:
    return Note("document.member", f"{name} in the archive was not read: {error}", Severity.WARNING)


def _nothing_readable(failed: Mapping[str, UnreadableDocument]) -> UnreadableDocument:
    """The members' own error where all have the same kind of it."""
    if not failed:
        return UnsupportedDocument(
            "expected a document in the archive, found nothing: look for another version"
        )
    kinds = {type(error) for error in failed.values()}
    kind = kinds.pop() if len(kinds) == 1 else UnsupportedDocument
    name, error = next(iter(failed.items()))
    if len(failed) == 1:
        return kind(f"{name} in the archive: {error}")
    return kind(f"expected a document in the archive, found {', '.join(list(failed)[:8])}: {name}: {error}")
