"""The process that Scrapy crawls in (采集进程), with its settings, its signals and what it logs."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings


class CrawlProcess(AsyncCrawlerProcess):
    """Ends on SIGINT and SIGTERM once the answers under way are in; ``give_up_after`` bounds the wait.

    The seconds are counted from the signal; None: as long as it takes.
    """

    give_up_after: float | None = None

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
