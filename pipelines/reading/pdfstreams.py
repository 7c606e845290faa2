"""Whether the packed parts of a PDF are whole (完整性): their checksums, which PDF readers do not look at.

A PDF packs its text, fonts and tables of characters with zlib, which ends with a checksum (Adler-32). A byte
that was changed in the transfer can turn one digit into another; pdfium goes on with what it can unpack. Only
the checksum tells. Source: ISO 32000-1, 7.3.8 (streams) and 7.4.4 (FlateDecode); RFC 1950.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Final

_STREAM: Final = re.compile(rb"stream\r?\n")
_END: Final = b"endstream"
_PACKED: Final = re.compile(rb"/(?:FlateDecode|Fl)\b")
_TEXTUAL: Final = re.compile(rb"/(?:ASCII85Decode|A85)\b")
_OTHER: Final = re.compile(rb"/(?:ASCIIHexDecode|LZWDecode|RunLengthDecode|Crypt)\b")
_WHITE: Final = b" \t\r\n\f\x0b"
_PIECE: Final = 65536
"""Bytes that are unpacked at a time: what they are does not matter here."""
_DICTIONARY: Final = 2000
"""Bytes before a stream within which its dictionary begins."""


def broken_streams(data: bytes) -> int:
    """How many packed streams of a PDF cannot be unpacked to their end with the right checksum.

    Those of an encrypted file are not looked at: they are packed before they are encrypted.
    """
    if b"/Encrypt" in data:
        return 0
    return sum(_is_broken(data, *stream) for stream in _streams(data))


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where dictionaries end and their streams begin; no dictionary stands before ``endstream``."""
    for match in _STREAM.finditer(data):
        at = match.start()
        while at and data[at - 1] in _WHITE:
            at -= 1
        if not at or data[at - 1 : at] == b">":
            yield max(at - 1, 0), match.end()


def _is_broken(data: bytes, before_it: int, start: int) -> bool:
    end = data.find(_END, start)
    before = data[max(0, before_it - _DICTIONARY) : start]
    dictionary = before[before.rfind(b" obj") :]
    if not _PACKED.search(dictionary) or _OTHER.search(dictionary):
        return False
    packed = data[start : end if end >= 0 else None]
    try:
        if _TEXTUAL.search(dictionary):
            packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
        return not _ends(packed)
    except (ValueError, zlib.error):
        return True


def _ends(packed: bytes) -> bool:
    """Whether a stream can be unpacked to its end. Raises `zlib.error` where it is broken before."""
    unpacker = zlib.decompressobj()
    unpacker.decompress(packed, _PIECE)
    while not unpacker.eof and unpacker.unconsumed_tail:
        unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
    return unpacker.eof
