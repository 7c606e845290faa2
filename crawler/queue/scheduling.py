"""What goes into the queue, and when (排程).

1. Jobs of dead workers go back first.
2. Every portal that is due (``crawler.agenda``) and has no crawl in the queue or under way gets one; one
   whose crawl has failed for good rests for six hours.
3. What ended more than three days ago is cleared away: ``nianbao runs`` has it.

Two schedulers at once do no harm: the queue takes a waiting job once.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.agenda import due_portals
from crawler.console import message
from crawler.queue.connecting import QueueLost, look, make_queue, queue_app
from crawler.queue.jobs import BATCHES, put
from crawler.queue.place import Place
from crawler.queue.rescue import rescue, say_rescued
from crawler.store import share_registry
from spiders.registry import known_portals

if TYPE_CHECKING:
    from procrastinate import App
    from sqlalchemy import Engine

_KEPT_HOURS = 72
_REST_HOURS = 6


@dataclass(frozen=True, slots=True)
class Put:
    """How many jobs were put into the queue, and how many were there already."""

    new: int
    there: int


def put_jobs(archive: str, kind: str, jobs: Sequence[Mapping[str, str]]) -> Put:
    """Put jobs of one kind into the queue now. Raises as ``crawler.queue.connecting.make_queue``."""

    async def run() -> Put:
        async with queue_app(archive).open_async() as app:
            return await _put(app, kind, jobs)

    make_queue(archive)
    return asyncio.run(run())


def documents(engine: Engine, kind: str, portals: Sequence[str]) -> list[Mapping[str, str]]:
    """The jobs that read documents of portals again, in parts that any worker may take (分批)."""
    from archive.rereading import Asked, batches
    from crawler.reextraction import not_older

    read = not_older(engine)
    return [
        {"portal": portal, "captures": f"{first}-{last}"}
        for portal in portals
        for first, last in batches(engine, Asked(portal, None, read, None, kind == "ocr"), BATCHES[kind])
    ]


def schedule(place: Place, dead_after: float, every: float | None) -> None:
    """Put in what is due, once or (``every`` so many seconds) until a signal says to stop.

    Raises QueueLost where the connection to the queue broke.
    """
    make_queue(place.archive)
    asyncio.run(_schedule(place, dead_after, every))


async def _schedule(place: Place, dead_after: float, every: float | None) -> None:
    from procrastinate.exceptions import ConnectorException

    from archive.session import open_archive

    engine, stopped = open_archive(place.archive), _stopped()
    try:
        async with queue_app(place.archive).open_async() as app:
            while not stopped.is_set():
                if place.store:
                    await asyncio.to_thread(share_registry, place.data, place.store)
                await _once(app, engine, place, dead_after)
                if every is None:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopped.wait(), every)
    except ConnectorException as error:
        raise QueueLost(f"The connection to the queue broke ({error}): start it again.") from error
    finally:
        engine.dispose()


def _stopped() -> asyncio.Event:
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    return stopped


async def _once(app: App, engine: Engine, place: Place, dead_after: float) -> None:
    say_rescued(await rescue(app, dead_after), message)
    known = known_portals(place.data).values()
    due = await asyncio.to_thread(due_portals, engine, known, datetime.now(UTC))
    failed = await asyncio.to_thread(_failed, place.archive)
    done = await _put(app, "crawl", [{"portal": one.portal} for one in due], failed)
    resting = len(failed & {one.portal for one in due})
    message(
        f"{len(due)} portals are due: {done.new} put into the queue, {done.there - resting} there already"
        + (f", {resting} failed less than {_REST_HOURS} hours ago." if resting else ".")
    )
    await app.job_manager.delete_old_jobs(
        _KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


async def _put(app: App, kind: str, jobs: Sequence[Mapping[str, str]], but: Set[str] = frozenset()) -> Put:
    """Put jobs in, but none that is under way, nor any of the portals in ``but``."""
    doing = await app.job_manager.list_jobs_async(task=kind, status="doing")
    under_way = [job.task_kwargs for job in doing]
    left = [one for one in jobs if one not in under_way and one.get("portal") not in but]
    new = [await put(app, kind, one) for one in left]
    return Put(sum(new), len(jobs) - sum(new))


_FAILED = """
SELECT DISTINCT job.args ->> 'portal' AS portal FROM procrastinate_jobs job
JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'failed'
WHERE job.task_name = 'crawl' AND job.status = 'failed'
    AND event.at > now() - make_interval(hours => %(hours)s)
"""


def _failed(archive: str) -> frozenset[str]:
    """The portals whose crawl has failed for good a few hours ago."""
    return frozenset(row["portal"] for row in look(archive, _FAILED, {"hours": _REST_HOURS}))
