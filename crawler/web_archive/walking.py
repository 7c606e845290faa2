"""The portal's lists as a web archive has them (存档栏目): they name reports, their units and dates.

1. From the home page as it was in every year, the portal's own spider follows the words of navigation.
2. Each column and each page of a list is read once, at its latest capture; what the web archive does not
   have leads nowhere.
3. What a list names is remembered for the targets. It is no listing of the portal's: nothing is kept of it.
4. Only a part of the budget goes into lists: without them reports are found by their addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.records import Entry
from crawler.web_archive.cdx import Archived, Endpoint
from crawler.web_archive.memento import memento_request
from crawler.web_archive.targets import Index
from spiders.families.base import KNOWN, PortalSpider
from spiders.families.family import Lead
from spiders.pages import Pager
from spiders.trails import Trail, unit_in, words

#: So much of the budget at most goes into lists: one request of this many.
SHARE = 4


class WalksArchivedLists(PortalSpider):
    """A portal's spider as far as it reads the lists that a web archive has of the portal."""

    _endpoint: Endpoint

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._index = Index()
        self._walked: int | None = None

    def _ask_candidates(self) -> None:
        """Once the index is read the lists are, and then the targets asked for."""
        if self._walked is None:
            self._walked = 0
            requests = list(self._walk())
            if requests and self.crawler.engine is not None:
                for request in requests:
                    self.crawler.engine.crawl(request)
                raise DontCloseSpider
        super()._ask_candidates()

    def _walk(self) -> Iterator[Request]:
        """The home page of every year, and the columns that it does not lead to."""
        of_years = {one.timestamp[:4]: one for one in reversed(self._index.of(self.portal.home))}
        for capture in of_years.values():
            yield from self._list_request(self.portal.home, capture, self.parse_column, trail=())
        for url in self.portal.columns:
            yield from self.follow(Lead(url, words().annual[:1], promise=KNOWN))

    def follow(self, lead: Lead) -> Iterator[Request]:
        """A column that a page leads on to, at its latest capture."""
        self.remember(lead)
        yield from self._latest(lead.url, self.parse_column, trail=lead.trail)

    def further_pages(self, response: Response, pager: Pager, key: str, trail: Trail) -> Iterator[Request]:
        """The rest of a list, each page once at its latest capture."""
        self._list_pages.add(response.url)
        for url in pager.urls:
            if url not in self._list_pages and self.is_inside(url):
                self._list_pages.add(url)
                yield from self._latest(url, self.parse_list_page, key=key, trail=trail)

    def report_here(self, response: Response, trail: Trail) -> Iterator[Request]:
        """A report where a list would be is named by that."""
        entry = Entry(self.cms.canonical(response.url), "", None, unit_in(trail))
        self._listed.setdefault(self.article_key(entry.url), []).append(entry)
        yield from ()

    def beyond(self, key: str, trail: Trail) -> Iterator[Request]:  # noqa: ARG002
        """Nothing: a web archive's index says which pages there are."""
        yield from ()

    def report_requests(self, entry: Entry) -> Iterator[Request]:
        """An address that may answer with a report is named by that."""
        self._listed.setdefault(self.article_key(entry.url), []).append(
            replace(entry, unit=self.cms.unit_of(entry.url))
        )
        yield from ()

    def _latest(self, url: str, then: Callable[..., Iterator[Any]], **kwargs: Any) -> Iterator[Request]:
        for capture in self._index.of(url)[:1]:
            yield from self._list_request(url, capture, then, **kwargs)

    def _list_request(
        self, url: str, capture: Archived, then: Callable[..., Iterator[Any]], **kwargs: Any
    ) -> Iterator[Request]:
        walked, most = self._walked or 0, self.settings.getint("NIANBAO_REQUESTS") // SHARE
        if walked < most:
            self._walked = walked + 1
            request = memento_request(self._endpoint, url, capture)
            told = {"url": url, "then": then, "kwargs": kwargs}
            yield request.replace(callback=self.parse_walked, errback=self.lost_walked, cb_kwargs=told)

    def parse_walked(
        self, response: Response, url: str, then: Callable[..., Iterator[Any]], kwargs: dict[str, Any]
    ) -> Iterator[Request]:
        """A list as the portal had it: where it leads on to. What it names ``listed`` has remembered."""
        found = then(response.replace(url=url), **kwargs)
        yield from (one for one in found if isinstance(one, Request))

    def lost_walked(self, failure: Failure) -> None:
        """A list that the web archive did not give: what it names may still be found by its address."""
