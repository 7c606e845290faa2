"""What all portals share: from the home page to every annual report, whatever the CMS.

1. The home page's links are followed by the words of navigation (``spiders.trails``).
2. Every page reached is read as a column by the portal's families: its entries, its pager, its further links.
3. A list within the annual reports, or with a candidate on its first page, is read to its end.
4. When all lists are read, every entry whose title is that of an annual report is fetched once, under the
   first of its addresses, and its attachments after it: so every crawl of the same lists asks for the same.
5. What could not be fetched is handed on as such: it is never merely logged.

How the lists of a CMS are read is its family's matter; how a report's page is fetched, ``ReportPages``'s.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, ClassVar, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.records import Entry
from pipelines.identity.title import read_title
from pipelines.items import Listing, Lost
from spiders.article import parts_of
from spiders.families.candidates import newest_first, one_of
from spiders.families.family import Family, Lead
from spiders.families.plain import Plain, is_folder, is_title
from spiders.families.remembering import Remembering, first_page
from spiders.families.reports import ReportPages, reason_of
from spiders.families.together import Together
from spiders.memory import Memory
from spiders.pages import Anchor, Pager, anchors_of, is_text, plain, tree
from spiders.stand_ins import MissingPage
from spiders.steps import Step
from spiders.trails import Promise, Trail, is_annual, leads_on, tight, unit_in, words
from spiders.wanted import Wanted

#: Reports that only their address tells of come after all columns: one of these may name their unit.
LAST = -100
HOME = Promise(100, "where every crawl begins")
KNOWN = Promise(100, "a column in the registry")
BELOW = Promise(80, "a folder below annual reports")
YEAR = Promise(80, "a year of annual reports")


class PortalSpider(ReportPages):
    """One portal. A portal's module sets ``name``; all else about it stands in the registry."""

    families: ClassVar[tuple[type[Family], ...]] = ()

    def __init__(
        self,
        years: range | None = None,
        limit: int | None = None,
        lists_only: bool = False,
        wanted: Wanted | None = None,
        memory: Memory | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.years, self.limit, self.lists_only = years, limit, lists_only
        self._wanted = wanted or Wanted()
        self.cms = Together([family(self.portal, years) for family in (*self.families, Plain)])
        self.past = Remembering(memory, self._wanted, self.cms)
        self._listed: dict[str, list[Entry]] = {}
        self._fetched: set[str] = set()
        #: Addresses of reports that a rule has made; those asked for.
        self._ruled: set[str] = set()
        self._reports: set[str] = set()
        self._list_pages: set[str] = set()
        self.steps: dict[str, Step] = {}
        self._settled = frozenset(map(self.article_key, self._wanted.settled))
        #: Pages asked for, None while the lists are read; pages listed that were here already.
        self.pages_asked: int | None = None
        self.pages_known = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes it; once nothing is left to be asked, the candidates are."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._ask_candidates, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The home page, and the columns that it does not lead to; or the lists remembered of them."""
        further = [Lead(url, words().annual[:1], promise=KNOWN) for url in self.portal.columns]
        leads = self.past.leads() if self.past.past else (Lead(self.portal.home, promise=HOME), *further)
        for lead in leads:
            requests = list(self.report_requests(lead.entry)) if lead.entry else [self.column_request(lead)]
            self.past.by_rule += len(requests) if lead.entry else 0
            for request in requests:
                yield request

    def remember(self, lead: Lead) -> None:
        """Remember that a column is asked for, and why: each is read once."""
        step = Step(lead.url, lead.trail, lead.promise, headers=lead.headers)
        self.steps.setdefault(plain(lead.url), step)

    def step_of(self, response: Response, trail: Trail) -> Step:
        """The step that has led to a column."""
        key = response.meta.get("step", plain(response.url))
        return self.steps.setdefault(key, Step(response.url, trail, KNOWN))

    def column_request(self, lead: Lead) -> Request:
        """The request for a column."""
        self.remember(lead)
        return Request(
            lead.url,
            self.parse_column,
            errback=self.lost_column,
            cb_kwargs={"trail": lead.trail},
            headers=dict(lead.headers),
            meta={"step": plain(lead.url)},
            priority=-len(lead.trail),
        )

    def parse_column(self, response: Response, trail: Trail) -> Iterator[Any]:
        """A column: its list, its pager, and where it leads."""
        if not is_text(response):
            return
        page = tree(response)
        anchors, pager = self.cms.entries(response, page), self.cms.pager(response, page)
        candidates = sum(self.is_candidate(anchor.text) for anchor in anchors)
        wanted = is_annual(trail) or candidates > 0
        step = self.step_of(response, trail)
        step.count(len(anchors), candidates)
        same = self.past.begin(response.url, step, first_page(anchors, pager.total))
        yield self.listed(response, response.url, anchors, trail, None if same or not wanted else pager.total)
        if wanted and not same:
            yield from self.further_pages(response, pager, response.url, trail)
        yield from self.further_columns(response, page, trail)

    def further_pages(self, response: Response, pager: Pager, key: str, trail: Trail) -> Iterator[Request]:
        """Requests for the rest of a list, each page once."""
        self._list_pages.add(response.url)
        for url in self.past.to_turn(key, pager.urls):
            if url not in self._list_pages and self.is_inside(url):
                self._list_pages.add(url)
                self.past.turned(key)
                kwargs = {"key": key, "trail": trail}
                yield Request(url, self.parse_list_page, errback=self.lost_list_page, cb_kwargs=kwargs)

    def parse_list_page(self, response: Response, key: str, trail: Trail) -> Iterator[Any]:
        """A further page of a list, which may be the only one to name the next."""
        page = tree(response)
        anchors, pager = self.cms.entries(response, page), self.cms.pager(response, page)
        yield self.listed(response, key, anchors, trail, None)
        yield from self.further_pages(response, Pager(self.past.read(key, response.url, anchors)), key, trail)
        if pager.chained:
            yield from self.further_pages(response, pager, key, trail)

    def further_columns(self, response: Response, page: Any, trail: Trail) -> Iterator[Request]:
        """Requests for the columns and the hidden reports that a page leads on to, each once."""
        for lead in (*self.cms.leads(response, page, trail), *self._linked(response, page, trail)):
            if not self.is_inside(lead.url) or lead.url in self._list_pages:
                continue
            if lead.entry is not None:
                yield from self.report_requests(lead.entry)
            elif not self._is_known(lead.url) and not self.cms.is_article(lead.url):
                yield from self.follow(lead)

    def _is_known(self, url: str) -> bool:
        return plain(url) in self.steps or self.past.holds(url)

    def follow(self, lead: Lead) -> Iterator[Request]:
        """The request for a column that a page leads on to, at once."""
        yield self.column_request(lead)

    def _linked(self, response: Response, page: Any, trail: Trail) -> Iterator[Lead]:
        for anchor in anchors_of(response, page):
            promise = self.promise(anchor, response.url, trail)
            if promise is not None:
                yield Lead(anchor.url, (*trail, tight(anchor.text)), promise=promise)

    def promise(self, anchor: Anchor, page: str, trail: Trail) -> Promise | None:
        """What a link on a page promises; None for one that is not followed."""
        if is_annual(trail) and self.cms.is_below(anchor.url, page):
            return BELOW
        if is_title(anchor.text) and is_folder(anchor.url):
            return YEAR
        return leads_on(anchor.text, trail)

    def listed(
        self, response: Response, key: str, anchors: list[Anchor], trail: Trail, total: int | None
    ) -> Listing:
        """The list page as read; its candidates are remembered for ``page_requests``."""
        candidates = tuple(self.entry(anchor, trail) for anchor in anchors if self.is_candidate(anchor.text))
        for entry in candidates:
            if self.is_inside(entry.url) and self.is_wanted(entry):
                self._listed.setdefault(self.article_key(entry.url), []).append(entry)
                self.past.named(key, self.article_key(entry.url))
        urls = tuple(anchor.url for anchor in anchors)
        return Listing(self.name, key, response.url, urls, candidates, total)

    def entry(self, anchor: Anchor, trail: Trail) -> Entry:
        """A list entry with what the portal's column says of it: the unit, if the column is one's."""
        return Entry(self.cms.canonical(anchor.url), tight(anchor.text), anchor.day, unit_in(trail))

    def page_requests(self) -> Iterator[Request]:
        """A request for every candidate not fetched yet, the newest first, up to the limit."""
        if self.lists_only:
            return
        known = self._fetched | self._settled
        fresh = [entry for key, entry in self.named().items() if key not in known]
        self.pages_known = len(self._listed.keys() & self._settled)
        for entry in sorted(fresh, key=newest_first):
            if self._is_enough():
                return
            self._fetched.add(self.article_key(entry.url))
            yield self.page_request(entry)
        for entry in self.past.gone(self._listed.keys() | self._fetched, self._ruled):
            if self.is_inside(entry.url):
                self.unlisted.add(entry.url)
                yield self.page_request(entry)

    def named(self) -> dict[str, Entry]:
        """What the lists have named so far, an entry for each article."""
        return {key: one_of(entries) for key, entries in self._listed.items()}

    @property
    def pages_waiting(self) -> int:
        """How many of the pages asked for were not answered yet."""
        return (self.pages_asked or 0) - self.pages_answered

    @property
    def listed_count(self) -> int:
        """How many articles that may be annual reports the lists have named so far."""
        return len(self._listed) + len(self._fetched - self._listed.keys())

    def _is_enough(self) -> bool:
        return self.limit is not None and len(self._fetched) >= self.limit

    def _ask_candidates(self) -> None:
        requests = list(self.page_requests())
        if self.pages_asked is None:
            self.pages_answered = 0
        self.pages_asked = (self.pages_asked or 0) + len(requests)
        if requests and self.crawler.engine is not None:
            for request in requests:
                self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def report_requests(self, entry: Entry) -> Iterator[Request]:
        """The request for an address that answers with a report, if there is one, once."""
        self._ruled.add(entry.url)
        if entry.url not in self._reports and self.article_key(entry.url) not in self._settled:
            self._reports.add(entry.url)
            kwargs = {"entry": entry}
            yield Request(
                entry.url, self.parse_report, errback=self.lost_report, cb_kwargs=kwargs, priority=LAST
            )

    def parse_report(self, response: Response, entry: Entry) -> Iterator[Any]:
        """A unit's report for a year; an answer without text says that there is none."""
        if self._is_enough():
            return
        if not tight(tree(response).text_content()):
            yield from self._no_report(entry)
            return
        self._fetched.add(entry.url)
        entry = self._of_its_unit(entry)
        yield Listing(self.name, entry.url, response.url, (entry.url,), (entry,), by_rule=True)
        if not self.lists_only:
            yield from self.parse_page(response, entry)

    def entry_of(self, request: Request) -> Entry | None:
        """As of every page; of an address that no list names, with the unit that the columns say."""
        entry = super().entry_of(request)
        return self._of_its_unit(entry) if entry and request.callback == self.parse_report else entry

    def _of_its_unit(self, entry: Entry) -> Entry:
        return replace(entry, unit=self.cms.unit_of(entry.url))

    def lost_report(self, failure: Failure) -> Iterator[Any]:
        """An address that may have had a report; that there is no such page says that it has none."""
        request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, MissingPage):
            yield from self._no_report(request.cb_kwargs["entry"])
        else:
            yield Listing(self.name, request.url, request.url, (), (), problem=reason_of(failure))

    def _no_report(self, entry: Entry) -> Iterator[Lost]:
        """An address without a report: nothing follows, unless there was one before."""
        if self.past.has_led_to_a_report(entry.url):
            reason = f"{MissingPage.__name__}: its address answers without the report that it had"
            yield Lost(self.name, entry, entry.url, reason, dead=True)

    def further_parts(self, response: Response) -> tuple[str, ...]:
        """The further pages of an article that is split in several, and the frames of one without text."""
        page = tree(response)
        return parts_of(response, page, self.cms.pager(response, page))

    def lost_column(self, failure: Failure) -> Iterator[Listing]:
        """A column that could not be fetched: whatever it lists is not known."""
        request, reason = failure.request, reason_of(failure)  # type: ignore[attr-defined]
        self.steps[request.meta["step"]].problem = reason
        self.past.lost = True
        yield Listing(self.name, request.url, request.url, (), (), problem=reason)

    def lost_list_page(self, failure: Failure) -> Iterator[Listing]:
        """A page of a list that could not be fetched: the list is not complete."""
        request = failure.request  # type: ignore[attr-defined]
        reason = f"{request.url}: {reason_of(failure)}"
        self.past.lost = True
        yield Listing(self.name, request.cb_kwargs["key"], request.url, (), (), problem=reason)

    def article_key(self, url: str) -> str:
        """What makes two addresses one article."""
        return self.cms.article_key(url)

    def is_candidate(self, title: str) -> bool:
        """Whether a title is that of an annual report (and not of a 解读 or 通知 about one)."""
        return read_title(title).is_report

    def is_wanted(self, entry: Entry) -> bool:
        """Whether an entry's year and body are among those asked for, as far as the list names them."""
        year = entry.year or read_title(entry.title).year
        of_year = self.years is None or year is None or year in self.years
        return of_year and self._wanted.is_of_a_body(entry)
