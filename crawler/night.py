"""The nightly run over all portals that are due (夜间巡检): one process, some portals at once.

1. The portals come in the order of ``crawler.agenda``; each is locked, crawled, judged and let go by itself,
   so that whatever ends the night loses nothing of those that are done.
2. Of a portal that is known only its lists are read, and what is new or due to be checked again
   (``archive.rechecks``), with conditions (``crawler.conditional``).
3. When the time is up no portal is begun any more; those under way finish what they have asked for, keep it,
   and stay first in the order of the next night. A signal does the same, within seconds.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.alarms import watch
from crawler.console import message
from crawler.crawl import Asked, Crawling, Outcome, known_ones
from crawler.ended import add_problem, cut_short, problems_of, was_cut_short, was_interrupted
from crawler.errors import Locked
from crawler.locks import portals_locked
from crawler.logbook import log
from crawler.process import crawl_process
from crawler.warc_repair import repair
from spiders.memory import is_too_much

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlalchemy import Engine

    from archive.monitors import Alarm
    from archive.rechecks import Night as Pages
    from crawler.agenda import Due
    from spiders.registry import Portal

#: The lock of the nightly run itself: no portal has such a name.
NIGHTLY = "-nightly"
AT_ONCE = 4
NOTHING = "no annual report is named anywhere, though nothing failed: the portal is read in a wrong way"
#: A report that cannot be read is told by the ledger; its portal was looked at well all the same.
UNREAD = "report"
#: Seconds from a signal until answers that do not come are given up.
GIVE_UP_AFTER = 7.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a nightly run is asked for: portals (none: all of the registry), until when, how many at once.

    ``seconds`` is the time that it has; None: as long as it takes. ``again`` takes portals that are not due.
    """

    portals: Sequence[str] = ()
    seconds: float | None = None
    at_once: int = AT_ONCE
    again: bool = False
    delay: float | None = None
    verbose: bool = False
    store: str | None = None


@dataclass(frozen=True, slots=True)
class NightOutcome:
    """How a night ended: the run and its problems as those of a crawl; what is left for the next night."""

    crawled: Outcome
    left: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


def nightly(archive: str, data: Path, wish: Wish) -> NightOutcome:
    """Crawl every portal that is due. Raises Locked where another nightly run is under way, ArchiveError.

    Only a run over the whole registry is alone: of runs for some portals many may work at once, on as many
    machines, since each portal has its own lock.
    """
    from archive.runs import begin_run
    from archive.session import open_archive
    from crawler.agenda import Due, due_portals

    portals = _portals(wish, data)
    with nullcontext() if wish.portals else _alone(data, archive):
        for repaired in repair(data):
            message(str(repaired))
        engine = open_archive(archive)
        try:
            due = due_portals(engine, portals.values(), datetime.now(UTC))
            if wish.again:
                there = {one.portal for one in due}
                due += [Due(name, "lists", "asked for") for name in portals if name not in there]
            run_id = begin_run(engine, "nightly", list(wish.portals))
            log("night begins", run=run_id, due=len(due), portals=len(portals), seconds=wish.seconds)
            asked = Asked(
                [one.portal for one in due], delay=wish.delay, verbose=wish.verbose, store=wish.store
            )
            return _Night(engine, run_id, asked, wish, due).night(portals, archive, data)
        finally:
            engine.dispose()


def _portals(wish: Wish, data: Path) -> dict[str, Portal]:
    from spiders.registry import known_portals

    if wish.portals:
        return {one.name: one for one in known_ones(wish.portals, data)}
    return dict(known_portals(data))


def _alone(data: Path, archive: str) -> Any:
    """The lock of the nightly run. Raises Locked, with words of its own."""
    held = ExitStack()
    try:
        held.enter_context(portals_locked(data, archive, [NIGHTLY]))
    except Locked as error:
        raise Locked("Another nightly run is under way (see: nianbao runs): wait for its end.") from error
    return held


class _Night(Crawling):
    """The crawlers of one night."""

    def __init__(self, engine: Engine, run_id: int, asked: Asked, wish: Wish, due: Sequence[Due]) -> None:
        super().__init__(engine, run_id, asked)
        self._wish, self._waiting = wish, deque(due)
        self._due = {one.portal: one for one in due}
        self._pages: dict[str, Pages] = {}
        self._begun: dict[str, datetime] = {}
        self._locks: dict[str, ExitStack] = {}
        self._locked: list[str] = []
        self._cut: set[str] = set()
        self._closing: list[asyncio.Future[None]] = []
        self._over = False

    def night(self, portals: Mapping[str, Portal], archive: str, data: Path) -> NightOutcome:
        """Crawl all that is due, or as much as there is time for."""
        self._portals, self._archive, self._data = portals, archive, data
        crawled = self.run([portals[name] for name in self._due], archive, data)
        for held in self._locks.values():
            held.close()
        done = self._done.keys() - self._cut
        left = [name for name in self._due if name not in done and name not in self._locked]
        return self._watched(NightOutcome(crawled, tuple(left), tuple(self._locked)))

    def _watched(self, outcome: NightOutcome) -> NightOutcome:
        """Ask the monitors, and tell people; not for named portals, which are a part of some other night."""
        now = datetime.now(UTC)
        alarms = () if self._wish.portals else tuple(watch(self._engine, self._data, now))
        run = outcome.crawled.run
        facts = {name: run[name] for name in ("outcome", "requests", "bytes", "reports_new", "failures")}
        log("night ends", run=run["id"], **facts, left=len(outcome.left), alarms=len(alarms))
        return replace(outcome, alarms=alarms)

    def _start(
        self,
        portals: Sequence[Portal],  # noqa: ARG002
        archive: str,
        data: Path,
        advance: Callable[..., None],
    ) -> None:
        if not self._waiting:
            return
        self._process, self._advance = crawl_process(self._settings(archive, data)), advance
        self._process.give_up_after = GIVE_UP_AFTER
        for _ in range(self._wish.at_once):
            self._begin_next()
        if self._wish.seconds is not None:
            asyncio.get_event_loop().call_later(self._wish.seconds, self._time_is_up)
        if self._crawlers:
            self._process.start()

    def _begin_next(self) -> None:
        while self._waiting and not self._over:
            name = self._waiting.popleft().portal
            if self._lock(name):
                self._begun[name] = datetime.now(UTC)
                task = self._one(self._process, self._portals[name], self._advance)
                task.add_done_callback(partial(self._ended, name))
                return

    def _lock(self, name: str) -> bool:
        held = ExitStack()
        try:
            held.enter_context(portals_locked(self._data, self._archive, [name]))
        except Locked as error:
            message(str(error))
            self._locked.append(name)
            return False
        self._locks[name] = held
        return True

    def _wanted(self, portal: Portal) -> dict[str, Any]:
        from archive.discoveries import discoveries
        from archive.rechecks import night_of
        from spiders.memory import memory_from
        from spiders.wanted import Wanted

        known = discoveries(self._engine).get(portal.name)
        lists = known is not None and self._due[portal.name].kind == "lists"
        memory = memory_from(known.memory) if known and lists else None
        begun = self._begun[portal.name]
        pages = self._pages[portal.name] = night_of(self._engine, portal.name, begun, everything=not memory)
        doubts = known is None or known.outcome != "doubted"
        wanted = Wanted(pages.settled, (), portal.county, pages.known, pages.twins, pages.missing, doubts)
        return {"wanted": wanted, "memory": memory}

    def _settings(self, archive: str, data: Path) -> dict[str, Any]:
        return {**super()._settings(archive, data), "NIANBAO_CONDITIONAL": True}

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        """Judge a portal, let it go, begin the next one; an exception is a defect of this portal alone."""
        crawler = self._crawlers[name]
        self._over |= was_interrupted(crawler)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            add_problem(crawler, "defect", self._portals[name].home, repr(error))
        if was_cut_short(crawler) or task.cancelled():
            self._cut.add(name)
        elif crawler.spider is not None:
            self._judge_one(crawler)
        self._let_go(name)
        self._log(name)
        self._locks.pop(name).close()
        self._begin_next()

    def _log(self, name: str) -> None:
        one = self._done[name]
        said = {"looked_at": self._due[name].kind, "why": self._due[name].why, **one.told}
        facts = {key: said[key] for key in ("looked_at", "why", "outcome", "seconds", "statuses")}
        counts = {key: value for key, value in one.counts.as_dict().items() if value}
        log("portal", portal=name, **facts, **counts, problems=[str(problem) for problem in one.problems[:3]])

    def _judge_one(self, crawler: Crawler) -> None:
        from crawler.judging import judge_look

        spider: Any = crawler.spider
        doubt = self._doubt(spider.portal.name) if spider.past.doubt else None
        if doubt:
            add_problem(crawler, "list", spider.portal.home, doubt)
        complete = all(one.kind == UNREAD for one in problems_of(crawler))
        if complete and not spider.listed_count:
            add_problem(crawler, "list", spider.portal.home, NOTHING)
        begun = self._begun[spider.portal.name]
        judge_look(self._engine, spider, self._run_id, begun, complete=complete, doubted=bool(doubt))

    def _doubt(self, name: str) -> str | None:
        """Why the lists are not to be believed; nothing where they name the reports under other addresses."""
        from archive.standing import unmet

        gone, total = unmet(self._engine, name, self._begun[name])
        if not is_too_much(gone, total):
            return None
        return f"{gone} of {total} reports are in no list any more; the next night asks for each of them"

    def _judge(self, complete: frozenset[str]) -> None:
        """Each portal was judged when it ended."""

    def _time_is_up(self) -> None:
        self._over = True
        log("time is up", left=[one.portal for one in self._waiting])
        for crawler in self._crawlers.values():
            if crawler.engine is not None and crawler.crawling:
                cut_short(crawler)
                self._closing.append(asyncio.ensure_future(crawler.engine.close_spider_async(reason="time")))

    def _told(self, name: str, crawler: Crawler) -> dict[str, Any]:
        told, pages = super()._told(name, crawler), self._pages.get(name)
        if pages is None or crawler.spider is None:
            return told
        one = crawler.spider.past  # type: ignore[attr-defined]
        lists = one.past.list_pages + one.by_rule if one.past else None
        bound = {"list_pages": lists, "rechecks_due": pages.due}
        return {**told, "looked_at": self._due[name].kind, "why": self._due[name].why, **bound}
