"""Locks on portals that hold over all machines which share an archive on PostgreSQL.

Advisory locks of a session that does nothing else: the server releases them with it, however its process
ends. A machine that vanishes is given up after a minute without an answer. An archive in SQLite lies on one
machine, where the lock file in the data folder does the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, text

from archive.session import connect, reaching

_KEEPALIVE = {"tcp_keepalives_idle": 30, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}


class PortalBusy(Exception):
    """Another session on this archive holds the portal's lock; ``portal`` is its name."""

    def __init__(self, portal: str) -> None:
        self.portal = portal
        super().__init__(portal)


@contextmanager
def locked_everywhere(url: str, portals: Sequence[str]) -> Iterator[None]:
    """Hold the portals' locks in the archive while the block runs; in SQLite nothing happens.

    Raises PortalBusy where another session holds one, ArchiveUnreachable.
    """
    engine = connect(url)
    with ExitStack() as held:
        held.callback(engine.dispose)
        if engine.dialect.name == "postgresql":
            with reaching(engine):
                session = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                session.detach()  # the locks go with the session: a pool would keep both
                _lock(held.enter_context(session), portals)
        yield


def _lock(connection: Connection, portals: Sequence[str]) -> None:
    for name, value in _KEEPALIVE.items():
        connection.execute(text(f"SET {name} = {value}"))
    for portal in portals:
        asked = text("SELECT pg_try_advisory_lock(:key)")
        if not connection.scalar(asked, {"key": key_of(portal)}):
            raise PortalBusy(portal)


def key_of(portal: str) -> int:
    """The number that a portal's lock has in the database."""
    digest = hashlib.sha256(f"nianbao portal {portal}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
