"""Work beside the event loop, on cores that it leaves free (空闲核心): begun once there is enough to do.

1. Work is done here, in the process of the event loop, and timed: a small crawl never starts a worker.
2. When it has taken as long as a worker takes to start, and a good part of all time (a polite crawl mostly
   waits), workers are started, in a thread. From when they answer, work goes to them.
3. A worker that dies, or takes too long, breaks the pool: as in ``crawler.cores``, what was under way is
   tried again, each by itself; what does it again gets the answer of ``crashed``. The next pool is started.
4. On one core there are no workers.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import TypeVar

from crawler.cores import alone, pool_of, within

Answer = TypeVar("Answer")

#: Seconds of a core that a worker takes to start, and the part of all time from which on it is worth that.
WORTH_SECONDS = 0.3
WORTH_PART = 0.05
MOST_WORKERS = 3


class SpareCores:
    """The workers of one process. ``preload`` names the modules that they need."""

    def __init__(self, preload: Sequence[str], worth: float = WORTH_SECONDS) -> None:
        self._preload, self._worth = preload, worth
        self._workers = min(_cores() - 1, MOST_WORKERS)
        self._pool: ProcessPoolExecutor | None = None
        self._starting: Thread | None = None
        self._spent = 0.0
        self._began: float | None = None

    async def run(self, work: Callable[[], Answer], crashed: Callable[[], Answer], seconds: int) -> Answer:
        """What pure ``work`` (importable, of plain values) gives, or ``crashed`` where it ends its process.

        Raises what ``work`` raises. A worker that takes longer than ``seconds`` is ended.
        """
        pool = self._pool
        if pool is None:
            return self._here(work)
        try:
            return await asyncio.wrap_future(pool.submit(_limited, (work, seconds)))
        except BrokenProcessPool:
            self._start_again(pool)
            item = (work, seconds)
            return await asyncio.to_thread(alone, _limited, item, lambda _: crashed(), self._preload)

    def close(self) -> None:
        """End the workers."""
        if self._starting is not None:
            self._starting.join()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool = self._starting = None

    def _here(self, work: Callable[[], Answer]) -> Answer:
        began = time.process_time()
        self._began = time.monotonic() if self._began is None else self._began
        try:
            return work()
        finally:
            self._spent += time.process_time() - began
            if self._is_worth_a_start():
                self._start()

    def _is_worth_a_start(self) -> bool:
        passed = time.monotonic() - (self._began or 0.0)
        enough = self._spent > max(self._worth, passed * WORTH_PART)
        return enough and self._workers > 0 and self._starting is None

    def _start(self) -> None:
        self._starting = Thread(target=self._make, name="workers are started")
        self._starting.start()

    def _make(self) -> None:
        pool = pool_of(self._workers, self._preload)
        pool.submit(int).result()
        self._pool = pool

    def _start_again(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is broken:
            self._pool = None
            broken.shutdown(wait=False)
            self._start()


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _limited(item: tuple[Callable[[], Answer], int]) -> Answer:
    work, seconds = item
    with within(seconds):
        return work()
