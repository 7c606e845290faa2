"""How far a backfill is, and how long it still takes (进度与估计), for people and for logs.

1. While the lists are read nobody knows how many pages there are.
2. Then their number is told, with an estimate by the seconds that a request took so far.
3. From then on every minute: how many of how many, and the estimate by the pages since.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

_EVERY_SECONDS = 60.0


class Watched(Protocol):
    """What of a spider is looked at: pages asked for (None while the lists are read), and answered."""

    name: str
    pages_asked: int | None
    pages_known: int
    pages_answered: int


class Estimate:
    """One portal's progress. ``say`` gets a line for people, ``total`` the number of requests once known;
    ``read`` is what names the pages.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        total: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
        read: str = "lists",
    ) -> None:
        self._say, self._total, self._clock, self._read = say, total, clock, read
        self._begun = self._told = clock()
        self._pages_begun: float | None = None
        self._answers = 0

    def answered(self, spider: Watched) -> None:
        """Another answer has come in."""
        self._answers += 1
        self.look(spider)

    def look(self, spider: Watched) -> None:
        """Say what there is to be said by now; at the end, too, where nothing was left to fetch."""
        now = self._clock()
        if spider.pages_asked is None:
            return
        if self._pages_begun is None:
            self._pages_begun = self._told = now
            self._begin(spider, (now - self._begun) / max(self._answers, 1))
        elif now - self._told >= _EVERY_SECONDS and spider.pages_answered:
            self._told = now
            self._go_on(spider, (now - self._pages_begun) / spider.pages_answered)

    def _begin(self, spider: Watched, seconds: float) -> None:
        asked = spider.pages_asked or 0
        self._total(self._answers + asked)
        told = f"{asked} pages to fetch, {spider.pages_known} are here already"
        self._say(f"{spider.name}: {self._read} read; {told}; about {lasting(asked * seconds)}.")

    def _go_on(self, spider: Watched, seconds: float) -> None:
        asked, done = spider.pages_asked or 0, spider.pages_answered
        left = lasting((asked - done) * seconds)
        self._say(f"{spider.name}: {done} of {asked} pages; about {left} left.")


def lasting(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
