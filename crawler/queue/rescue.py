"""Jobs of dead workers (失联的任务) go back into the queue.

A worker gives a sign of life four times in ``dead_after`` seconds. A job whose worker was silent for so long
would keep its portal's lock for ever: it waits again. A worker that was taken for dead and lives can do no
harm: the portal's lock in the archive (``archive.portal_locks``) is held by its crawl itself.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from crawler.queue.jobs import MOST_DEATHS

if TYPE_CHECKING:
    from procrastinate import App, PsycopgConnector

_RESCUING = 7_305_211


@dataclass(frozen=True, slots=True)
class Rescued:
    """The numbers of the jobs that wait again, and of those that outlived too many workers and failed."""

    again: tuple[int, ...] = ()
    given_up: tuple[int, ...] = ()


async def rescue(app: App, dead_after: float) -> Rescued:
    """Put jobs of dead workers back; nothing where another process is doing so at this moment."""
    pool = cast("PsycopgConnector", app.connector).pool
    async with pool.connection() as connection, connection.transaction():
        mine = await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (_RESCUING,))
        if not cast("tuple[bool]", await mine.fetchone())[0]:
            return Rescued()
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after)
        return await _put_back(app, list(stalled))


async def _put_back(app: App, stalled: list[Any]) -> Rescued:
    from procrastinate.jobs import Status

    again = [job for job in stalled if job.attempts < MOST_DEATHS]
    given_up = [job for job in stalled if job.attempts >= MOST_DEATHS]
    for job in again:
        await app.job_manager.retry_job(job)
    for job in given_up:
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
    return Rescued(tuple(job.id for job in again), tuple(job.id for job in given_up))


async def rescue_for_ever(app: App, dead_after: float) -> None:
    """Look for jobs of dead workers twice in the time after which one is taken for dead."""
    from crawler.console import message

    while True:
        await asyncio.sleep(dead_after / 2)
        say_rescued(await rescue(app, dead_after), message)


def say_rescued(rescued: Rescued, say: Any) -> None:
    """A line for each kind of what was done."""
    if rescued.again:
        say(f"Jobs of workers that died wait again: {', '.join(map(str, rescued.again))}.")
    if rescued.given_up:
        say(f"Jobs that outlived {MOST_DEATHS} tries failed: {', '.join(map(str, rescued.given_up))}.")
