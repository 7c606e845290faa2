"""The parts of an Office file (a zip of XML), unpacked within limits."""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Final

from lxml import etree

from pipelines.reading.errors import CorruptDocument, DocumentTooLarge, EncryptedDocument

MAX_PART_BYTES: Final = 8 * 1024 * 1024
"""Unpacked size of one part; the official form takes 0.25 MB."""
DAMAGE: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
                  KeyError, NotImplementedError)  # fmt: skip
_RELATIONS = "_rels/.rels"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Package:
    """An opened Office file. Raises `CorruptDocument`, `EncryptedDocument` or `DocumentTooLarge`."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._names = frozenset(self._zip.namelist())
        except DAMAGE as error:
            raise _corrupt(error) from error

    def main(self) -> tuple[str, etree._Element]:
        """Name and root of the main part (word/document.xml by default)."""
        name = self._main_name()
        root = self.part(name)
        if root is None:
            raise CorruptDocument(f"expected a DOCX, but its part {name} is missing: fetch the file again")
        return name, root

    def part(self, name: str) -> etree._Element | None:
        """The root of a part, None if there is no such part."""
        return _parse(self._bytes(name), name) if name in self._names else None

    def beside(self, main: str, name: str) -> etree._Element | None:
        """A part in the folder of the main part, such as numbering.xml."""
        return self.part(posixpath.join(posixpath.dirname(main), name))

    def beside_later(self, main: str, name: str) -> Callable[[], etree._Element | None]:
        """As `beside`: unpacked, and so found whole, at once, but parsed only when it is called."""
        full = posixpath.join(posixpath.dirname(main), name)
        data = self._bytes(full) if full in self._names else None
        return lambda: None if data is None else _parse(data, full)

    def _main_name(self) -> str:
        root = self.part(_RELATIONS)
        for relation in root if root is not None else ():
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
        return "word/document.xml"

    def _bytes(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as part:
                data = part.read(MAX_PART_BYTES + 1)
        except RuntimeError as error:
            if isinstance(error, NotImplementedError):
                raise _corrupt(error) from error
            raise EncryptedDocument("expected an open DOCX, found a zip locked by a password") from error
        except DAMAGE as error:
            raise _corrupt(error) from error
        if len(data) > MAX_PART_BYTES:
            raise DocumentTooLarge(
                f"expected {name} under {MAX_PART_BYTES} bytes unpacked, found more: refused"
            )
        return data


def _parse(data: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data.replace(_STRICT, _TRANSITIONAL), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CorruptDocument(
            f"expected XML in {name}, found {error}: the file is damaged, fetch it again"
        ) from error


def _corrupt(error: Exception) -> CorruptDocument:
    return CorruptDocument(f"expected a whole DOCX, found a damaged zip ({error}): fetch the file again")
