"""Bytes -> Document: one entry for every kind of file, the kind decided by the bytes."""

from pipelines.reading.errors import (
    CorruptDocument,
    DocumentTooLarge,
    EmptyDocument,
    EncryptedDocument,
    NoTextLayer,
    ReaderMissing,
    UnreadableDocument,
    UnsupportedDocument,
)
from pipelines.reading.reader import read, read_all

__all__ = [
    "CorruptDocument",
    "DocumentTooLarge",
    "EmptyDocument",
    "EncryptedDocument",
    "NoTextLayer",
    "ReaderMissing",
    "UnreadableDocument",
    "UnsupportedDocument",
    "read",
    "read_all",
]
