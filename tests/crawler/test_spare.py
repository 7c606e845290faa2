"""Work beside the event loop: begun once it pays, and never lost, whatever an item does to its process."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from crawler.flushing import Flushing
from crawler.spare import SpareCores


class Refused(Exception):
    """What work raises."""


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise Refused(number)


def where(_: int) -> int:
    return os.getpid()


def die(number: int) -> int:
    assert multiprocessing.parent_process() is not None
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def hang(number: int) -> int:
    signal.pause()
    return number


def crashed() -> int:
    return -1


@pytest.fixture(scope="module")
def spare() -> Iterator[SpareCores]:
    """Workers that have started."""
    cores = SpareCores((), worth=0.0)
    asyncio.run(cores.run(partial(square, 1), crashed, 5))
    while cores._workers and (cores._starting is None or cores._starting.is_alive()):
        asyncio.run(cores.run(partial(square, 1), crashed, 5))
        time.sleep(0.01)
    yield cores
    cores.close()


def test_a_small_crawl_starts_no_process() -> None:
    cores = SpareCores(())
    assert asyncio.run(cores.run(partial(where, 1), crashed, 5)) == os.getpid()
    assert cores._starting is None
    cores.close()


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core has none to spare")
def test_what_work_gives_or_raises_comes_back_from_a_worker(spare: SpareCores) -> None:
    assert asyncio.run(spare.run(partial(square, 7), crashed, 5)) == 49
    assert asyncio.run(spare.run(partial(where, 7), crashed, 5)) != os.getpid()
    with pytest.raises(Refused):
        asyncio.run(spare.run(partial(refuse, 7), crashed, 5))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core has none to spare")
@pytest.mark.parametrize("fatal", [die, hang])
def test_an_item_that_ends_its_worker_costs_itself_alone(
    spare: SpareCores, fatal: Callable[[int], int]
) -> None:
    async def together() -> list[int]:
        work = [partial(square, 2), partial(fatal, 3), partial(square, 4)]
        return await asyncio.gather(*(spare.run(one, crashed, 1) for one in work))

    while spare._pool is None:
        time.sleep(0.01)
    assert asyncio.run(together()) == [4, -1, 16]


WORKING = """
import os, sys, time
from crawler.cores import pool_of
if __name__ == "__main__":
    print(pool_of(1, ()).submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def test_workers_end_with_the_process_that_they_work_for_even_if_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "working.py"
    script.write_text(WORKING)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.kill()
    ended = time.monotonic() + 20
    while Path(f"/proc/{worker}").exists() and time.monotonic() < ended:
        time.sleep(0.01)
    assert not Path(f"/proc/{worker}").exists()


def test_what_is_written_while_the_disk_is_busy_waits_for_a_call_of_its_own() -> None:
    written, on_disk = 0, []

    def flush() -> None:
        there = written
        time.sleep(0.02)
        on_disk.append(there)

    async def write(flushing: Flushing) -> int:
        nonlocal written
        written += 1
        mine = written
        await flushing.done()
        assert max(on_disk) >= mine
        return mine

    async def many() -> list[int]:
        flushing = Flushing(flush)
        first = asyncio.ensure_future(write(flushing))
        await asyncio.sleep(0.01)
        return await asyncio.gather(first, *(write(flushing) for _ in range(20)))

    assert len(asyncio.run(many())) == 21
    assert len(on_disk) == 2
