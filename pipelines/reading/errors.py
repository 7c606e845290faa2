"""Why a file cannot be read: one class per kind of failure, each message with its remedy.

Readers raise these and nothing else, whatever the bytes are.
"""

from __future__ import annotations


class UnreadableDocument(Exception):
    """A file that no reader can turn into a document. The base of every failure of reading."""


class EmptyDocument(UnreadableDocument):
    """The file holds no bytes, or none that anybody could see."""


class CorruptDocument(UnreadableDocument):
    """The file is damaged: cut short in the transfer, or not what its first bytes say."""


class EncryptedDocument(UnreadableDocument):
    """The file asks for a password."""


class UnsupportedDocument(UnreadableDocument):
    """The file is of a kind that carries no report, or that this version does not read."""


class DocumentTooLarge(UnreadableDocument):
    """The file, or what it unpacks to, exceeds the limits that keep reading bounded."""


class NoTextLayer(UnreadableDocument):
    """A PDF of pictures (a scan): its text would have to be recognised first."""


class ReaderMissing(UnreadableDocument):
    """The library that reads this kind of file is not installed."""
