"""The process that Scrapy crawls in (采集进程), with its settings, its signals and what it logs."""

from __future__ import annotations

import gc
import logging
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

#: How seldom cycles are looked for: at Python's 700 new objects it takes a sixth of a crawl's time.
_COLLECT = (10_000, 10, 10)


class CrawlProcess(AsyncCrawlerProcess):
    """Ends on SIGINT and SIGTERM once the answers under way are in; ``give_up_after`` bounds the wait.

    The seconds are counted from the signal; None: as long as it takes.
    """

    give_up_after: float | None = None

    def start(self, *arguments: Any, **named: Any) -> None:
        """Crawl until the end. What is loaded by now stays: the collector of cycles need not look at it."""
        gc.freeze()
        gc.set_threshold(*_COLLECT)
        super().start(*arguments, **named)

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        super()._signal_shutdown(signum, frame)
        if self.give_up_after is not None:
            from twisted.internet import reactor

            give_up = (reactor.callLater, self.give_up_after, self._stop_reactor)
            reactor.callFromThread(*give_up)


def crawl_process(settings: dict[str, Any]) -> CrawlProcess:
    """A process with our settings and these."""
    ours = Settings()
    ours.setmodule("crawler.scrapy_settings")
    ours.update(settings, priority="cmdline")
    process = CrawlProcess(ours)
    # Two records are made for every page and thrown away by the handler: not where nobody wants them.
    logging.getLogger("scrapy").setLevel(ours["LOG_LEVEL"])
    # A portal that does not answer is a problem of the run; the traceback of its robots.txt says no more.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    return process
