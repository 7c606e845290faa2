"""Evidence (原始证据): every response as a WARC 1.1 record, written before it is parsed.

1. One writer per run and portal, and never an existing file: a torn record left by a kill stands at the end
   of a file that nobody writes to again, and is put aside by the next run (``crawler.warc_repair``).
2. A response record, then the request that it answers, then what else is known of the exchange (metadata);
   each record gzipped by itself. An answer that was
   kept before, byte for byte, is a ``revisit`` that refers to it.
3. ``sync`` puts everything on the disk; it is called before the database commits what refers to it.
4. A record is found again by file and offset alone.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from filelock import FileLock
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter

from crawler.warc_records import (
    Earlier,
    Exchange,
    Headers,
    digest_of,
    metadata_of,
    request_of,
    response_of,
    revisit_of,
    stamp_of,
)
from crawler.warc_repair import FOLDER, lock_of, release

__all__ = [
    "Earlier",
    "EvidenceMissing",
    "Exchange",
    "Headers",
    "WarcFile",
    "Written",
    "digest_of",
    "earlier_at",
    "read_record",
]

ROTATE_AT = 512 * 1024 * 1024


class EvidenceMissing(LookupError):
    """The WARC file or record that the archive refers to is not there; restore the data folder."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a record lies: the file relative to the data folder, its first byte, and its time in UTC."""

    file: str
    offset: int
    at: datetime


class WarcFile:
    """The growing WARC files of one run: ``<data>/warc/<name>-<UTC time>-<writer>-<number>.warc.gz``.

    The names are unique over all machines, so that files of many can be put together: the writer is the
    machine, the process and eight random digits (machines that were copied share their names).
    """

    def __init__(self, data: Path, name: str, rotate_at: int = ROTATE_AT) -> None:
        self._data, self._rotate_at = data, rotate_at
        self._stem = f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{_writer()}"
        self._number = 0
        self._file: BinaryIO | None = None
        self._writer: WARCWriter | None = None
        self._lock: FileLock | None = None
        self._unsynced = False
        self._syncing = Lock()

    def write(self, exchange: Exchange, earlier: Earlier | None = None) -> Written:
        """Write a response with its request; gives where the response lies.

        Where the body is that of an ``earlier`` record, a ``revisit`` is written that refers to it, and it is
        the earlier record that is given.
        """
        writer, file = self._open()
        offset, now = file.tell(), exchange.at or datetime.now(UTC)
        same = earlier if earlier and earlier.digest == digest_of(exchange.body) else None
        response = revisit_of(writer, exchange, now, same) if same else response_of(writer, exchange, now)
        if exchange.at is None:
            writer.write_request_response_pair(request_of(writer, exchange, now), response)
        else:
            writer.write_record(response)
        if exchange.facts:
            writer.write_record(metadata_of(writer, exchange, now, response))
        done = self._done(file, offset, now)
        return Written(same.file, same.offset, now) if same else done

    def write_resource(self, url: str, body: bytes, media_type: str) -> Written:
        """Write a local file as a resource record, under the address given for it."""
        writer, file = self._open()
        offset, now = file.tell(), datetime.now(UTC)
        record = writer.create_warc_record(
            url,
            "resource",
            BytesIO(body),
            len(body),
            warc_content_type=media_type,
            warc_headers_dict={"WARC-Date": stamp_of(now)},
        )
        writer.write_record(record)
        return self._done(file, offset, now)

    def sync(self) -> None:
        """Everything written so far is on the disk after this; another thread may call it, too."""
        with self._syncing:
            if self._file is not None and self._unsynced:
                self._unsynced = False
                self._file.flush()
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync and close the file."""
        self.sync()
        with self._syncing:
            if self._file is not None and self._lock is not None:
                self._file.close()
                release(self._lock)
            self._file = self._writer = self._lock = None

    def _open(self) -> tuple[WARCWriter, BinaryIO]:
        if self._file is not None and self._file.tell() >= self._rotate_at:
            self.close()
        if self._file is None or self._writer is None:
            folder = self._data / FOLDER
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / f"{self._stem}-{self._number:05d}.warc.gz"
            self._number += 1
            self._lock = lock_of(self._path)
            self._lock.acquire(timeout=0)
            self._file = self._path.open("xb")
            _sync_folder(folder)
            self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
            self._writer.write_record(
                self._writer.create_warcinfo_record(self._path.name, {"software": "nianbao"})
            )
        return self._writer, self._file

    def _done(self, file: BinaryIO, offset: int, at: datetime) -> Written:
        file.flush()
        self._unsynced = True
        return Written(self._path.relative_to(self._data).as_posix(), offset, at)


def _writer() -> str:
    machine = re.sub(r"[^A-Za-z0-9-]+", "-", socket.gethostname())[:40] or "host"
    return f"{machine}-{os.getpid()}-{secrets.token_hex(4)}"


def earlier_at(data: Path, warc_file: str, offset: int, store: str | None = None) -> Earlier | None:
    """The response at a place in a WARC file; None where it is not there any more."""
    file = _opened(data, warc_file, store)
    if file is None:
        return None
    with file:
        file.seek(offset)
        record = next(iter(ArchiveIterator(file)), None)
        if record is None or record.rec_type != "response":
            return None
        told = record.rec_headers
        return Earlier(
            warc_file, offset, told.get_header("WARC-Date"), told.get_header("WARC-Payload-Digest")
        )


def read_record(data: Path, warc_file: str, offset: int, store: str | None = None) -> bytes:
    """The payload of a record as the reader saw it (transfer and content encoding undone).

    What is not in the data folder is read from the store, if there is one. Raises EvidenceMissing where the
    file or the record is in neither, and as ``crawler.store.open_stored``.
    """
    file, path = _opened(data, warc_file, store), data / warc_file
    if file is None:
        also = f", and not in the store {store} either" if store else ""
        raise EvidenceMissing(f"{path} is not there{also}: the archive refers to it. {_REMEDY}")
    with file:
        file.seek(offset)
        payload = _first_payload(file)
    if payload is None:
        raise EvidenceMissing(f"{path} has no whole record at byte {offset}. {_REMEDY}")
    return payload


_REMEDY = "Restore the data folder, or name the store that has it."


def _opened(data: Path, warc_file: str, store: str | None) -> BinaryIO | None:
    path = data / warc_file
    if path.is_file():
        return path.open("rb")
    if store is None:
        return None
    from crawler.store import open_stored

    return open_stored(store, warc_file)


def _first_payload(file: BinaryIO) -> bytes | None:
    """The payload of the record that begins here; None where none does, or only the torn head of one."""
    try:
        record = next(iter(ArchiveIterator(file, check_digests="raise")), None)
        if record is None:
            return None
        payload = bytes(record.content_stream().read())
        record.raw_stream.read()
    except (ArchiveLoadFailed, EOFError, zlib.error):
        return None
    return payload if record.raw_stream.limit == 0 else None


def _sync_folder(folder: Path) -> None:
    """Put the name of a new file on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
