"""A store that many machines share (共享存储): finished WARC files go there, and are read from there.

1. Each machine writes into its own data folder. A finished file is copied to the store under the same name,
   first as ``.part``; names are unique over all machines (``crawler.warc``).
2. What lies in the store already is noted in ``stored.txt`` of the data folder; without the note sizes are
   compared. A file named there may be deleted from the data folder.
3. What is not in the data folder is read from the store, only the bytes of the record asked for.

A store is any address that fsspec knows: a folder, ``s3://bucket/nianbao`` (with s3fs), ``sftp://`` and more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from crawler.errors import ExitCode, Failure, UsageError
from crawler.warc_repair import FOLDER, LOCK

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
            return cast(BinaryIO, system.open(f"{root}/{name}", "rb", block_size=_BLOCK))
        except FileNotFoundError:
            return None


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
    noted = set(note.read_text("utf-8").split()) if note.exists() else set()
    for file in sorted((data / FOLDER).glob("*.warc.gz")):
        if file.name not in noted and not file.with_name(file.name + LOCK).exists():
            yield file


def _put(system: Any, root: str, data: Path, file: Path) -> bool:
    """Copy one file, whole or not at all, and note it; whether it had to be copied."""
    there = f"{root}/{FOLDER}/{file.name}"
    copied = not system.exists(there) or system.info(there)["size"] != file.stat().st_size
    if copied:
        system.put_file(str(file), f"{there}.part")
        system.mv(f"{there}.part", there)
    with (data / _NOTE).open("a", encoding="utf-8") as note:
        note.write(f"{file.name}\n")
    return copied


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
    try:
        yield
    except OSError as error:
        raise StoreUnreachable(
            f"The store {store} cannot be reached ({error}). The files stay where they are; try again."
        ) from error
