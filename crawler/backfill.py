"""What makes a crawl a backfill (补采): past years, on a budget, and nothing fetched twice.

1. A page whose report is in the archive, or which is none, is not fetched again (``spiders.wanted``).
2. What an unfinished backfill has fetched is read from its WARC files (``crawler.recall``).
3. One request at a time, slower than a crawl, and at most so many of them (``crawler.budget``): the portal's
   lock is free again for the nightly run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.console import message
from crawler.estimate import Estimate

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from sqlalchemy import Engine

    from spiders.registry import Portal
    from spiders.wanted import Wanted

#: Seconds between requests to a host: twice as slow as a crawl.
DEFAULT_DELAY = 3.0
#: At three seconds each, these take less than two hours.
DEFAULT_REQUESTS = 2000


@dataclass(frozen=True, slots=True)
class Backfill:
    """``bodies`` as a person writes them (none: all), ``requests`` per portal. With a ``web_archive`` (its
    address) what the portal has lost is asked of that, and nothing of the portal.
    """

    bodies: tuple[str, ...] = ()
    requests: int = DEFAULT_REQUESTS
    web_archive: str | None = None

    @property
    def arguments(self) -> list[str]:
        """How the run keeps what was asked for."""
        from archive.backfills import WEB_ARCHIVE

        bodies = [word for body in self.bodies for word in ("--body", body)]
        web_archive = [WEB_ARCHIVE, self.web_archive] if self.web_archive else []
        return [*bodies, "--requests", str(self.requests), *web_archive]

    def settings(self) -> dict[str, Any]:
        """The settings of Scrapy that differ from a crawl's."""
        own = {"NIANBAO_REQUESTS": self.requests, "CONCURRENT_REQUESTS": 1}
        if self.web_archive is None:
            return {**own, "NIANBAO_RECALL": True}
        from crawler.web_archive.settling import RECOVERING_STAGES
        from pipelines.stages import STAGES

        return {**own, "ITEM_PIPELINES": {**STAGES, **RECOVERING_STAGES}}

    def spider(self, portal: Portal) -> type[Spider]:
        """The spider that does it."""
        from crawler.web_archive.spider import web_archive_spider
        from spiders.families.catalogue import spider_of

        return web_archive_spider(portal) if self.web_archive else spider_of(portal)

    def spider_arguments(self, engine: Engine, portal: Portal) -> dict[str, Any]:
        """What the spider is told besides years: what is wanted, and of whom it is asked."""
        told = {"web_archive": self.web_archive} if self.web_archive else {}
        return {"wanted": self._wanted(engine, portal), **told}

    def judge(self, engine: Engine, portals: Iterable[str], run_id: int) -> None:
        """Of what a web archive alone has, tell that the portals have it no more."""
        from archive.losses import judge_recovered

        for name in portals if self.web_archive else ():
            gone = judge_recovered(engine, name, run_id)
            if gone:
                message(
                    f"{name}: {gone} reports are here that the portal has no more. See: nianbao coverage."
                )

    def _wanted(self, engine: Engine, portal: Portal) -> Wanted:
        from archive.backfills import settled_pages
        from spiders.wanted import Wanted

        names = tuple(name for body in self.bodies for name in _names(engine, portal, body))
        settled = frozenset[str]() if self.web_archive else settled_pages(engine, portal.name)
        return Wanted(settled, names, portal.county)

    def watch(self, crawler: Crawler, advance: Callable[..., None]) -> None:
        """Tell a portal's progress on stderr, and its total to the bar of a terminal."""
        from scrapy import signals

        read = "index" if self.web_archive else "lists"
        estimate = Estimate(message, lambda total: advance(0, total), read=read)

        def answered() -> None:
            estimate.answered(crawler.spider)  # type: ignore[arg-type]

        def closed() -> None:
            estimate.look(crawler.spider)  # type: ignore[arg-type]

        crawler.signals.connect(answered, signal=signals.response_received, weak=False)
        crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)


def _names(engine: Engine, portal: Portal, asked: str) -> list[str]:
    """Every name of the body that a person means: of the archive, of the division table, or as written."""
    from archive import divisions
    from archive.bodies import find_bodies

    known = find_bodies(engine, asked)
    here = [one for one in known if (one.division or "").startswith(portal.division)] or known
    place = divisions.division(asked[:9] if len(asked) == 12 else asked)
    names = [name for one in here for name in (one.name, *one.others)]
    return list(
        dict.fromkeys([*names, *([place.name] if place else []), *([] if names or place else [asked])])
    )
