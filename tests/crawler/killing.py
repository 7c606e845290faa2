"""A night that is killed (kill -9) at an instant that a seed chooses, while the replica serves it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from crawler.replica.exchange import Request, Response, Site

#: From an instant on every answer takes so many seconds: nothing can end before the kill.
_SLOW = 0.5


@dataclass
class Instant:
    """When a night dies: a little after so many requests, or after so many portals are done."""

    requests: int | None
    portals: int | None
    jitter: float
    asked: int = 0
    come: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> None:
        """One more request; slow from the instant on."""
        with self._lock:
            self.asked += 1
        if self.requests is not None and self.asked >= self.requests:
            self.come.set()
            time.sleep(_SLOW)

    def has_come(self, said: str) -> bool:
        """Whether it is time, by what the night has said so far."""
        done = said.count('"event": "portal"')
        return self.come.is_set() or (self.portals is not None and done >= self.portals)


def chosen(chance: Random, most_requests: int, portals: int) -> Instant:
    """An instant in a night of at least so many requests: two of three while it asks, one at its judging."""
    jitter = chance.uniform(0, 0.25)
    if chance.random() < 0.67:
        return Instant(chance.randint(1, most_requests), None, jitter)
    return Instant(None, chance.randint(1, portals), jitter / 5)


class Watched:
    """A site whose requests are counted towards the instant."""

    def __init__(self, site: Site, instant: Instant) -> None:
        self._site, self._instant = site, instant

    def respond(self, request: Request) -> Response:
        """The site's answer."""
        self._instant.count()
        return self._site.respond(request)


def run_and_kill(command: Sequence[str], environment: Mapping[str, str], instant: Instant, log: Path) -> int:
    """Start a command, kill it and all that it has started at the instant; gives its exit code."""
    with log.open("w") as said:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=said,
            cwd=log.parent,
            start_new_session=True,
        )
    while process.poll() is None and not instant.has_come(log.read_text("utf-8")):
        time.sleep(0.01)
    time.sleep(instant.jitter)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
