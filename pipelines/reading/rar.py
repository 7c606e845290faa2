"""What the headers of a RAR say of its files: name, checksum, password; libarchive does not tell it all."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pipelines.reading.errors import CorruptDocument, EncryptedDocument


@dataclass(frozen=True, slots=True)
class Header:
    """One file in a RAR. ``checksum`` is the CRC-32 of its content, where the header has one."""

    name: str
    checksum: int | None
    locked: bool


def headers_of(data: bytes) -> list[Header]:
    """The files in a RAR, in its order. Raises `CorruptDocument`, `EncryptedDocument` (a locked list)."""
    import rarfile  # noqa: PLC0415 - RAR alone needs it

    try:
        with rarfile.RarFile(BytesIO(data)) as package:
            files = [info for info in package.infolist() if info.is_file()]
            if not files and package.needs_password():
                raise EncryptedDocument("expected an open RAR, found one locked by a password: ask for it")
            return [Header(_name(info), info.CRC, info.needs_password()) for info in files]
    except (rarfile.Error, LookupError, struct.error, ValueError, OSError, EOFError) as error:
        raise CorruptDocument(f"expected a RAR, but it is damaged ({error}): fetch it again") from error


def _name(info: Any) -> str:
    """The name of a file: without the mark for Unicode it is what Windows wrote, in China GBK."""
    import rarfile  # noqa: PLC0415

    if info.flags & rarfile.RAR_FILE_UNICODE or not isinstance(info, rarfile.Rar3Info):
        return str(info.filename)
    return decoded(info.orig_filename).replace("\\", "/")


def decoded(name: bytes) -> str:
    """A name in an archive that does not say in which encoding it is."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")
