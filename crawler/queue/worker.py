"""A worker: takes jobs from the queue and runs each as a process of its own.

1. A job's command gets the archive, the data folder and the store by its environment: no password shows in
   the list of processes. It runs in a session of its own, so that the worker alone decides when it ends.
2. After each job the finished WARC files go to the store, if there is one; those of an earlier life first.
3. Asked to stop, the worker ends its commands as a person would, by SIGTERM: what they have read is kept, and
   their jobs wait again. A second request ends it at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from procrastinate.exceptions import ConnectorException

from crawler.console import message
from crawler.queue.child import SECONDS_TO_END
from crawler.queue.connecting import QueueLost, make_queue, queue_app
from crawler.queue.jobs import TASKS, JobEnded, Task, TryAgain
from crawler.queue.place import DEAD_AFTER, Place
from crawler.queue.rescue import rescue_for_ever
from crawler.store import StoreUnreachable, fetch_registry, put_finished
from crawler.warc_repair import repair

if TYPE_CHECKING:
    from procrastinate import App, JobContext


def work(place: Place, kinds: Sequence[str], at_once: int, dead_after: float = DEAD_AFTER) -> None:
    """Work until a signal says to stop, ``at_once`` jobs at a time, of some kinds or (none given) of all that
    this machine can do.

    Raises QueueLost where the connection to the queue broke.
    """
    make_queue(place.archive)
    app = queue_app(place.archive)
    for task in TASKS.values():
        register(app, task)
    _say_defects()
    options: dict[str, Any] = {
        "queues": list(kinds or _able()),
        "concurrency": at_once,
        "additional_context": {"place": place},
        "update_heartbeat_interval": dead_after / 4,
        "stalled_worker_timeout": dead_after,
        "shutdown_graceful_timeout": 0,
        "install_signal_handlers": False,
    }
    asyncio.run(_work(app, place, dead_after, options))


def _able() -> list[str]:
    """The kinds of jobs that this machine can do: it recognises scans only with the extra ``ocr``."""
    from importlib.util import find_spec

    return [name for name in TASKS if name != "ocr" or find_spec("rapidocr")]


def _say_defects() -> None:
    """Print what Procrastinate has to say beside what the worker says itself."""
    handler, logger = logging.StreamHandler(), logging.getLogger("procrastinate")
    handler.addFilter(_is_news)
    logger.addHandler(handler)
    logger.propagate = False


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line says something that the worker does not say itself: a defect, a lost connection."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, ConnectorException):
        record.exc_info = None  # its traceback says no more than its message
    of_a_job = str(getattr(record, "action", "")).startswith("job_")
    known = error is None or isinstance(error, JobEnded | asyncio.CancelledError)
    return not (of_a_job and known)


def register(app: App, task: Task) -> None:
    """Make a kind of job known to Procrastinate, and when it is put in by itself."""

    async def run(context: JobContext, /, **arguments: Any) -> None:
        code = await _run(context.additional_context["place"], task.command_line(arguments))
        if code not in task.fine:
            raise JobEnded(code)

    of_queue: dict[str, Any] = {"priority": task.priority, "lock": task.lock, "queueing_lock": task.name}
    known: Any = app.task(name=task.name, queue=task.name, pass_context=True, retry=TryAgain(task))(run)
    if task.cron:
        app.periodic(cron=task.cron, **of_queue)(known)


async def _work(app: App, place: Place, dead_after: float, options: dict[str, Any]) -> None:
    await asyncio.to_thread(_take_registry, place)
    await asyncio.to_thread(_put_in_store, place)
    async with app.open_async():
        working = asyncio.create_task(app.run_worker_async(**options))
        rescuing = asyncio.create_task(rescue_for_ever(app, dead_after))
        rescuing.add_done_callback(lambda _: working.cancel())
        asked = _when_asked(working)
        try:
            await working
        except (asyncio.CancelledError, ConnectorException):
            pass  # whether that was asked for is told below
        finally:
            rescuing.cancel()
        if not asked.is_set():
            raise QueueLost("The worker lost its connection to the queue: start it again.")
    message("Stopped.")


def _when_asked(working: asyncio.Task[None]) -> asyncio.Event:
    """Stop the worker at the first signal; a second one ends this process."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop() -> None:
        asked.set()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(one)
            signal.signal(one, signal.SIG_DFL)
        message("Stopping: what was read is kept, and the jobs go back into the queue.")
        working.cancel()

    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop)
    return asked


async def _run(place: Place, command: Sequence[str]) -> int:
    """Run a command to its end; gives its exit code."""
    await asyncio.to_thread(_take_registry, place)
    said, started = " ".join(command), time.monotonic()
    message(f"{said}: begun")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "crawler.queue.child", *command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        env=place.environment(),
        start_new_session=True,
    )
    try:
        code = await process.wait()
    finally:
        await _end(process)
        await asyncio.to_thread(_put_in_store, place)
        seconds = time.monotonic() - started
        message(f"{said}: ended with {process.returncode} after {seconds:.0f} s")
    return code


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a command as a person would, and after a while by force, with all that it has started."""
    if process.returncode is None:
        process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), SECONDS_TO_END)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _take_registry(place: Place) -> None:
    """Take over the portals that were added elsewhere; without an answer those known already do."""
    if place.store:
        place.data.mkdir(parents=True, exist_ok=True)
        try:
            fetch_registry(place.data, place.store)
        except StoreUnreachable as error:
            message(str(error))


def _put_in_store(place: Place) -> None:
    """Make whole what a killed command left, and copy what is finished; what cannot be copied now waits."""
    for repaired in repair(place.data):
        message(str(repaired))
    if place.store:
        try:
            put_finished(place.data, place.store)
        except StoreUnreachable as error:
            message(str(error))
