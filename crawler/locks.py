"""One lock per portal, so that two crawls of one portal never run at once; two portals do.

The lock is a file in the data folder that the system releases when its process ends, however it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.errors import Locked


@contextmanager
def portals_locked(data: Path, portals: Sequence[str]) -> Iterator[None]:
    """Hold the locks of portals while the block runs. Raises Locked where another run holds one."""
    folder = data / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        for name in sorted(set(portals)):
            lock = FileLock(folder / f"{name}.lock")
            try:
                held.enter_context(lock.acquire(timeout=0))
            except Timeout as error:
                raise Locked(
                    f"Another run is crawling {name}: wait for its end (see: nianbao runs), then try again."
                ) from error
        yield
