"""Exceptions in a spider or a stage: failures of the run, which Scrapy would only log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def count_defects(crawler: Crawler) -> None:
    """An exception in a spider or a stage is a failure of the run; Scrapy would only log it."""
    from scrapy import signals

    from pipelines.desk import Desk
    from pipelines.tally import Problem

    def in_spider(failure: Any, response: Any) -> None:
        Desk.of(crawler).tally.problems.append(Problem("defect", response.url, repr(failure.value)))

    def in_stage(item: Any, failure: Any) -> None:
        where = getattr(getattr(item, "entry", item), "url", "")
        Desk.of(crawler).tally.problems.append(Problem("defect", where, repr(failure.value)))

    crawler.signals.connect(in_spider, signal=signals.spider_error, weak=False)
    crawler.signals.connect(in_stage, signal=signals.item_error, weak=False)
