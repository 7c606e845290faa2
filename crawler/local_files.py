"""Read documents that lie on this machine, on all cores, with no archive and no network.

A file's outcome is a dictionary as ``nianbao extract --json`` prints it: ``file`` and either ``sha256``,
``media_type``, ``verdict`` and ``reports``, or ``error`` with ``type`` and ``message``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from crawler.cores import in_a_process, on_all_cores, within
from crawler.errors import ExitCode, UsageError
from pipelines.model import Context

Outcome = dict[str, Any]

BATCH = 40
"""How many old Word files are converted together."""
SECONDS = 10
SECONDS_OF_PICTURES = 120
"""How long one file may take: a scan, or an archive that may hold some, is recognised page by page."""


@dataclass
class Tally:
    """How many files were read, how many reports they hold, how many files failed."""

    files: int = 0
    reports: int = 0
    failures: int = 0
    started: float = field(default_factory=time.monotonic)

    def count(self, outcome: Outcome) -> None:
        """Count one file's outcome."""
        self.files += 1
        self.reports += len(outcome.get("reports", ()))
        self.failures += "error" in outcome or bool(outcome.get("unplaced"))

    def summary(self) -> str:
        """The counts and the rate, for the end of a run."""
        rate = self.files / max(time.monotonic() - self.started, 0.001)
        return f"{self.files} files, {self.reports} reports, {self.failures} failures, {rate:.1f} files/s"

    @property
    def exit_code(self) -> ExitCode:
        """Done, done in part, nothing readable, or nothing found."""
        if self.failures:
            return ExitCode.UNREADABLE if self.failures == self.files else ExitCode.PARTLY
        return ExitCode.DONE if self.reports else ExitCode.NOTHING_FOUND


def files_under(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those in the folders named, in order; hidden ones in folders are left out.

    Raises UsageError for a path that does not exist.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"No such file or folder: {', '.join(missing)}.")
    return [file for path in paths for file in (_files_in(path) if path.is_dir() else [path])]


def _files_in(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))


def read_file(file: Path, context: Context, media_type: str | None) -> Outcome:
    """What one file holds. Raises UnreadableDocument, or OSError if the file cannot be opened."""
    from pipelines.process import process
    from pipelines.report_json import report_json

    processed = process(file.read_bytes(), context, media_type)
    return {
        "file": str(file),
        "sha256": processed.document.sha256,
        "media_type": processed.document.media_type,
        "verdict": {"kind": processed.verdict.kind, "reason": processed.verdict.reason},
        "reports": [report_json(report) for report in processed.reports],
    }


def try_files(files: Sequence[Path], context: Context, media_type: str | None) -> list[Outcome]:
    """The outcomes of a batch. Before, LibreOffice converts old Word files in one call, by its own limits."""
    old = [file for file in files if _is_old(file)]
    if old:
        _convert(old)
    return [try_file(file, context, media_type) for file in files]


def _convert(files: Sequence[Path]) -> None:
    """What cannot be converted tells so when it is read."""
    from pipelines.reading.errors import ReaderMissing
    from pipelines.reading.reader import convert_many

    with suppress(ReaderMissing):
        convert_many([file.read_bytes() for file in files])


def try_file(file: Path, context: Context, media_type: str | None) -> Outcome:
    """As ``read_file``, but a failure is an outcome too, so that it costs this file and no other."""
    try:
        with within(_seconds(file)):
            return read_file(file, context, media_type)
    except Exception as error:  # noqa: BLE001  # reported in the outcome, counted, and told by the exit code
        return failed(file, type(error).__name__, str(error))


def failed(file: Path, kind: str, why: str) -> Outcome:
    """The outcome of a file that could not be read."""
    return {"file": str(file), "error": {"type": kind, "message": why}}


def read_one(file: Path, context: Context, media_type: str | None) -> Outcome:
    """The outcome of one file, read in a process of its own, so that nothing hangs or ends this one."""
    work = partial(try_files, context=context, media_type=media_type)
    [outcome] = in_a_process(work, (file,), lambda files: [_crashed(file) for file in files])
    return outcome


def read_files(files: Sequence[Path], context: Context, media_type: str | None) -> Iterator[Outcome]:
    """The outcomes of many files as they are finished, on all cores."""
    work = partial(try_files, context=context, media_type=media_type)
    preload = ("pipelines.process", "pipelines.report_json")
    lost: list[Path] = []
    for outcomes in on_all_cores(work, _batches(files), partial(_lost, lost), 0, preload):
        yield from outcomes
    alone = [(file,) for file in lost]
    for outcomes in on_all_cores(work, alone, lambda files: [_crashed(files[0])], 0, preload):
        yield from outcomes


def _lost(lost: list[Path], files: Sequence[Path]) -> list[Outcome]:
    """Of a batch one file ended the process: each is read again by itself."""
    if len(files) == 1:
        return [_crashed(files[0])]
    lost += files
    return []


def _batches(files: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Old Word files in batches for LibreOffice, whose start takes long; every other file by itself."""
    old = [file for file in files if _is_old(file)]
    size = max(1, min(BATCH, -(-len(old) // (os.cpu_count() or 1))))
    batches = [tuple(old[at : at + size]) for at in range(0, len(old), size)]
    others = set(files) - set(old)
    return batches + [(file,) for file in files if file in others]


def _is_old(file: Path) -> bool:
    from pipelines.reading.sniff import is_for_libreoffice

    return is_for_libreoffice(_head(file))


def _seconds(file: Path) -> int:
    from pipelines.reading.sniff import may_hold_pictures

    return SECONDS_OF_PICTURES if may_hold_pictures(_head(file)) else SECONDS


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(1024)
    except OSError:
        return b""  # told when it is read


def _crashed(file: Path) -> Outcome:
    why = (
        f"This file ends the process that reads it, or takes it more than {_seconds(file)} seconds. "
        "Convert it to another format and try again."
    )
    return failed(file, "ReaderCrashed", why)
