"""One lock per portal, so that two crawls of one portal never run at once; two portals do.

The lock is a file in the data folder that the system releases when its process ends, however it ends; with
an archive on PostgreSQL also a lock there, since other machines have data folders of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.errors import Locked


@contextmanager
def portals_locked(data: Path, archive: str, portals: Sequence[str]) -> Iterator[None]:
    """Hold the locks of portals while the block runs, in a data folder and in the archive at a URL.

    Raises Locked where another run holds one, ArchiveError where the archive cannot be asked.
    """
    from archive.portal_locks import PortalBusy, locked_everywhere

    folder, names = data / "locks", sorted(set(portals))
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            for name in names:
                held.enter_context(FileLock(folder / f"{name}.lock").acquire(timeout=0))
            held.enter_context(locked_everywhere(archive, names))
        except Timeout as error:
            raise Locked(_BUSY.format(Path(error.lock_file).stem)) from error
        except PortalBusy as error:
            raise Locked(_BUSY.format(error.portal)) from error
        yield


_BUSY = "Another run is crawling {}: wait for its end (see: nianbao runs), then try again."
