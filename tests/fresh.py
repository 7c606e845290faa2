"""A fresh SQLite archive without the second that making one takes: made once per process, then copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.session import open_archive


@cache
def _bytes() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "nianbao.db"
        open_archive(f"sqlite:///{file}").dispose()
        return file.read_bytes()


def fresh_archive(file: Path) -> Path:
    """The file, as an empty archive at the current schema if it is not there yet."""
    if not file.exists():
        file.write_bytes(_bytes())
    return file
