"""``make simulate``: nights over a country of 2,900 portals (``bench.country``), on a virtual clock.

1. Which portals are due, and whether for everything or for their lists, says the agenda's own rule
   (``crawler.agenda.due_of``); which pages are asked for again, ``archive.rechecks``. The scheduler looks
   every ten minutes.
2. Jobs are taken as from the queue: the one put in first, by the first worker that is free; one that was done
   in part is tried again after the pauses of ``crawler.queue.jobs``.
3. Printed is, for 1, 4, 16 and 64 crawls at once, how long it takes until nothing waits, what each host was
   asked for at most, and what three days without any worker leave behind.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.country import Day, Look, SimulatedPortal, country, data, look_at, politeness_read, requests_of
from crawler.agenda import Past, due_of, rhythm
from crawler.console import print_table
from crawler.errors import ExitCode
from crawler.queue.jobs import TASKS, JobEnded

WORKERS = (1, 4, 16, 64)
TICK = 600.0
HOUR = 3600.0
NIGHT = 9 * HOUR
"""From 21 to 6 o'clock."""
OUTAGE = timedelta(days=3)
BEGIN = datetime(2026, 6, 15, 13, tzinfo=UTC)
"""21 o'clock in China, long after the due dates."""
IN_SEASON = datetime(2026, 1, 25, 13, tzinfo=UTC)
ORDINARY = Day("an ordinary night", age_of_newest=150)
SEASON = Day("a night in late January", age_of_newest=10, published=data()["run"]["new_reports_in_season"])


@dataclass(order=True, slots=True)
class Job:
    """A job of the queue: when it may begin, its number, whose it is, and how often it was tried."""

    ready: float
    number: int
    portal: str = field(compare=False)
    everything: bool = field(compare=False)
    attempts: int = field(default=0, compare=False)


@dataclass(slots=True)
class Result:
    """What a simulation came to; times in hours since its beginning.

    ``due`` is how many portals were due at the beginning, ``left`` how many of them had not been looked at
    after `NIGHT`, ``first_round`` when each had been looked at once, ``settled`` when nothing waited, not
    even to be tried again. ``failed`` counts the looks that no repeat has brought to a good end.
    """

    due: int = 0
    left: int = 0
    first_round: float = math.inf
    settled: float = math.inf
    requests: int = 0
    failed: int = 0
    most_in_a_minute: int = 0
    least_gap: float = math.inf


class Simulation:
    """One scheduler and so many workers from a moment on, until nothing waits or ``days`` are over."""

    def __init__(
        self, portals: Sequence[SimulatedPortal], pasts: Mapping[str, Past], day: Day, workers: int
    ) -> None:
        self._portals = {one.name: one for one in portals}
        self._pasts, self._day, self._free = dict(pasts), day, workers
        self._queue: list[Job] = []
        self._running: list[tuple[float, Job, Look]] = []
        self._busy: set[str] = set()
        self._unseen: set[str] = set()
        self._numbers = 0
        self.result = Result()

    def run(self, begin: datetime, days: float) -> Result:
        """Let the nights pass."""
        now, tick = 0.0, 0.0
        while now <= days * 24 * HOUR:
            if now >= tick:
                self._put_due(begin, now)
                tick = now + TICK
            self._take(now)
            if not self._queue and not self._running:
                self.result.settled = now / HOUR
                break
            now = min(self._next(now), tick)
            self._end_those_until(begin, now)
        return self.result

    def _put_due(self, begin: datetime, now: float) -> None:
        """As the scheduler does: what is due and not in the queue already."""
        due = due_of(self._pasts.values(), begin + timedelta(seconds=now))
        if not now:
            self._unseen = {one.portal for one in due}
            self.result.due = self.result.left = len(due)
        for one in due:
            if one.portal not in self._busy:
                self._busy.add(one.portal)
                self._numbers += 1
                heapq.heappush(self._queue, Job(now, self._numbers, one.portal, one.kind == "everything"))

    def _take(self, now: float) -> None:
        while self._free and self._queue and self._queue[0].ready <= now:
            job = heapq.heappop(self._queue)
            portal, past = self._portals[job.portal], self._pasts[job.portal]
            first = past.complete_at is None
            pages = requests_of(portal, first=first, everything=job.everything, day=self._day)
            look = look_at(portal, pages, f"{self._day.name}/{past.complete_at is None}/{job.attempts}")
            self._free -= 1
            heapq.heappush(self._running, (now + look.seconds, job, look))

    def _next(self, now: float) -> float:
        """When something happens next."""
        ends = [self._running[0][0]] if self._running else []
        ready = [self._queue[0].ready] if self._queue and self._queue[0].ready > now else []
        return min([*ends, *ready], default=math.inf)

    def _end_those_until(self, begin: datetime, now: float) -> None:
        while self._running and self._running[0][0] <= now:
            ended, job, look = heapq.heappop(self._running)
            self._free += 1
            self._count(job, look, ended)
            moment, before = begin + timedelta(seconds=ended), self._pasts[job.portal]
            complete = moment if look.whole and job.everything else before.complete_at
            self._pasts[job.portal] = Past(job.portal, moment, complete)
            self._try_again_or_leave(job, look, ended)

    def _try_again_or_leave(self, job: Job, look: Look, ended: float) -> None:
        pauses = TASKS["crawl"].pauses(JobEnded(ExitCode.PARTLY))
        if look.whole or job.attempts >= len(pauses):
            self._busy.discard(job.portal)
            self.result.failed += not look.whole
            return
        ready = ended + pauses[job.attempts]
        heapq.heappush(self._queue, Job(ready, job.number, job.portal, job.everything, job.attempts + 1))

    def _count(self, job: Job, look: Look, ended: float) -> None:
        result = self.result
        result.requests += look.requests
        result.most_in_a_minute = max(result.most_in_a_minute, look.most_in_a_minute)
        result.least_gap = min(result.least_gap, look.least_gap)
        self._unseen.discard(job.portal)
        if ended <= NIGHT:
            result.left = len(self._unseen)
        if not self._unseen and math.isinf(result.first_round):
            result.first_round = ended / HOUR


def looked_at(portals: Sequence[SimulatedPortal], before: datetime) -> dict[str, Past]:
    """Every portal looked at in the night before a moment, and discovered on one of the last days."""
    chance, span = random.Random(data()["seed"]), rhythm().discover_after
    pasts = {}
    for one in portals:
        attempted = before - rhythm().look_after - timedelta(hours=chance.uniform(0, 3))
        pasts[one.name] = Past(one.name, attempted, attempted - span * chance.random())
    return pasts


def scenarios(portals: Sequence[SimulatedPortal]) -> dict[str, tuple[dict[str, Past], Day, datetime]]:
    """What is simulated, by name: what is known of the portals, the time of the year, and when it begins."""
    never = {one.name: Past(one.name) for one in portals}
    return {
        "the first crawl of everything": (never, ORDINARY, BEGIN),
        ORDINARY.name: (looked_at(portals, BEGIN), ORDINARY, BEGIN),
        SEASON.name: (looked_at(portals, IN_SEASON), SEASON, IN_SEASON),
        f"after {OUTAGE.days} days of outage": (looked_at(portals, BEGIN - OUTAGE), ORDINARY, BEGIN),
    }


def simulate(name: str, portals: Sequence[SimulatedPortal], workers: int, days: float) -> Result:
    """One scenario with so many crawls at once. Always the same for the same data."""
    pasts, day, begin = scenarios(portals)[name]
    return Simulation(portals, pasts, day, workers).run(begin, days)


_COLUMNS = ("scenario", "crawls at once", "due", "looked at once after", "nothing waits after")
_MORE = ("left after 9 h", "requests", "failed", "most/min at a host", "least gap")


def _hours(hours: float, days: float) -> str:
    return f"{hours:.1f} h" if math.isfinite(hours) else f"not in {days:.0f} days"


def main() -> None:
    """Every scenario with every number of workers, as a table."""
    portals, least_gap = country(), politeness_read().least_gap
    rows = []
    for name in scenarios(portals):
        for workers in WORKERS:
            days = 44.0 if name.startswith("the first") else 4.0
            one = simulate(name, portals, workers, days)
            if one.least_gap < least_gap:
                raise SystemExit(f"A host was asked after {one.least_gap} s: the budget is broken.")
            rows.append((name, workers, *_figures(one, days)))
    print_table((*_COLUMNS, *_MORE), rows)
    reports = sum(one.reports for one in portals)
    print(
        f"{len(portals)} portals, {reports:,} reports. Budget of a host: one request at a time, {_budget()}."
    )


def _figures(one: Result, days: float) -> tuple[object, ...]:
    waits = (_hours(one.first_round, days), _hours(one.settled, days))
    rate = (one.most_in_a_minute, f"{one.least_gap:.2f} s")
    return (one.due, *waits, one.left, one.requests, one.failed, *rate)


def _budget() -> str:
    politeness = politeness_read()
    return f"on average every {politeness.delay} s, never within {politeness.least_gap} s"


if __name__ == "__main__":
    main()
