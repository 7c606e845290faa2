"""Read documents that lie on this machine, on all cores, with no archive and no network.

A file's outcome is a dictionary as ``nianbao extract --json`` prints it: ``file`` and either ``sha256``,
``media_type``, ``verdict`` and ``reports``, or ``error`` with ``type`` and ``message``.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from crawler.errors import UsageError
from pipelines.model import Context

Outcome = dict[str, Any]
_FEW = 4  # below this many files the start of worker processes costs more than they save
_WAITING_PER_WORKER = 4


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


def try_file(file: Path, context: Context, media_type: str | None) -> Outcome:
    """As ``read_file``, but a failure is an outcome too, so that it costs this file and no other."""
    try:
        return read_file(file, context, media_type)
    except Exception as error:  # noqa: BLE001  # reported in the outcome, counted, and told by the exit code
        return failed(file, type(error).__name__, str(error))


def failed(file: Path, kind: str, why: str) -> Outcome:
    """The outcome of a file that could not be read."""
    return {"file": str(file), "error": {"type": kind, "message": why}}


def read_files(files: Sequence[Path], context: Context, media_type: str | None) -> Iterator[Outcome]:
    """The outcomes of many files as they are finished; uses all cores if there are more than a few."""
    workers = os.cpu_count() or 1
    if len(files) < _FEW or workers == 1:
        for file in files:
            yield try_file(file, context, media_type)
        return
    pending = deque(files)
    while pending:
        yield from _read_until_a_crash(pending, workers, context, media_type)


def _read_until_a_crash(
    pending: deque[Path], workers: int, context: Context, media_type: str | None
) -> Iterator[Outcome]:
    """Read until the files end or one of them kills a worker; those under way are then read one by one."""
    running: dict[Future[Outcome], Path] = {}
    with _pool(workers) as pool:
        try:
            while pending or running:
                while pending and len(running) < workers * _WAITING_PER_WORKER:
                    future = pool.submit(try_file, pending[0], context, media_type)
                    running[future] = pending.popleft()
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    outcome = future.result()
                    del running[future]
                    yield outcome
        except BrokenProcessPool:
            suspects = list(running.values())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        else:
            return
    for file in suspects:
        yield _read_alone(file, context, media_type)


def _read_alone(file: Path, context: Context, media_type: str | None) -> Outcome:
    with _pool(1) as pool:
        try:
            return pool.submit(try_file, file, context, media_type).result()
        except BrokenProcessPool:
            why = "This file ends the process that reads it. Convert it to another format and try again."
            return failed(file, "ReaderCrashed", why)


def _pool(workers: int) -> ProcessPoolExecutor:
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload(["pipelines.process", "pipelines.report_json"])
    return ProcessPoolExecutor(workers, mp_context=start, initializer=_leave_interrupts_to_the_parent)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
