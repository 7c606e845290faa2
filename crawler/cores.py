"""Work through many items on all cores, where one item that kills its worker costs itself alone.

1. A few items at a time are handed to worker processes, so that millions need no memory.
2. A worker that dies (a crash inside a native library) breaks the pool: nothing tells which of the items
   under way did it, so each of them is tried again in a process of its own.
3. The one that does it again gets the answer of ``crashed``; the rest goes on in a new pool.
4. Work that takes too long is ended by the system with its process, as one that crashed.
5. Workers end with the process that they work for, however that ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_WAITING_PER_WORKER = 4


def on_all_cores(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    crashed: Callable[[Item], Result],
    seconds: int,
    preload: Sequence[str] = (),
) -> Iterator[Result]:
    """The results of ``work`` (importable, never raising) in the order in which they are finished.

    A worker that takes longer than ``seconds`` for one item is ended, as one that crashed; 0 leaves limits to
    ``work``, which then uses `within`. ``preload`` names the modules that the workers need, imported once
    before they are started.
    """
    workers = max(1, min(os.cpu_count() or 1, len(items)))
    pending = deque(items)
    limited = partial(_limited, work, seconds)
    while pending:
        yield from _until_a_crash(limited, pending, crashed, (workers, preload))


def in_a_process(work: Callable[[Item], Result], item: Item, crashed: Callable[[Item], Result]) -> Result:
    """The result of ``work`` for one item, in a copy of this process, which must have no threads yet."""
    copy = multiprocessing.get_context("fork")
    end_quietly = (signal.SIGINT, signal.SIG_DFL)
    with ProcessPoolExecutor(1, mp_context=copy, initializer=signal.signal, initargs=end_quietly) as pool:
        return _answer(pool, work, item, crashed)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Limits what a worker does: the system ends its process, even inside a native library."""
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def _until_a_crash(
    work: Callable[[Item], Result],
    pending: deque[Item],
    crashed: Callable[[Item], Result],
    size: tuple[int, Sequence[str]],
) -> Iterator[Result]:
    running: dict[Future[Result], Item] = {}
    with pool_of(*size) as pool:
        try:
            while pending or running:
                while pending and len(running) < size[0] * _WAITING_PER_WORKER:
                    future = pool.submit(work, pending[0])
                    running[future] = pending.popleft()
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    del running[future]
                    yield result
        except BrokenProcessPool:
            suspects = list(running.values())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        else:
            return
    for item in suspects:
        yield alone(work, item, crashed, size[1])


def alone(
    work: Callable[[Item], Result], item: Item, crashed: Callable[[Item], Result], preload: Sequence[str]
) -> Result:
    """The result of ``work`` for one item in a worker of its own, that of ``crashed`` where it dies."""
    with pool_of(1, preload) as pool:
        return _answer(pool, work, item, crashed)


def _answer(
    pool: ProcessPoolExecutor, work: Callable[[Item], Result], item: Item, crashed: Callable[[Item], Result]
) -> Result:
    try:
        return pool.submit(work, item).result()
    except BrokenProcessPool:
        return crashed(item)


def _limited(work: Callable[[Item], Result], seconds: int, item: Item) -> Result:
    with within(seconds):
        return work(item)


def pool_of(workers: int, preload: Sequence[str]) -> ProcessPoolExecutor:
    """Worker processes that leave signals to this one, and end with it."""
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload(list(preload))
    return ProcessPoolExecutor(workers, mp_context=start, initializer=_begin)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """A worker that waits for work does not see that nobody is left to give it any."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
