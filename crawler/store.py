"""A store that many machines share (共享存储): finished WARC files go there, and are read from there.

1. Each machine writes into its own data folder. A finished file is copied to the store under the same name,
   first as ``.part``; names are unique over all machines (``crawler.warc``).
2. What lies in the store already is noted in ``stored.txt`` of the data folder, with its size; without the
   note sizes are compared. A file named there may be deleted from the data folder.
3. What is not in the data folder is read from the store, only the bytes of the record asked for.
4. The portals that were added where ``nianbao schedule`` runs go there too, and from there to every worker.

A store is any address that fsspec knows: a folder, ``s3://bucket/nianbao`` (with s3fs), ``sftp://`` and more.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from crawler.errors import ExitCode, Failure, UsageError
from crawler.warc_repair import FOLDER, LOCK
from spiders.registry import own_file

_NOTE = "stored.txt"
_BLOCK = 1 << 18


class StoreUnreachable(Failure):
    """The store does not answer or refuses: the message says what it said."""

    exit_code = ExitCode.ARCHIVE


def open_stored(store: str, name: str) -> BinaryIO | None:
    """A file of the store, to read from anywhere in it; None where it is not there.

    Raises StoreUnreachable, or UsageError for an address that fsspec does not know.
    """
    with _reaching(store):
        system, root = _filesystem(store)
        try:
            file = system.open(f"{root}/{name}", "rb", block_size=_BLOCK)
        except FileNotFoundError:
            return None
    return io.BufferedReader(_Stored(file, store), _BLOCK)


class _Stored(io.RawIOBase):
    """A file of the store whose reading fails as everything else of the store does."""

    def __init__(self, file: BinaryIO, store: str) -> None:
        self._file, self._store = file, store

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        with _reaching(self._store):
            return self._file.seek(offset, whence)

    def readinto(self, buffer: Any, /) -> int:
        with _reaching(self._store):
            read = self._file.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        self._file.close()
        super().close()


def put_finished(data: Path, store: str) -> int:
    """Copy every finished WARC file of a data folder that the store does not have; gives how many.

    One that is still written to, or was torn by a kill and not made whole yet, stays. Raises as
    ``open_stored``.
    """
    waiting = list(_not_noted(data))
    if not waiting:
        return 0
    with _reaching(store):
        system, root = _filesystem(store)
        system.makedirs(f"{root}/{FOLDER}", exist_ok=True)
        return sum(_put(system, root, data, file) for file in waiting)


def _not_noted(data: Path) -> Iterator[Path]:
    note = data / _NOTE
    noted = set(note.read_text("utf-8").splitlines()) if note.exists() else set()
    for file in sorted((data / FOLDER).glob("*.warc.gz")):
        if _line(file) not in noted and not file.with_name(file.name + LOCK).exists():
            yield file


def _line(file: Path) -> str:
    return f"{file.name} {file.stat().st_size}"


def _put(system: Any, root: str, data: Path, file: Path) -> bool:
    """Copy one file, whole or not at all, and note it; whether it had to be copied."""
    there, line = f"{root}/{FOLDER}/{file.name}", _line(file)
    copied = not system.exists(there) or system.info(there)["size"] != file.stat().st_size
    if copied:
        _put_whole(system, file, there)
    with (data / _NOTE).open("a", encoding="utf-8") as note:
        note.write(f"{line}\n")
    return copied


def _put_whole(system: Any, file: Path, there: str) -> None:
    """Copy a file under a name of its own, then rename it: nobody ever reads half of it."""
    part = f"{there}.{secrets.token_hex(4)}.part"
    system.put_file(str(file), part)
    system.mv(part, there)


def share_registry(data: Path, store: str) -> None:
    """Copy the portals that were added on this machine to the store, for the workers of all others.

    Raises as ``open_stored``.
    """
    file = own_file(data)
    if file.exists() and not _is_copy(file):
        with _reaching(store):
            system, root = _filesystem(store)
            system.makedirs(root, exist_ok=True)
            _put_whole(system, file, f"{root}/{file.name}")


def fetch_registry(data: Path, store: str) -> None:
    """Take over the added portals from the store, where this data folder has no list of its own.

    Raises as ``open_stored``.
    """
    file = own_file(data)
    if file.exists() and not _is_copy(file):
        return
    shared = open_stored(store, file.name)
    if shared is None:
        return
    with shared:
        text = f"{_COPY}\n{shared.read().decode('utf-8')}"
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    part.write_text(text, "utf-8")
    part.replace(file)


def _is_copy(registry: Path) -> bool:
    return registry.read_text("utf-8").startswith(_COPY)


_COPY = "# Copied from the store: change it on the machine of nianbao schedule."


def _filesystem(store: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError as error:
        raise UsageError("A store needs the extra 'queue': pip install 'nianbao[queue]'.") from error
    try:
        system, root = url_to_fs(store)
    except (ImportError, ValueError) as error:
        raise UsageError(f"The store {store} cannot be used: {error}.") from error
    return system, str(root).rstrip("/")


@contextmanager
def _reaching(store: str) -> Iterator[None]:
    """Every failure of a store is one: what they raise is their drivers' own."""
    try:
        yield
    except Failure:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise StoreUnreachable(
            f"The store {store} cannot be reached ({said}). The files stay where they are; try again."
        ) from error
