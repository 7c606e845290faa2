"""Where a process of the queue works, and what it tells the commands that it runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DEAD_AFTER = 60.0
"""Seconds of silence after which a worker is taken for dead."""


@dataclass(frozen=True, slots=True)
class Place:
    """The archive, the machine's own data folder, the store, and the delay between requests."""

    archive: str
    data: Path
    store: str | None = None
    delay: float | None = None

    def environment(self) -> dict[str, str]:
        """The environment of a command that works there."""
        own = {"DATABASE_URL": self.archive, "NIANBAO_DATA": str(self.data)}
        store = {"NIANBAO_STORE": self.store} if self.store else {}
        delay = {"NIANBAO_DELAY": str(self.delay)} if self.delay is not None else {}
        return {**os.environ, **own, **store, **delay}
