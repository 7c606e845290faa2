"""The replica in a process of its own, for callers whose own threads are busy, such as ``nianbao demo``."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS_TO_END = 10


class ReplicaNotStarted(RuntimeError):
    """The replica's process ended before it served: its own message stands on stderr."""


@contextmanager
def replica_process() -> Iterator[dict[str, str]]:
    """Serve the replica from another process while the block runs; gives the variables to set.

    Raises ReplicaNotStarted when the process ends early, for example without the extra ``replica``.
    """
    command = [sys.executable, "-m", "crawler.replica"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _environment(process)
        finally:
            _end(process)


def _environment(process: subprocess.Popen[str]) -> dict[str, str]:
    address = process.stdout.readline().strip() if process.stdout else ""
    if not address:
        raise ReplicaNotStarted(
            "The replica did not start; it needs the extra: pip install 'nianbao[replica]'."
        )
    return {"http_proxy": address, "https_proxy": address, "no_proxy": ""}


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
