"""What kinds of jobs there are (任务), which go first, and which are tried again.

1. A job is for one portal, or some of its documents. ``crawl`` and ``backfill`` take the portal's lock, so
   that one portal never has two at once; a queueing lock keeps the same job from waiting twice.
2. The higher priority goes first: what was published last night before what was published years ago.
3. The monitors are asked every hour, whatever else there is to do: any worker puts that in, the queue takes
   it once, and an alarm is told once whoever asks (``archive.raised``).
4. A job ends with its command's exit code. What may pass by itself is tried again, each time after a longer
   pause; then it has failed, and the next schedule puts what is still due in again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from procrastinate import BaseRetryStrategy, RetryDecision

from crawler.errors import ExitCode

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job


_MINUTE = 60
_HOUR = 60 * _MINUTE
_SOON = (_MINUTE // 2, 2 * _MINUTE, 8 * _MINUTE, _HOUR // 2, 2 * _HOUR)
_OVER_TEN_DAYS = (6 * _HOUR,) * 40


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job: the command that does it, how urgent it is, and what its lock is called.

    ``{portal}`` and ``{years}`` are filled in, in the command as in the lock. ``in_part`` are the pauses in
    seconds after which one that was done in part (exit code 1) is tried again. ``cron`` says when it is put
    in by itself; ``fine`` are the exit codes with which it has done its work.
    """

    name: str
    command: Sequence[str]
    priority: int
    lock: str
    in_part: Sequence[int]
    cron: str = ""
    fine: frozenset[int] = frozenset([ExitCode.DONE])

    def command_line(self, arguments: Mapping[str, str]) -> list[str]:
        """The command for one portal."""
        return [part.format_map(arguments) for part in self.command]

    def pauses(self, error: BaseException) -> Sequence[int]:
        """Seconds before the first, second ... next try after a job has ended so; empty: it has failed."""
        code = error.code if isinstance(error, JobEnded) else None
        if code == ExitCode.PARTLY:
            return self.in_part
        if code in (ExitCode.ARCHIVE, ExitCode.LOCKED):
            return _SOON
        killed = code is not None and (code < 0 or code == ExitCode.INTERRUPTED)
        return _SOON[:3] if killed else ()


#: What is due is the queue's to say, so that a second try looks again, whatever the first has learnt.
_NIGHTLY = ("nightly", "{portal}", "--again", "--at-once", "1")

_REREAD = ("reextract", "--portal", "{portal}")
#: So many documents are one job; a page that is recognised takes seconds.
BATCHES: Mapping[str, int] = {"reextract": 2000, "ocr": 100}

#: With alarms that stand the doctor ends with 1.
_WATCHED = frozenset([ExitCode.DONE, ExitCode.PARTLY])

#: A crawl in part is the agenda's business from the second try on; a backfill has a budget for each try.
TASKS: Mapping[str, Task] = {
    task.name: task
    for task in (
        Task("crawl", _NIGHTLY, 20, "{portal}", (_HOUR // 4, 2 * _HOUR)),
        Task("watch", ("doctor", "--send"), 30, "watch", (), cron="7 * * * *", fine=_WATCHED),
        Task("reextract", (*_REREAD, "--captures", "{captures}"), 10, "reextract {captures}", ()),
        Task("ocr", (*_REREAD, "--unread", "--captures", "{captures}"), 5, "reextract {captures}", ()),
        Task(
            "backfill",
            ("backfill", "--portal", "{portal}", "--years", "{years}"),
            0,
            "{portal}",
            _OVER_TEN_DAYS,
        ),
    )
}
MOST_DEATHS = 5
"""A job whose worker died so often is not given to another one: it may be what kills them."""


class JobEnded(Exception):
    """A job's command ended with another code than 0; a negative one is the signal that ended it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"exit code {code}" if code >= 0 else f"ended by signal {-code}")


class TryAgain(BaseRetryStrategy):
    """Which jobs of a task are tried again, and when."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """At once where the worker was stopped, after the task's pauses else, or not at all."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        pauses = self._task.pauses(exception)
        if job.attempts >= len(pauses):
            return None
        return RetryDecision(retry_in={"seconds": pauses[job.attempts]})


async def put(app: App, name: str, arguments: Mapping[str, str]) -> bool:
    """Put a job into the queue; whether it was not there, waiting, already."""
    from procrastinate.exceptions import AlreadyEnqueued

    task = TASKS[name]
    lock = task.lock.format_map(arguments)
    deferrer = app.configure_task(
        name,
        queue=name,
        priority=task.priority,
        lock=lock,
        queueing_lock=" ".join([name, *arguments.values()]),
    )
    try:
        await deferrer.defer_async(**arguments)
    except AlreadyEnqueued:
        return False
    return True
