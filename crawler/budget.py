"""A budget of requests (请求预算): a crawl that has spent it ends cleanly, and the next one goes on.

1. Every request that reaches the network counts: lists, pages, files, repeats, robots.txt.
2. With the last one the spider is closed: what is under way is finished and kept, what waits is not asked.
3. What was not asked for keeps its state; the desk is told (``Desk.cut_short``), so that nothing is judged
   by what is missing.
"""

from __future__ import annotations

import asyncio
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request

from archive.backfills import BUDGET
from pipelines.desk import Desk
from pipelines.tally import Problem


class Budget:
    """Counts the requests of one crawler; ``NIANBAO_REQUESTS`` is how many it may make."""

    def __init__(self, crawler: Crawler, most: int) -> None:
        self._crawler, self._most, self._spent = crawler, most, 0
        self._closing: asyncio.Task[None] | None = None
        crawler.signals.connect(self._count, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._tell, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it. Raises NotConfigured where there is no budget."""
        most = crawler.settings.getint("NIANBAO_REQUESTS")
        if not most:
            raise NotConfigured
        return cls(crawler, most)

    def _count(self, request: Request) -> None:  # noqa: ARG002  # the signal's argument
        self._spent += 1
        if self._spent == self._most and self._crawler.engine is not None:
            Desk.of(self._crawler).cut_short = True
            closing = self._crawler.engine.close_spider_async(reason="budget")
            self._closing = asyncio.get_running_loop().create_task(closing)

    def _tell(self) -> None:
        """The run ends in part, and says how much is left as far as it is known."""
        if self._closing is None or self._crawler.spider is None:
            return
        reason = (
            f"{self._spent} requests are spent; {self._left(self._crawler.spider)}. Run it again to go on"
        )
        home = self._crawler.spider.portal.home  # type: ignore[attr-defined]
        Desk.of(self._crawler).tally.problems.append(Problem(BUDGET, home, reason))

    def _left(self, spider: Any) -> str:
        if spider.pages_asked is None:
            return "the lists are not read to their end yet"
        return f"{spider.pages_waiting} pages wait"
