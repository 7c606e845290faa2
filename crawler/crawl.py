"""One crawl of one or more portals, from the lock to the summary.

1. The portals are looked up and locked, the archive is opened, the run is entered in it.
2. One Scrapy crawler per portal runs in this process; every failure is counted, none is only logged.
3. The run is finished with its counts by portal, and an outcome that says what failed and what to do.

A process can crawl once: the event loop below Scrapy does not start twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.console import message
from crawler.console import progress as progress_bar
from crawler.defects import count_defects
from crawler.ended import Ended, counts_of, details_of, ended_of, problems_of, was_interrupted
from crawler.errors import ExitCode, UsageError
from crawler.locks import portals_locked
from crawler.warc_repair import repair

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess, Crawler
    from sqlalchemy import Engine

    from archive.records import RunCounts
    from archive.runs import Outcome as RunOutcome
    from crawler.backfill import Backfill
    from pipelines.tally import Problem
    from spiders.registry import Portal
    from spiders.steps import Step

_BEAT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What to crawl: portals by name, years reported on (both included; None: all), pages per portal.

    ``lists_only`` reads the lists and none of the pages that they name.
    ``store`` is where other machines keep their WARC files: what lies there is not kept a second time.
    """

    portals: Sequence[str]
    years: tuple[int, int] | None = None
    limit: int | None = None
    lists_only: bool = False
    delay: float | None = None
    verbose: bool = False
    progress: bool = True
    store: str | None = None
    backfill: Backfill | None = None

    @property
    def command(self) -> str:
        """What the run is called."""
        return "backfill" if self.backfill else "crawl"

    @property
    def is_whole(self) -> bool:
        """Whether everything that a portal has is asked for, so that what is not met is not there."""
        return self.years is None and self.limit is None and not self.lists_only and self.backfill is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a crawl ended: the run as ``nianbao runs --json`` prints it, and every problem by portal."""

    run: dict[str, Any]
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    interrupted: bool = False
    #: The columns followed, by portal.
    steps: Mapping[str, Sequence[Step]] = field(default_factory=dict)

    @property
    def exit_code(self) -> ExitCode:
        """0 done, 1 in part, 4 nothing found, 130 interrupted."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if any(self.problems.values()):
            return ExitCode.PARTLY
        return ExitCode.DONE if self.run["entries"] else ExitCode.NOTHING_FOUND


def crawl(archive: str, data: Path, asked: Asked) -> Outcome:
    """Crawl portals into an archive.

    Raises UsageError for an unknown portal, Locked where another run crawls one of them, ArchiveError.
    """
    return crawl_known(known_ones(asked.portals, data), archive, data, asked)


def crawl_known(known: Sequence[Portal], archive: str, data: Path, asked: Asked) -> Outcome:
    """Crawl portals whether or not a registry has them. Raises Locked, ArchiveError."""
    from archive.runs import begin_run
    from archive.session import open_archive

    names = [one.name for one in known]
    with portals_locked(data, archive, names):
        for repaired in repair(data):
            message(str(repaired))
        engine = open_archive(archive)
        try:
            run_id = begin_run(engine, asked.command, _arguments(names, asked))
            return Crawling(engine, run_id, asked).run(known, archive, data)
        finally:
            engine.dispose()


def known_ones(names: Sequence[str], data: Path) -> list[Portal]:
    """The portals, each once. Raises UsageError, which lists the known ones, for one not in the registry."""
    from spiders.registry import UnknownPortal, portal

    try:
        return [portal(name, data) for name in dict.fromkeys(names)]
    except UnknownPortal as error:
        raise UsageError(str(error.args[0])) from error


def _arguments(names: Sequence[str], asked: Asked) -> list[str]:
    years = ["--years", f"{asked.years[0]}-{asked.years[1]}"] if asked.years else []
    limit = ["--limit", str(asked.limit)] if asked.limit is not None else []
    return [*names, *years, *limit, *(asked.backfill.arguments if asked.backfill else ())]


class Crawling:
    """The crawlers of one run, with the engine to keep its counts in."""

    def __init__(self, engine: Engine, run_id: int, asked: Asked) -> None:
        self._engine, self._run_id, self._asked = engine, run_id, asked
        self._crawlers: dict[str, Crawler] = {}
        self._done: dict[str, Ended] = {}
        self._beaten = time.monotonic()

    def run(self, portals: Sequence[Portal], archive: str, data: Path) -> Outcome:
        """Crawl, and finish the run whatever happens; what stopped it goes on to the caller."""
        from crawler.reading_ahead import spare_cores

        try:
            with progress_bar("pages", None) if self._asked.progress else _silence() as advance:
                self._start(portals, archive, data, advance)
        except BaseException:
            self._finish(failed=True)
            raise
        finally:
            spare_cores().close()
        return self._finish(failed=False)

    def _start(
        self, portals: Sequence[Portal], archive: str, data: Path, advance: Callable[..., None]
    ) -> None:
        from crawler.process import crawl_process

        process = crawl_process(self._settings(archive, data))
        tasks = [self._one(process, portal, advance) for portal in portals]
        process.start()
        for task in tasks:
            task.result()

    def _one(self, process: AsyncCrawlerProcess, portal: Portal, advance: Callable[..., None]) -> Any:
        from scrapy import signals

        from spiders.families.catalogue import spider_of

        backfill = self._asked.backfill
        crawler = process.create_crawler(backfill.spider(portal) if backfill else spider_of(portal))
        self._crawlers[portal.name] = crawler

        def seen() -> None:
            advance()
            self._beat()

        crawler.signals.connect(seen, signal=signals.response_received, weak=False)
        count_defects(crawler)
        if backfill:
            backfill.watch(crawler, advance)
        return process.crawl(crawler, known=portal, **self._wanted(portal))

    def _wanted(self, portal: Portal) -> dict[str, Any]:
        from datetime import UTC, datetime

        from archive.rechecks import night_of
        from spiders.wanted import Wanted

        asked = self._asked
        years = range(asked.years[0], asked.years[1] + 1) if asked.years else None
        more = asked.backfill.spider_arguments(self._engine, portal) if asked.backfill else {}
        if asked.is_whole:
            pages = night_of(self._engine, portal.name, datetime.now(UTC), everything=True)
            more = {
                "wanted": Wanted(known=pages.known, twins=pages.twins, missing=pages.missing, doubts=False)
            }
        return {"years": years, "limit": asked.limit, "lists_only": asked.lists_only, **more}

    def _settings(self, archive: str, data: Path) -> dict[str, Any]:
        own: dict[str, Any] = {
            "NIANBAO_ARCHIVE": archive,
            "NIANBAO_DATA": str(data),
            "NIANBAO_STORE": self._asked.store,
            "NIANBAO_RUN": self._run_id,
            "LOG_LEVEL": "INFO" if self._asked.verbose else "ERROR",
        }
        if self._asked.delay is not None:
            own |= {
                "DOWNLOAD_DELAY": self._asked.delay,
                "AUTOTHROTTLE_ENABLED": self._asked.delay > 0,
                "AUTOTHROTTLE_START_DELAY": self._asked.delay,
                "NIANBAO_BACK_OFF": min(self._asked.delay, 2.0),
            }
        return own | (self._asked.backfill.settings() if self._asked.backfill else {})

    def _beat(self) -> None:
        from archive.runs import beat

        if time.monotonic() - self._beaten > _BEAT_SECONDS:
            self._beaten = time.monotonic()
            counts = self._counts()
            beat(self._engine, self._run_id, _sum(counts), counts)

    def _judge(self, complete: frozenset[str]) -> None:
        from crawler.judging import judge_all

        spiders: list[Any] = [one.spider for one in self._crawlers.values() if one.spider]
        if self._asked.backfill:
            names = [spider.portal.name for spider in spiders]
            self._asked.backfill.judge(self._engine, names, self._run_id)
        judge_all(self._engine, spiders, self._run_id, complete, whole=self._asked.is_whole)

    def _counts(self) -> dict[str, RunCounts]:
        """The counts so far, by portal."""
        ended = {name: one.counts for name, one in self._done.items()}
        return ended | {name: counts_of(one) for name, one in self._crawlers.items()}

    def _told(self, name: str, crawler: Crawler) -> dict[str, Any]:  # noqa: ARG002
        """What the run keeps of a portal besides its counts."""
        return details_of(crawler)

    def _let_go(self, name: str) -> None:
        """Keep what is to be told of a crawler that has ended, and nothing else of it."""
        crawler = self._crawlers.pop(name)
        self._done[name] = ended_of(crawler, self._told(name, crawler))

    def _finish(self, *, failed: bool) -> Outcome:
        from archive.runs import finish_run, list_runs

        problems = {name: problems_of(one) for name, one in self._crawlers.items()}
        stopped = any(was_interrupted(one) for one in self._crawlers.values())
        if not failed:
            read = [] if stopped else [name for name, found in problems.items() if not found]
            self._judge(frozenset(read))
        for name in list(self._crawlers):
            self._let_go(name)
        problems = {name: one.problems for name, one in self._done.items()}
        interrupted = any(one.interrupted for one in self._done.values())
        in_part = interrupted or any(problems.values())
        outcome: RunOutcome = "failed" if failed else "part" if in_part else "done"
        told = {name: one.told for name, one in self._done.items()}
        summary = summary_of(problems, interrupted)
        finish_run(self._engine, self._run_id, outcome, self._counts(), summary=summary, told=told)
        (run,) = list_runs(self._engine, number=self._run_id)
        steps = {name: one.steps for name, one in self._done.items()}
        return Outcome(run, problems, interrupted, steps)


def summary_of(problems: Mapping[str, Sequence[Problem]], interrupted: bool) -> str | None:
    """What failed and what to do, in lines; None where nothing failed."""
    from archive.backfills import INTERRUPTED

    lines = [INTERRUPTED] if interrupted else []
    lines += [f"{name}: {problem}" for name, found in problems.items() for problem in found]
    if not lines:
        return None
    return "\n".join([*lines, "Everything else is kept. Crawl again to try what failed once more."])


def _sum(counts: Mapping[str, RunCounts]) -> RunCounts:
    from archive.records import RunCounts

    return sum(counts.values(), RunCounts())


def _silence() -> Any:
    from contextlib import nullcontext

    return nullcontext(lambda: None)
