"""A WARC file whose writer was killed, made whole again (修复残缺的证据文件).

1. A writer holds the lock beside its file for as long as it writes; the system releases it with the process,
   however that ends, and a writer that ends well takes the lock file away.
2. A lock file that nobody holds is a killed writer's. The torn record at the end of its WARC file is cut off,
   so that every tool can read the file, and is kept beside it as ``.torn``: nothing is thrown away.
3. Only an end is torn. Damage with whole records behind it is no kill's work, and is left for a person.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

FOLDER = "warc"
LOCK = ".writing"
_CHUNK = 1 << 20
_MEMBER = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Repair:
    """A killed writer's file: bytes of a torn record put aside, or the byte at which it is damaged."""

    file: Path
    torn: int = 0
    damaged_at: int | None = None

    def __str__(self) -> str:
        if self.damaged_at is not None:
            return (
                f"{self.file} is damaged at byte {self.damaged_at}, before its end. Restore it from a backup."
            )
        return f"{self.file}: its run was killed; {self.torn} bytes of a torn record were put aside."


def lock_of(file: Path) -> FileLock:
    """The lock that the writer of a WARC file holds."""
    return FileLock(file.with_name(file.name + LOCK))


def release(lock: FileLock) -> None:
    """Release the lock of a file that was closed well, and take it away."""
    lock.release()
    Path(lock.lock_file).unlink(missing_ok=True)


def repair(data: Path) -> list[Repair]:
    """Make whole what killed writers left in a data folder; gives the files that were not whole."""
    return [done for marker in sorted((data / FOLDER).glob(f"*{LOCK}")) if (done := _repair_one(marker))]


def _repair_one(marker: Path) -> Repair | None:
    lock = FileLock(marker)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None  # its writer lives
    file = marker.with_name(marker.name.removesuffix(LOCK))
    done = cut_torn_end(file) if file.exists() else None
    if done is not None and done.damaged_at is not None:
        lock.release()
    else:
        release(lock)
    return done


def cut_torn_end(file: Path) -> Repair | None:
    """Put the torn record at a file's end aside; None where every record is whole."""
    whole = max(_ends(file), default=0)
    with file.open("rb+") as opened:
        opened.seek(whole)
        torn = opened.read()
        if not torn:
            return None
        if _has_whole_record(torn[1:]):
            return Repair(file, damaged_at=whole)
        file.with_name(file.name + ".torn").write_bytes(torn)
        opened.truncate(whole)
        opened.flush()
        os.fsync(opened.fileno())
    return Repair(file, len(torn))


def _ends(file: Path) -> Iterator[int]:
    """Where the gzip members end that unpack to their own checksum, up to the first that does not."""
    unpacker = zlib.decompressobj(31)
    with file.open("rb") as opened:
        read = 0
        while chunk := opened.read(_CHUNK):
            read += len(chunk)
            while chunk:
                try:
                    unpacker.decompress(chunk)
                except zlib.error:
                    return
                chunk = unpacker.unused_data  # what follows is the next member
                if unpacker.eof:
                    yield read - len(chunk)
                    unpacker = zlib.decompressobj(31)


def _has_whole_record(rest: bytes) -> bool:
    at = rest.find(_MEMBER)
    while at >= 0:
        unpacker = zlib.decompressobj(31)
        with suppress(zlib.error):  # these bytes may only look like the beginning of a record
            unpacker.decompress(rest[at:])
        if unpacker.eof:
            return True
        at = rest.find(_MEMBER, at + 1)
    return False
