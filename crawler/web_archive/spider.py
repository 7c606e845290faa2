"""Asks a web archive for what a portal has lost, by the rules of the portal's own spider.

1. The places where an index may stand are tried in turn; the first that answers as one is it.
2. It is asked for each of the portal's hosts; what is as long as the limit, or more than the server can
   answer in time, is asked for again by halves.
3. When all is answered, the lists that it has are read (``crawler.web_archive.walking``).
4. Then the targets (``crawler.web_archive.targets``) are asked for, the most promising first, each at its
   latest capture; where that cannot be fetched, or a page that was listed as a report turns out to be
   something else (an error page with status 200), at an earlier one.
5. A page goes on as if the portal had sent it, with its own address; its files are asked for at the captures
   nearest in time. What the web archive does not have of them is told.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.losses import fetched_before, losses_of
from archive.records import Entry
from crawler.console import message
from crawler.resolver import MEANT
from crawler.web_archive.cdx import LIMIT, NoIndex, Span, captures_of, endpoints
from crawler.web_archive.memento import META, Memento, memento_request
from crawler.web_archive.targets import Here, Reading, Target, targets_of
from crawler.web_archive.walking import WalksArchivedLists
from pipelines.desk import Desk
from pipelines.items import Listing, Lost
from spiders.article import completed, readable
from spiders.families.base import PortalSpider
from spiders.families.catalogue import spider_of
from spiders.families.reports import reason_of, status_of
from spiders.registry import Portal

#: Index answers that a limit of one is asked of, to see whether an index stands there.
_PROBE = 1
_MARKUP = re.compile(rb"<[^>]*>|\s+|&nbsp;")
_SERVER_ERROR = 500
_SHORT = timedelta(days=366)
_FIRST = datetime(1996, 1, 1, tzinfo=UTC)


def web_archive_spider(portal: Portal) -> type[PortalSpider]:
    """The spider of a portal that asks a web archive in its place."""
    base = spider_of(portal)
    return type(f"Recovering{base.__name__}", (_FromWebArchive, base), {"name": portal.name})


class _FromWebArchive(WalksArchivedLists):
    """A portal's spider that asks a web archive. ``web_archive`` is the address that a person gave."""

    web_archive: str

    def __init__(self, web_archive: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.web_archive = web_archive
        self._places = list(endpoints(web_archive))
        self._endpoint = self._places[0]
        MEANT.update(self.hosts_asked)
        self._refusals: list[str] = []
        self._asked, self._beyond = False, 0
        #: Unknown addresses that answer without a word: there is no report, as in ``parse_report``.
        self.blank: set[str] = set()

    @property
    def hosts_asked(self) -> frozenset[str]:
        """The web archive's host alone: nothing is asked of the portal."""
        return frozenset([urlsplit(self.web_archive).hostname or ""])

    async def start(self) -> AsyncIterator[Request]:
        """The first place where an index may stand."""
        yield self._probe()

    def may_ask(self, host: str) -> bool:
        """The web archive's host alone."""
        return host in self.hosts_asked

    def _probe(self) -> Request:
        self._endpoint = self._places.pop(0)
        asked = self._endpoint.question(self.portal.host, _all_times(), _PROBE)
        return Request(asked, self.parse_probe, errback=self.lost_probe, dont_filter=True)

    def parse_probe(self, response: Response) -> Iterator[Any]:
        """An index, or not: then the next place."""
        try:
            captures_of(_text(response))
        except NoIndex as error:
            yield from self._next_place(f"{response.url}: {error}")
            return
        for host in sorted(self.portal.hosts):
            yield self._question(host, _all_times())

    def lost_probe(self, failure: Failure) -> Iterator[Any]:
        """No answer: then the next place."""
        yield from self._next_place(f"{failure.request.url}: {reason_of(failure)}")  # type: ignore[attr-defined]

    def _next_place(self, refusal: str) -> Iterator[Any]:
        self._refusals.append(refusal)
        if self._places:
            yield self._probe()
        else:
            yield self._unread(self.web_archive, f"no CDX index found ({'; '.join(self._refusals)})")

    def _question(self, host: str, span: Span) -> Request:
        asked = self._endpoint.question(host, span)
        kwargs = {"host": host, "span": span}
        return Request(asked, self.parse_index, errback=self.lost_index, cb_kwargs=kwargs, dont_filter=True)

    def parse_index(self, response: Response, host: str, span: Span) -> Iterator[Any]:
        """What the web archive has of a host in a span of time, or questions for its halves."""
        try:
            found = captures_of(_text(response))
        except NoIndex as error:
            yield self._unread(response.url, str(error))
            return
        halves = span.halves() if len(found) >= LIMIT else None
        if halves:
            yield from (self._question(host, half) for half in halves)
            return
        self._index.add(found)
        if len(found) >= LIMIT:
            yield self._unread(response.url, f"more than {LIMIT} captures in an hour")

    def lost_index(self, failure: Failure) -> Iterator[Any]:
        """A part of the index that could not be had: what is in it is not known. Where it was too much to
        answer in time, its halves may be had."""
        request, status = failure.request, status_of(failure)  # type: ignore[attr-defined]
        host, span = request.cb_kwargs["host"], request.cb_kwargs["span"]
        never_asked = status is None and isinstance(failure.value, IgnoreRequest)
        refused = never_asked or (status is not None and status < _SERVER_ERROR)
        halves = None if refused or span.end - span.start < _SHORT else span.halves()
        if halves:
            yield from (self._question(host, half) for half in halves)
        else:
            yield self._unread(request.url, reason_of(failure))

    def _unread(self, url: str, problem: str) -> Listing:
        return Listing(self.name, url, url, (), (), problem=problem)

    def page_requests(self) -> Iterator[Request]:
        """A request for every target, once."""
        if self._asked:
            return
        self._asked = True
        targets, most = self._targets(), self.settings.getint("NIANBAO_REQUESTS")
        Desk.of(self.crawler).tally.listed.update(target.entry.url for target in targets)
        self._beyond = max(0, len(targets) - most)
        yield from (self._request(target, priority=-at) for at, target in enumerate(targets[:most]))

    @property
    def pages_waiting(self) -> int:
        """As of every spider, with the targets that no budget like this one reaches."""
        return super().pages_waiting + self._beyond

    def _targets(self) -> list[Target]:
        engine = Desk.of(self.crawler).engine
        losses = losses_of(engine, self.portal.name, self.years or range(self.portal.since, _last_year() + 1))
        lost = tuple(entry for entry in losses.lost if self.is_wanted(entry))
        reading = Reading(self.cms.is_article, self.article_key, self.cms.canonical)
        first = self.years.start if self.years else self.portal.since
        here = Here(replace(losses, lost=lost), fetched_before(engine, self.portal.hosts), self.named())
        targets = targets_of(here, self._index, reading, first)
        told = f"{len(lost)} pages are known to be lost, {losses.years} reports of its bodies are not here"
        message(f"{self.name}: {told}; the web archive has {len(targets)} pages to look at.")
        return targets

    def _request(self, target: Target, priority: int) -> Request:
        first, *_ = target.captures
        request = memento_request(self._endpoint, target.entry.url, first)
        kwargs = {"entry": target.entry, "target": target}
        return request.replace(
            callback=self.parse_recovered, errback=self.lost_recovered, cb_kwargs=kwargs, priority=priority
        )

    def parse_recovered(self, response: Response, entry: Entry, target: Target) -> Iterator[Any]:
        """A page as the portal had it, or an earlier capture of it where this one is something else."""
        page = response.replace(url=entry.url)
        if target.entry.title and len(target.captures) > 1 and not self._is_report(page, entry):
            yield self._earlier(target)
            return
        if not target.entry.title and not _MARKUP.sub(b"", page.body):
            self.blank.add(entry.url)
        yield from self.parse_page(page, entry)

    def _is_report(self, page: Response, entry: Entry) -> bool:
        document = readable(page)
        return document is None or self.is_candidate(completed(replace(entry, title=""), document).title)

    def _earlier(self, target: Target) -> Request:
        return self._request(replace(target, captures=target.captures[1:]), priority=10)

    def lost_recovered(self, failure: Failure) -> Iterator[Any]:
        """A capture that the web archive lists and did not give: an earlier one, or it is told."""
        target: Target = failure.request.cb_kwargs["target"]  # type: ignore[attr-defined]
        if len(target.captures) > 1:
            yield self._earlier(target)
        else:
            self.pages_answered += 1
            yield Lost(self.name, target.entry, target.entry.url, f"web archive: {reason_of(failure)}")

    def file_request(self, url: str, page: Response, entry: Entry) -> Request | Lost:
        """The request for the capture of a file nearest in time to its page's; lost where there is none."""
        memento: Memento = page.meta[META]
        capture = self._index.nearest(url, memento.at)
        if capture is None:
            return Lost(self.name, entry, url, "the web archive does not have it")
        request = memento_request(self._endpoint, url, capture)
        kwargs = {"entry": entry, "asked": url}
        return request.replace(
            callback=self.parse_file, errback=self.lost_page, cb_kwargs=kwargs, priority=20
        )

    def parse_file(self, response: Response, entry: Entry, asked: str) -> Iterator[Any]:
        """A file of a recovered page."""
        yield from self.parse_attachment(response.replace(url=asked), entry, asked)


def _text(response: Response) -> str:
    return response.body.decode("utf-8", "replace")


def _all_times() -> Span:
    return Span(_FIRST, datetime.now(UTC).replace(microsecond=0))


def _last_year() -> int:
    return datetime.now(UTC).year - 1
