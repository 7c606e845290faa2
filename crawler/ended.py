"""What is told of one portal's crawler when it has ended, or so far (采集结果)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.records import RunCounts
    from pipelines.tally import Problem
    from spiders.steps import Step

_STATUS = "downloader/response_status_count/"


@dataclass(frozen=True, slots=True)
class Ended:
    """One portal of a run: counts, problems, columns followed, what the run keeps besides (``told``)."""

    counts: RunCounts
    problems: tuple[Problem, ...] = ()
    steps: tuple[Step, ...] = ()
    interrupted: bool = False
    told: Mapping[str, Any] = field(default_factory=dict)


def ended_of(crawler: Crawler, told: Mapping[str, Any]) -> Ended:
    """The end of a crawler; its connections to the archive are closed."""
    from pipelines.desk import Desk

    steps = tuple(crawler.spider.steps.values()) if crawler.spider else ()  # type: ignore[attr-defined]
    one = Ended(counts_of(crawler), problems_of(crawler), steps, was_interrupted(crawler), told)
    Desk.of(crawler).engine.dispose()
    return one


def counts_of(crawler: Crawler) -> RunCounts:
    """What a crawler has counted so far."""
    from pipelines.desk import Desk

    asked, received = (_count(crawler, what) for what in ("request_count", "response_bytes"))
    return Desk.of(crawler).tally.counts(asked, received)


def problems_of(crawler: Crawler) -> tuple[Problem, ...]:
    """What has failed so far."""
    from pipelines.desk import Desk

    return tuple(Desk.of(crawler).tally.problems)


def was_interrupted(crawler: Crawler) -> bool:
    """Whether a person or the system has stopped a crawler."""
    return _stats(crawler).get("finish_reason") == "shutdown" or crawler.crawling


def was_cut_short(crawler: Crawler) -> bool:
    """Whether a crawler was ended before its end, by a signal, a budget or the clock."""
    from pipelines.desk import Desk

    return was_interrupted(crawler) or Desk.of(crawler).cut_short


def add_problem(crawler: Crawler, kind: str, url: str, reason: str) -> None:
    """Count something that a person must look at."""
    from pipelines.desk import Desk
    from pipelines.tally import Problem

    Desk.of(crawler).tally.problems.append(Problem(kind, url, reason))


def cut_short(crawler: Crawler) -> None:
    """Keep that a crawler is being ended before its end."""
    from pipelines.desk import Desk

    Desk.of(crawler).cut_short = True


def details_of(crawler: Crawler) -> dict[str, Any]:
    """How a portal ended, its seconds and its answers by HTTP status."""
    stats = _stats(crawler)
    statuses = {key.removeprefix(_STATUS): value for key, value in stats.items() if key.startswith(_STATUS)}
    outcome = "part" if was_cut_short(crawler) or problems_of(crawler) else "done"
    seconds = round(float(stats.get("elapsed_time_seconds") or 0.0), 1)
    return {"outcome": outcome, "seconds": seconds, "statuses": statuses}


def _count(crawler: Crawler, what: str) -> int:
    return int(_stats(crawler).get(f"downloader/{what}", 0))


def _stats(crawler: Crawler) -> dict[str, Any]:
    """What Scrapy has counted; nothing before the crawl has begun."""
    try:
        return dict(crawler.stats.get_stats()) if crawler.stats else {}
    except RuntimeError:
        return {}
