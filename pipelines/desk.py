"""What the stages of one portal's crawl share: the archive, the run that they work for, the tally."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from sqlalchemy import Engine

from archive.session import open_archive
from pipelines.tally import Tally

_DESKS: WeakKeyDictionary[Crawler, Desk] = WeakKeyDictionary()


class Desk:
    """The working place of one crawler; ``Desk.of`` makes it on first use.

    Settings: ``NIANBAO_ARCHIVE`` is the database URL, ``NIANBAO_RUN`` the id of the run. ``cut_short`` says
    that the crawl was ended before its end: nothing follows from what it has not met.
    """

    def __init__(self, engine: Engine, run_id: int | None) -> None:
        self.engine, self.run_id, self.tally = engine, run_id, Tally()
        self.cut_short = False

    @classmethod
    def of(cls, crawler: Crawler) -> Desk:
        """The crawler's desk. Raises ArchiveError where the archive cannot be opened."""
        if crawler not in _DESKS:
            run_id = crawler.settings.getint("NIANBAO_RUN") or None
            _DESKS[crawler] = cls(open_archive(crawler.settings["NIANBAO_ARCHIVE"]), run_id)
        return _DESKS[crawler]
