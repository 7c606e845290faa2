"""What the user has set: by option, else by environment, else the default."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from crawler.errors import UsageError

DEFAULT_ARCHIVE = "sqlite:///nianbao.db"


def _archive_from_environment() -> str:
    return os.environ.get("DATABASE_URL") or DEFAULT_ARCHIVE


def _data_from_environment() -> Path:
    return Path(os.environ.get("NIANBAO_DATA") or "data")


def _store_from_environment() -> str | None:
    return os.environ.get("NIANBAO_STORE") or None


def _delay_from_environment() -> float | None:
    text = os.environ.get("NIANBAO_DELAY")
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"NIANBAO_DELAY must be a number of seconds, not {text!r}.") from error


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that all commands share.

    ``archive`` is a database URL, ``data`` the folder of the WARC files, ``store`` the address that machines
    share them by (None: they stay in the folder), ``delay`` the seconds between requests to one host (None:
    the polite default of the crawler), ``json`` asks for JSON on stdout.
    ``given`` names the options that the command line itself holds, whatever the environment says.
    """

    archive: str = field(default_factory=_archive_from_environment)
    data: Path = field(default_factory=_data_from_environment)
    store: str | None = field(default_factory=_store_from_environment)
    json: bool = False
    delay: float | None = field(default_factory=_delay_from_environment)
    verbose: bool = False
    given: frozenset[str] = frozenset()
